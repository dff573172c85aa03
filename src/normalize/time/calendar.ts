/**
 * Calendar arithmetic without `Date.parse`, which would read the machine's own time zone and accept almost anything.
 */

const MINUTE_MS = 60_000

/** Parts of a time as they stand in a log: month from 1 to 12, seconds with their fraction apart. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** 1 to 12 for the English three-letter name of a month as logs write it, otherwise 0. */
export function monthOf(name: string): number {
  const at = name.length === 3 ? MONTHS.indexOf(name) : -1
  return at % 3 === 0 ? at / 3 + 1 : 0
}

/** The last time that ISO 8601 writes with four digits of year. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysOf(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0)
}

/**
 * Milliseconds since 1970 (UTC) of a time in a zone `offset_minutes` east of UTC; undefined where the calendar has
 * no such time (31 April, 25 o'clock) and before 1970: programs that have no time write the year 1 or 1900. A leap
 * second counts as the first of the next minute.
 */
export function epochOf(time: WallTime, offset_minutes: number): number | undefined {
  const { year, month, day, hour, minute, second, millisecond } = time
  // Written so that a NaN fails.
  if (!(year >= 1970 && day >= 1 && day <= daysOf(year, month) && hour <= 23 && minute <= 59 && second <= 60))
    return undefined
  const epoch = Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - offset_minutes * MINUTE_MS
  return epoch >= 0 && epoch <= LAST_MS ? epoch : undefined
}

/** Minutes east of UTC for `Z`, `+01:00`, `+0100` or `+01`; undefined for anything else. */
export function offsetOf(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone)
  if (!match) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return match[1] === '-' ? -minutes : minutes
}

/** Whole milliseconds of the digits behind a decimal point. */
export function millisecondsOf(fraction: string | undefined): number {
  return fraction ? Number(fraction.slice(0, 3).padEnd(3, '0')) : 0
}
