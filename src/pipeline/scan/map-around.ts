import { RECORD_LISTS } from './beginnings.ts'
import { JsonNesting, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-nesting.ts'

const COLON = 0x3a
const NAME_LENGTH_MAX = 16

/** What stands around an array of records, byte by byte: where the map ends, and which member is the records. */
export class MapAround {
  readonly #nesting = new JsonNesting()
  /** The last text, as far as it can be a name that is asked for. */
  #text = ''
  /** The text before the last colon, until another value begins. */
  #name = ''
  /** Whether there has been a map at all. */
  was_there = false

  isOpen(): boolean {
    return this.#nesting.depth > 0
  }

  /** Whether `byte`, which was taken last, begins the records. */
  hasRecords(byte: number): boolean {
    return byte === OPEN_BRACKET && !this.#nesting.in_string && RECORD_LISTS.has(this.#name)
  }

  /** Of the records only the bracket that ends them. */
  take(byte: number): void {
    const nesting = this.#nesting
    const was_in_string = nesting.in_string
    nesting.take(byte)
    if (was_in_string) {
      if (nesting.in_string && this.#text.length < NAME_LENGTH_MAX) this.#text += String.fromCharCode(byte)
    } else if (byte === QUOTE) this.#text = ''
    else if (byte === COLON) this.#name = this.#text
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.was_there = true
  }
}
