/**
 * The binary XML of Windows event logs (libyal, "Windows XML Event Log (EVTX) format", 4; Microsoft, MS-EVEN6 2.2.12).
 * A record names a template, which lies somewhere in the same chunk, and the values to put into it. Nothing is read
 * beyond the chunk; depth and number of tokens are bounded, because a hostile template may name itself.
 */
import { type Element, newElement } from '../xml/element.ts'
import { BINARY_XML_TYPE, binaryValue, textAt } from './values.ts'

const DEPTH_MAX = 64
const TOKENS_MAX = 100_000

const MORE_FLAG = 0x40
const END_OF_STREAM = 0x00
const OPEN_ELEMENT = 0x01
const CLOSE_START = 0x02
const CLOSE_EMPTY = 0x03
const END_ELEMENT = 0x04
const VALUE = 0x05
const ATTRIBUTE = 0x06
const CDATA = 0x07
const CHARACTER = 0x08
const ENTITY = 0x09
const INSTRUCTION_TARGET = 0x0a
const INSTRUCTION_DATA = 0x0b
const TEMPLATE = 0x0c
const SUBSTITUTION = 0x0d
const OPTIONAL_SUBSTITUTION = 0x0e
const FRAGMENT = 0x0f

const TEMPLATE_HEADER_BYTES = 24
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Where a value of a template's instance lies. */
interface Value {
  readonly type: number
  readonly at: number
  readonly size: number
}

/** Where tokens are read, and what they mean there. */
interface Place {
  readonly values: readonly Value[]
  /** Elements that stand in a value lack the id of what they depend on. */
  readonly is_value: boolean
  readonly depth: number
}

/** Reads the records of one chunk. */
export class BinaryXml {
  readonly #view: DataView
  readonly #names = new Map<number, string>()
  #at = 0
  #tokens = 0

  constructor(chunk: Uint8Array) {
    this.#view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  }

  /** The elements between `start` and `end`. Throws RangeError where the bytes do not keep to the format. */
  elements(start: number, end: number): readonly Element[] {
    this.#at = start
    this.#tokens = 0
    const parent = newElement('')
    this.#content(parent, end, { values: [], is_value: false, depth: 0 })
    return parent.children
  }

  /** Tokens up to the end of the stream, of the element or of the bytes. */
  #content(parent: Element, end: number, place: Place): void {
    if (place.depth > DEPTH_MAX) throw new RangeError(`nested deeper than ${DEPTH_MAX}`)
    while (this.#at < end) {
      const token = this.#token()
      switch (token & ~MORE_FLAG) {
        case END_OF_STREAM:
        case END_ELEMENT:
          return
        case FRAGMENT:
          this.#at += 3
          break
        case TEMPLATE:
          this.#template(parent, place)
          break
        case OPEN_ELEMENT:
          this.#element(parent, (token & MORE_FLAG) !== 0, end, place)
          break
        case INSTRUCTION_TARGET:
          this.#name()
          break
        case INSTRUCTION_DATA:
          this.#text()
          break
        default:
          this.#add(parent, token, place)
      }
    }
  }

  #element(parent: Element, has_attributes: boolean, end: number, place: Place): void {
    if (!place.is_value) this.#at += 2
    this.#at += 4
    const element = newElement(this.#name())
    parent.children.push(element)
    if (has_attributes) this.#attributes(element, place)
    const token = this.#token()
    if (token === CLOSE_EMPTY) return
    if (token !== CLOSE_START) throw new RangeError(`token ${token} in place of the end of a tag`)
    this.#content(element, end, { ...place, depth: place.depth + 1 })
  }

