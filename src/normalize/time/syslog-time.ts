/**
 * The time of BSD syslog (`Mar  1 12:00:00`), which tells no year: the year is the one that puts it nearest to the time
 * of reception without being more than a day ahead of it, so that December's lines read in January stay in the old
 * year and a clock that runs a little ahead does not throw a line back by a year.
 */
import type { ParseContext } from '../format.ts'
import { epochOf, millisecondsOf, monthOf } from './calendar.ts'

const DAY_MS = 86_400_000
/** As far apart as two 29 Februaries can be (1896 and 1904), so that one is found from any year. */
const YEARS_BACK_MAX = 8

const STAMP = /([A-Z][a-z]{2}) ([ \d]?\d) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/y

export interface SyslogTime {
  readonly time_ms: number
  /** The index behind the time. */
  readonly end: number
}

/** The BSD syslog time that stands at `start` of `text`; a four-digit year behind the day is taken if it is there. */
export function syslogTimeAt(text: string, start: number, context: ParseContext): SyslogTime | undefined {
  STAMP.lastIndex = start
  const match = STAMP.exec(text)
  if (!match) return undefined
  const month = monthOf(match[1] ?? '')
  if (month === 0) return undefined
  const end = STAMP.lastIndex
  const wall = {
    month,
    day: Number(match[2]),
    hour: Number(match[4]),
    minute: Number(match[5]),
    second: Number(match[6]),
    millisecond: millisecondsOf(match[7]),
  }
  const offset = context.zone_offset_minutes
  if (match[3] !== undefined) {
    const time_ms = epochOf({ ...wall, year: Number(match[3]) }, offset)
    return time_ms === undefined ? undefined : { time_ms, end }
  }
  const latest = context.received_ms + DAY_MS
  const latest_year = new Date(latest + offset * 60_000).getUTCFullYear()
  for (let back = 0; back <= YEARS_BACK_MAX; back++) {
    const time_ms = epochOf({ ...wall, year: latest_year - back }, offset)
    if (time_ms !== undefined && time_ms <= latest) return { time_ms, end }
  }
  return undefined
}
