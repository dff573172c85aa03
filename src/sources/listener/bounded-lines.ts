/** Cuts a stream of bytes into lines without ever holding more than the longest line that is kept. */
export interface Line {
  /** Without its line ending. */
  value: Buffer
  /** Counted from 0, empty lines too. */
  number: number
  /** Whether the line was longer than may be, and this is its head. */
  cut: boolean
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

export class BoundedLines {
  readonly #line_bytes_max: number
  #pieces: Buffer[] = []
  #held_bytes = 0
  #cut = false
  #number = 0

  constructor(line_bytes_max: number) {
    this.#line_bytes_max = line_bytes_max
  }

  /** Bytes of the line under way that are kept. */
  get held_bytes(): number {
    return this.#held_bytes
  }

  /** The lines that `chunk` completes. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end))
      lines.push(this.#finish())
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    return lines
  }

  /** The last line, where nothing ended it. */
  end(): Line[] {
    return this.#held_bytes > 0 ? [this.#finish()] : []
  }

  #keep(bytes: Buffer): void {
    // One byte more than may be: a carriage return before the line feed is no part of the line.
    const kept = bytes.subarray(0, this.#line_bytes_max + 1 - this.#held_bytes)
    if (kept.length < bytes.length) this.#cut = true
    if (kept.length === 0) return
    this.#pieces.push(kept)
    this.#held_bytes += kept.length
  }

  #finish(): Line {
    const [first] = this.#pieces
    const held = this.#pieces.length === 1 && first ? first : Buffer.concat(this.#pieces)
    const whole = !this.#cut && held.at(-1) === CARRIAGE_RETURN ? held.subarray(0, -1) : held
    const value = whole.subarray(0, this.#line_bytes_max)
    const line = { value, number: this.#number++, cut: this.#cut || value.length < whole.length }
    this.#pieces = []
    this.#held_bytes = 0
    this.#cut = false
    return line
  }
}