  #attributes(element: Element, place: Place): void {
    this.#at += 4
    while ((this.#peek() & ~MORE_FLAG) === ATTRIBUTE) {
      this.#token()
      const holder = newElement(this.#name())
      for (;;) {
        const next = this.#peek() & ~MORE_FLAG
        if (next === ATTRIBUTE || next === CLOSE_START || next === CLOSE_EMPTY) break
        this.#add(holder, this.#token(), place)
      }
      if (holder.text !== undefined) element.attributes[holder.name] = holder.text
    }
  }

  /** What comes to an element's text, or in place of a value its elements. */
  #add(element: Element, token: number, place: Place): void {
    const kind = token & ~MORE_FLAG
    if (kind === SUBSTITUTION || kind === OPTIONAL_SUBSTITUTION) {
      const value = place.values[this.#view.getUint16(this.#at, true)]
      this.#at += 3
      if (value) this.#substitute(element, value, place)
    } else addText(element, this.#literal(kind))
  }

  #literal(kind: number): string {
    switch (kind) {
      case VALUE:
        // Texts are all that stands in templates themselves.
        this.#at += 1
        return this.#text()
      case CDATA:
        return this.#text()
      case CHARACTER:
        this.#at += 2
        return String.fromCharCode(this.#view.getUint16(this.#at - 2, true))
      case ENTITY: {
        const name = this.#name()
        return ENTITIES[name] ?? `&${name};`
      }
      default:
        throw new RangeError(`token ${kind} at byte ${this.#at - 1}`)
    }
  }

  #substitute(element: Element, { type, at, size }: Value, { depth }: Place): void {
    if (type === BINARY_XML_TYPE)
      this.#aside(at, at + size, element, { values: [], is_value: true, depth: depth + 1 })
    else addText(element, binaryValue(this.#view, type, at, size))
  }

  #template(parent: Element, { depth }: Place): void {
    this.#at += 5
    const definition = this.#u32()
    if (definition === this.#at)
      this.#at += TEMPLATE_HEADER_BYTES + this.#view.getUint32(this.#at + TEMPLATE_HEADER_BYTES - 4, true)
    const count = this.#u32()
    const values: Value[] = []
    let at = this.#at + 4 * count
    if (at > this.#view.byteLength) throw new RangeError(`${count} values`)
    for (let index = 0; index < count; index++, this.#at += 4) {
      const size = this.#view.getUint16(this.#at, true)
      values.push({ type: this.#view.getUint8(this.#at + 2), at, size })
      at += size
    }
    const size = this.#view.getUint32(definition + TEMPLATE_HEADER_BYTES - 4, true)
    const start = definition + TEMPLATE_HEADER_BYTES
    this.#aside(start, start + size, parent, { values, is_value: false, depth: depth + 1 })
    this.#at = at
  }

  /** Reads what lies elsewhere, and comes back. */
  #aside(start: number, end: number, parent: Element, place: Place): void {
    const back = this.#at
    this.#at = start
    this.#content(parent, end, place)
    this.#at = back
  }

  /** A name by its place in the chunk; where it is used first it lies right here. */
  #name(): string {
    const offset = this.#u32()
    const length = this.#view.getUint16(offset + 6, true)
    if (offset === this.#at) this.#at += 10 + 2 * length
    let name = this.#names.get(offset)
    if (name === undefined) {
      name = textAt(this.#view, offset + 8, length)
      this.#names.set(offset, name)
    }
    return name
  }

  #text(): string {
    const length = this.#view.getUint16(this.#at, true)
    const text = textAt(this.#view, this.#at + 2, length)
    this.#at += 2 + 2 * length
    return text
  }

  #token(): number {
    if (++this.#tokens > TOKENS_MAX) throw new RangeError(`more than ${TOKENS_MAX} tokens`)
    return this.#view.getUint8(this.#at++)
  }

  #peek(): number {
    return this.#view.getUint8(this.#at)
  }

  #u32(): number {
    this.#at += 4
    return this.#view.getUint32(this.#at - 4, true)
  }
}

/** A value that stands alone keeps its type. */
function addText(element: Element, value: unknown): void {
  if (value === undefined) return
  element.text = element.text === undefined ? value : `${element.text}${value}`
}
