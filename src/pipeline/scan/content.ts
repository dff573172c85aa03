import { beginningOf } from './beginnings.ts'
import type { BlockReceiver, Splitter } from './block.ts'
import { CsvSplitter } from './csv-splitter.ts'
import { beginsEvtx, EvtxSplitter } from './evtx-splitter.ts'
import { HeadedSplitter } from './headed-splitter.ts'
import { JsonSplitter } from './json-splitter.ts'
import { LineSplitter } from './line-splitter.ts'
import { ObjectSplitter } from './object-splitter.ts'
import type { SplitterSizes } from './record-splitter.ts'
import { XmlSplitter } from './xml-splitter.ts'

/** At least and at most so many bytes tell what a file holds. */
const HEAD_BYTES_MIN = 8
const HEAD_BYTES_MAX = 256

const SPLITTERS = {
  array: JsonSplitter,
  objects: ObjectSplitter,
  xml: XmlSplitter,
  headed: HeadedSplitter,
  csv: CsvSplitter,
  lines: LineSplitter,
} as const

/** The content of a file of any kind: its first bytes tell which. */
export class Content implements Splitter {
  readonly #receiver: BlockReceiver
  readonly #sizes: SplitterSizes | undefined
  #head = Buffer.alloc(0)
  #splitter: Splitter | undefined

  constructor(receiver: BlockReceiver, sizes?: SplitterSizes) {
    this.#receiver = receiver
    this.#sizes = sizes
  }

  push(bytes: Uint8Array): void {
    if (this.#splitter) this.#splitter.push(bytes)
    else {
      this.#head = Buffer.concat([this.#head, bytes])
      if (tells(this.#head)) this.#begin()
    }
  }

  flush(): void {
    this.#splitter?.flush()
  }

  end(): void {
    if (!this.#splitter) this.#begin()
    this.#splitter?.end()
  }

  #begin(): void {
    const head = this.#head
    this.#head = Buffer.alloc(0)
    this.#splitter = this.#splitterFor(head)
    // Of lines it belongs to the first.
    const is_marked = !(this.#splitter instanceof LineSplitter) && isMarked(head)
    this.#splitter.push(is_marked ? head.subarray(3) : head)
  }

  #splitterFor(head: Uint8Array): Splitter {
    if (beginsEvtx(head)) return new EvtxSplitter(this.#receiver)
    const encoding = utf16Of(head)
    if (encoding) return new Utf16(encoding, new Content(this.#receiver, this.#sizes))
    const kind = SPLITTERS[beginningOf(head, true) ?? 'lines']
    return new kind(this.#receiver, this.#sizes)
  }
}

/** Text in UTF-16, as PowerShell writes it, made into what the other splitters read. */
class Utf16 implements Splitter {
  readonly #decoder: TextDecoder
  readonly #content: Content

  constructor(encoding: Utf16Encoding, content: Content) {
    this.#decoder = new TextDecoder(encoding)
    this.#content = content
  }

  push(bytes: Uint8Array): void {
    this.#content.push(Buffer.from(this.#decoder.decode(bytes, { stream: true })))
  }

  flush(): void {
    this.#content.flush()
  }

  end(): void {
    this.#content.push(Buffer.from(this.#decoder.decode()))
    this.#content.end()
  }
}

function isMarked([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf
}

function tells(head: Uint8Array): boolean {
  if (head.length < HEAD_BYTES_MIN) return false
  return head.length >= HEAD_BYTES_MAX || beginningOf(head, false) !== undefined
}

type Utf16Encoding = 'utf-16le' | 'utf-16be'

function utf16Of(head: Uint8Array): Utf16Encoding | undefined {
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Without a mark, as some tools write it: every other byte of its first characters is a zero.
  const start = head.subarray(0, HEAD_BYTES_MIN)
  if (start.length < HEAD_BYTES_MIN) return undefined
  if (start.every((byte, at) => (byte === 0) === (at % 2 === 1))) return 'utf-16le'
  return start.every((byte, at) => (byte === 0) === (at % 2 === 0)) ? 'utf-16be' : undefined
}

/** Whether bytes from a file's beginning are those of no log: text has no zeros. */
export function isBinary(head: Uint8Array): boolean {
  return utf16Of(head) === undefined && !beginsEvtx(head) && head.subarray(0, 4096).includes(0)
}
