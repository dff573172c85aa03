import { isoTime } from '../alert.ts'

/** Writes many times that are close to each other, as `isoTime` does: all but the last digits is mostly at hand. */
export class IsoTimes {
  #minute = Number.NaN
  /** Up to its seconds. */
  #head = ''

  textOf(time_ms: number): string | undefined {
    const minute = Math.floor(time_ms / MINUTE_MS)
    // What is before 1970, or no whole number, is rounded in a way of its own.
    if (!(time_ms >= 0 && Number.isInteger(time_ms))) return isoTime(time_ms)
    if (minute !== this.#minute) {
      const text = isoTime(minute * MINUTE_MS)
      if (text === undefined) return undefined
      this.#minute = minute
      this.#head = text.slice(0, SECONDS_AT)
    }
    const rest = time_ms - minute * MINUTE_MS
    return this.#head + (SECONDS[Math.floor(rest / 1000)] ?? '') + (MILLISECONDS[rest % 1000] ?? '')
  }
}

const MINUTE_MS = 60_000
const SECONDS_AT = '2026-01-31T12:00:'.length
const SECONDS = Array.from({ length: 60 }, (_, second) => String(second).padStart(2, '0'))
const MILLISECONDS = Array.from({ length: 1000 }, (_, rest) => `.${String(rest).padStart(3, '0')}Z`)
