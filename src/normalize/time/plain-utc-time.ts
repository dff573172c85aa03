import { epochOf } from './calendar.ts'

/**
 * The times that most logs write, `2026-01-31T12:00:00Z` with up to nine digits of fraction, read from bytes: no text
 * has to be made of them.
 */
export class PlainUtcTimes {
  /** The last date, as a number of eight digits: one follows another that is the same, mostly. */
  #date = -1
  #date_ms = 0

  /** Milliseconds since 1970; undefined for all that is written in another way, or is no time. */
  read(bytes: Uint8Array, start: number, length: number): number | undefined {
    if (length < SHORTEST || length > LONGEST || bytes[start + length - 1] !== Z) return undefined
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
    const month = twoDigits(bytes, start + 5)
    const day = twoDigits(bytes, start + 8)
    const hour = twoDigits(bytes, start + 11)
    const minute = twoDigits(bytes, start + 14)
    const second = twoDigits(bytes, start + 17)
    const is_plain =
      bytes[start + 4] === DASH &&
      bytes[start + 7] === DASH &&
      bytes[start + 10] === T &&
      bytes[start + 13] === COLON &&
      bytes[start + 16] === COLON &&
      hour <= 23 &&
      minute <= 59 &&
      second <= 59
    const millisecond = length === SHORTEST ? 0 : fractionAt(bytes, start + 19, start + length - 1)
    // Written so that a NaN fails.
    if (!is_plain || !(millisecond >= 0)) return undefined
    const date = (year * 100 + month) * 100 + day
    if (date !== this.#date) {
      const midnight = { year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0 }
      const date_ms = epochOf(midnight, 0)
      if (date_ms === undefined) return undefined
      this.#date = date
      this.#date_ms = date_ms
    }
    return this.#date_ms + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
  }
}

const SHORTEST = '2026-01-31T12:00:00Z'.length
const LONGEST = '2026-01-31T12:00:00.123456789Z'.length
const DASH = 0x2d
const COLON = 0x3a
const T = 0x54
const Z = 0x5a
const POINT = 0x2e

/** NaN for what are no digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  return digitAt(bytes, at) * 10 + digitAt(bytes, at + 1)
}

function digitAt(bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] ?? 0) - 0x30
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}

/** Whole milliseconds of a point and at least one digit. */
function fractionAt(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== POINT || end - start < 2) return Number.NaN
  let milliseconds = 0
  let unit = 100
  for (let at = start + 1; at < end; at++) {
    const digit = digitAt(bytes, at)
    // Beyond the third digit the unit is 0: they only have to be digits.
    milliseconds += digit * unit
    unit = unit === 1 ? 0 : unit / 10
  }
  return milliseconds
}
