import { isBlank, isNumber, withoutBlanks } from './blanks.ts'
import { COMMA, JsonNesting, OPEN_BRACE } from './json-nesting.ts'
import { RecordSplitter } from './record-splitter.ts'

const NEWLINE = 0x0a

/**
 * Records are JSON maps that are written over several lines, one behind the other; of other text the lines, but for
 * those that only number what follows.
 */
export class ObjectSplitter extends RecordSplitter {
  readonly #nesting = new JsonNesting()
  #is_line = false

  protected scan(bytes: Buffer, from: number, end: number): void {
    for (let at = from; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (this.#is_line) {
        if (byte === NEWLINE) this.#give(bytes, at + 1)
      } else if (this.#nesting.depth > 0) {
        this.#nesting.take(byte)
        if (this.#nesting.depth === 0) this.#give(bytes, at + 1)
      } else if (byte === OPEN_BRACE) this.#nesting.take(byte)
      else if (isBlank(byte) || byte === COMMA) this.open_at = at + 1
      else this.#is_line = true
    }
  }

  protected finish(bytes: Buffer, end: number): void {
    if (this.isOpen(end)) this.#give(bytes, end)
  }

  #give(bytes: Buffer, end: number): void {
    const last = withoutBlanks(bytes, this.open_at, end)
    if (this.isOpen(last) && !(this.#is_line && isNumber(bytes, this.open_at, last)))
      this.record(this.open_at, last)
    this.open_at = end
    this.#is_line = false
  }
}
