/** Times of web servers: the Common Log Format's `17/May/2015:10:05:03 +0000` and the error logs' own forms. */
import { epochOf, millisecondsOf, monthOf, offsetOf } from './calendar.ts'

/** `17/May/2015:10:05:03 +0000`. */
export const CLF_TIME = /(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?: ([+-]\d{4}))?/y

/** The time of a match of `CLF_TIME`. */
export function clfTimeOf(match: RegExpExecArray, zone_offset_minutes: number): number | undefined {
  return epochOf(
    {
      year: Number(match[3]),
      month: monthOf(match[2] ?? ''),
      day: Number(match[1]),
      hour: Number(match[4]),
      minute: Number(match[5]),
      second: Number(match[6]),
      millisecond: 0,
    },
    match[7] === undefined ? zone_offset_minutes : (offsetOf(match[7]) ?? zone_offset_minutes),
  )
}

/** `Sun Dec 04 04:47:44.123456 2005`, C's `asctime` with an optional fraction. */
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})$/

/** The time that makes up all of `text` in the form of Apache's error log. */
export function parseAsctime(text: string, zone_offset_minutes: number): number | undefined {
  const match = ASCTIME.exec(text)
  if (!match) return undefined
  return epochOf(
    {
      year: Number(match[7]),
      month: monthOf(match[1] ?? ''),
      day: Number(match[2]),
      hour: Number(match[3]),
      minute: Number(match[4]),
      second: Number(match[5]),
      millisecond: millisecondsOf(match[6]),
    },
    zone_offset_minutes,
  )
}
