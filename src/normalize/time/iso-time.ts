/**
 * ISO 8601 / RFC 3339 as logs write it: `T` or a blank between date and time, a point or a comma before any number of
 * fraction digits, a zone or none.
 */
import { epochOf, millisecondsOf, offsetOf } from './calendar.ts'

const ISO =
  /(\d{4})[-/](\d\d)[-/](\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?: ?([Zz]|[+-]\d\d:?\d\d)(?![\d:]))?/y

export interface TimeAtStart {
  readonly time_ms: number
  /** The index behind the time. */
  readonly end: number
  /** Whether the time named its zone. */
  readonly zoned: boolean
}

/** The time that stands at `start` of `text`; one without a zone is `zone_offset_minutes` east of UTC. */
export function isoTimeAt(text: string, start: number, zone_offset_minutes: number): TimeAtStart | undefined {
  ISO.lastIndex = start
  const match = ISO.exec(text)
  if (!match) return undefined
  const zone = match[8]
  const offset = zone === undefined ? zone_offset_minutes : offsetOf(zone)
  if (offset === undefined) return undefined
  const time_ms = epochOf(
    {
      year: Number(match[1]),
      month: Number(match[2]),
      day: Number(match[3]),
      hour: Number(match[4]),
      minute: Number(match[5]),
      second: Number(match[6] ?? 0),
      millisecond: millisecondsOf(match[7]),
    },
    offset,
  )
  return time_ms === undefined ? undefined : { time_ms, end: ISO.lastIndex, zoned: zone !== undefined }
}

/** The time that makes up all of `text`, in milliseconds since 1970 (UTC). */
export function parseIsoTime(text: string, zone_offset_minutes: number): number | undefined {
  if (text.length > 64) return undefined
  const found = isoTimeAt(text, 0, zone_offset_minutes)
  return found?.end === text.length ? found.time_ms : undefined
}
