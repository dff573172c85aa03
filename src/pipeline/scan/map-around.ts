import { RECORD_LISTS } from './beginnings.ts'

const QUOTE = 0x22
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

const NAME_LENGTH_MAX = 16

/** What stands around an array of records, byte by byte: where the map ends, and which member is the records. */
export class MapAround {
  #depth = 0
  #in_string = false
  #is_escaped = false
  /** The last text, as far as it can be a name that is asked for. */
  #text = ''
  /** The text before the last colon, until another value begins. */
  #name = ''
  /** Whether there has been a map at all. */
  was_there = false

  isOpen(): boolean {
    return this.#depth > 0
  }

  /** Whether `byte`, which was taken last, begins the records. */
  hasRecords(byte: number): boolean {
    return byte === OPEN_BRACKET && !this.#in_string && RECORD_LISTS.has(this.#name)
  }

  /** Of the records only the bracket that ends them. */
  take(byte: number): void {
    if (this.#in_string) this.#inString(byte)
    else if (byte === QUOTE) {
      this.#in_string = true
      this.#text = ''
    } else if (byte === COLON) this.#name = this.#text
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      this.#depth++
      this.was_there = true
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth = Math.max(0, this.#depth - 1)
  }

  #inString(byte: number): void {
    if (this.#is_escaped) this.#is_escaped = false
    else if (byte === BACKSLASH) this.#is_escaped = true
    else if (byte === QUOTE) this.#in_string = false
    if (this.#in_string && this.#text.length < NAME_LENGTH_MAX) this.#text += String.fromCharCode(byte)
  }
}
