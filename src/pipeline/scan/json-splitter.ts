import { isBlank, withoutBlanks } from './blanks.ts'
import { CLOSE_BRACKET, COMMA, JsonNesting, OPEN_BRACE, OPEN_BRACKET } from './json-nesting.ts'
import { MapAround } from './map-around.ts'
import { RecordSplitter } from './record-splitter.ts'

/**
 * Records are the elements of a JSON array, alone or in a map around it (`beginnings.ts`); several of either may follow
 * each other. Only brackets, strings and commas are looked at: an element that is no JSON is found out when it is read,
 * and takes none of its neighbours with it.
 */
export class JsonSplitter extends RecordSplitter {
  #state: 'before' | 'inside' | 'behind' | 'too much' = 'before'
  /** Inside of the element. */
  readonly #nesting = new JsonNesting()
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
    const nesting = this.#nesting
    const is_within = nesting.in_string || nesting.depth > 0
    nesting.take(byte)
    if (is_within) return
    if (byte === COMMA || byte === CLOSE_BRACKET) {
      this.#element(bytes, at)
      this.open_at = at + 1
      if (byte === CLOSE_BRACKET) {
        this.#state = 'behind'
        this.#around.take(byte)
      }
    } else if (at === this.open_at && isBlank(byte)) this.open_at++
  }

  #element(bytes: Buffer, end: number): void {
    const last = withoutBlanks(bytes, this.open_at, end)
    if (this.isOpen(last)) this.record(this.open_at, last)
  }
}
