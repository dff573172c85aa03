const BYTES_FIRST = 64 * 1024

/** Bytes that are written one behind the other, in memory that is used again for each block. */
export class Output {
  #bytes = Buffer.allocUnsafeSlow(BYTES_FIRST)
  #length = 0

  append(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  text(text: string): void {
    this.#makeRoom(text.length * UTF8_BYTES_MAX)
    this.#length += this.#bytes.write(text, this.#length, 'utf8')
  }

  /** A number of records: its digits. */
  whole(number: number): void {
    this.#makeRoom(DIGITS_MAX)
    let rest = number
    let end = this.#length + 1
    for (let above = rest; above >= 10; above = Math.floor(above / 10)) end++
    this.#length = end
    do {
      this.#bytes[--end] = ZERO + (rest % 10)
      rest = Math.floor(rest / 10)
    } while (rest > 0)
  }

  /** All that was written since the last time. It is overwritten by what is written next. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#length = 0
    return taken
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(needed)))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

/** Of the largest safe integer. */
const DIGITS_MAX = 16
const ZERO = 0x30
/** Of a UTF-16 code unit. */
const UTF8_BYTES_MAX = 3
