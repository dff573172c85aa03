export const COMMA = 0x2c
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d
export const OPEN_BRACE = 0x7b
export const QUOTE = 0x22

const BACKSLASH = 0x5c
const CLOSE_BRACE = 0x7d

/** Where one is in JSON, byte by byte: brackets and strings are all that it takes to tell what lies in what. */
export class JsonNesting {
  #depth = 0
  #in_string = false
  #is_escaped = false

  /** Brackets that are open. One that closes more than there are is none. */
  get depth(): number {
    return this.#depth
  }

  get in_string(): boolean {
    return this.#in_string
  }

  take(byte: number): void {
    if (this.#in_string) {
      if (this.#is_escaped) this.#is_escaped = false
      else if (byte === BACKSLASH) this.#is_escaped = true
      else if (byte === QUOTE) this.#in_string = false
    } else if (byte === QUOTE) this.#in_string = true
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && this.#depth > 0) this.#depth--
  }
}
