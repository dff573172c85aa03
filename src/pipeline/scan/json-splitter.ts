import { MapAround } from './map-around.ts'
import { RecordSplitter } from './record-splitter.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * Records are the elements of a JSON array, alone or in a map around it (`beginnings.ts`); several of either may follow
 * each other. Only brackets, strings and commas are looked at: an element that is no JSON is found out when it is read,
 * and takes none of its neighbours with it.
 */
export class JsonSplitter extends RecordSplitter {
  #state: 'before' | 'inside' | 'behind' | 'too much' = 'before'
  /** Brackets that are open inside of the element. */
  #depth = 0
  #in_string = false
  #is_escaped = false
  readonly #around = new MapAround()

  protected scan(bytes: Buffer, from: number, end: number): void {
    for (let at = from; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (this.#state === 'inside') this.#inside(bytes, byte, at)
      else {
        if (this.#state !== 'too much') this.#outside(byte)
        this.open_at = at + 1
      }
    }
  }

  protected finish(bytes: Buffer, end: number): void {
    if (this.#state !== 'inside') return
    this.#element(bytes, end)
    this.open_at = end
    this.damaged('the array has no end')
  }

  #outside(byte: number): void {
    const around = this.#around
    if (around.isOpen()) {
      around.take(byte)
      if (this.#state === 'before' && around.hasRecords(byte)) this.#state = 'inside'
      if (around.isOpen()) return
      if (this.#state === 'before') this.damaged('a map without records')
      this.#state = 'before'
    } else if (byte === OPEN_BRACKET) this.#state = 'inside'
    else if (byte === OPEN_BRACE && (this.#state === 'before' || around.was_there)) {
      this.#state = 'before'
      around.take(byte)
    } else if (this.#state === 'behind' && !isBlank(byte)) {
      this.#state = 'too much'
      this.damaged('text behind the end of the array')
    }
  }

  #inside(bytes: Buffer, byte: number, at: number): void {
    if (this.#in_string) {
      if (this.#is_escaped) this.#is_escaped = false
      else if (byte === BACKSLASH) this.#is_escaped = true
      else if (byte === QUOTE) this.#in_string = false
    } else if (byte === QUOTE) this.#in_string = true
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
    else if (this.#depth > 0) {
      if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth--
    } else if (byte === COMMA || byte === CLOSE_BRACKET) {
      this.#element(bytes, at)
      this.open_at = at + 1
      if (byte === CLOSE_BRACKET) {
        this.#state = 'behind'
        this.#around.take(byte)
      }
    } else if (at === this.open_at && isBlank(byte)) this.open_at++
  }

  #element(bytes: Buffer, end: number): void {
    let last = end
    while (last > this.open_at && isBlank(bytes[last - 1] ?? 0)) last--
    if (this.isOpen(last)) this.record(this.open_at, last)
  }
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
