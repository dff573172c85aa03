import { RecordSplitter } from './record-splitter.ts'

const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** Records are JSON maps that are written over several lines, one behind the other; of other text the lines. */
export class ObjectSplitter extends RecordSplitter {
  #depth = 0
  #in_string = false
  #is_escaped = false
  #is_line = false

  protected scan(bytes: Buffer, from: number, end: number): void {
    for (let at = from; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (this.#is_line) {
        if (byte === NEWLINE) this.#give(bytes, at + 1)
      } else if (this.#depth > 0) {
        this.#inside(byte)
        if (this.#depth === 0) this.#give(bytes, at + 1)
      } else if (byte === OPEN_BRACE) this.#depth = 1
      else if (isBlank(byte) || byte === COMMA) this.open_at = at + 1
      else this.#is_line = true
    }
  }

  protected finish(bytes: Buffer, end: number): void {
    if (this.isOpen(end)) this.#give(bytes, end)
  }

  #inside(byte: number): void {
    if (this.#in_string) {
      if (this.#is_escaped) this.#is_escaped = false
      else if (byte === BACKSLASH) this.#is_escaped = true
      else if (byte === QUOTE) this.#in_string = false
    } else if (byte === QUOTE) this.#in_string = true
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth--
  }

  #give(bytes: Buffer, end: number): void {
    let last = end
    while (last > this.open_at && isBlank(bytes[last - 1] ?? 0)) last--
    if (this.isOpen(last)) this.record(this.open_at, last)
    this.open_at = end
    this.#is_line = false
  }
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
