import { isoTime } from '../alert.ts'

/** Writes many times that are close to each other, as `isoTime` does: all but the last digits are mostly at hand. */
export class TimeText {
  readonly #text = Buffer.from('"2026-01-31T12:00:00.000Z"')
  #minute = Number.NaN

  /** The time as a text of JSON, overwritten by the next one; null where it is none. */
  bytesOf(time_ms: number): Uint8Array | null {
    // What is before 1970, or no whole number, is rounded in a way of its own.
    if (!(time_ms >= 0 && Number.isInteger(time_ms))) return this.#slowly(time_ms)
    const minute = Math.floor(time_ms / MINUTE_MS)
    if (minute !== this.#minute) {
      this.#minute = Number.NaN
      const bytes = this.#slowly(time_ms)
      if (bytes) this.#minute = minute
      return bytes
    }
    const text = this.#text
    const rest = time_ms - minute * MINUTE_MS
    const second = Math.floor(rest / 1000)
    const millisecond = rest - second * 1000
    text[SECONDS_AT] = ZERO + Math.floor(second / 10)
    text[SECONDS_AT + 1] = ZERO + (second % 10)
    text[SECONDS_AT + 3] = ZERO + Math.floor(millisecond / 100)
    text[SECONDS_AT + 4] = ZERO + (Math.floor(millisecond / 10) % 10)
    text[SECONDS_AT + 5] = ZERO + (millisecond % 10)
    return text
  }

  #slowly(time_ms: number): Uint8Array | null {
    const text = isoTime(time_ms)
    if (text === undefined) return null
    this.#minute = Number.NaN
    this.#text.write(text, 1, 'latin1')
    return this.#text
  }
}

const MINUTE_MS = 60_000
const SECONDS_AT = '"2026-01-31T12:00:'.length
const ZERO = 0x30
