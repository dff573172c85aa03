/** The names under which JSON logs keep their time, and the forms that it has there. */
import type { ParseContext } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'
import { dottedValueAt, type JsonObject, valueAt } from './json-object.ts'

interface TimeField {
  readonly path: readonly string[]
  /** Written without a zone, but always UTC. */
  readonly utc?: true
}

/** In order of preference: the event's own time before the time at which a shipper saw it. */
const TIME_FIELDS: readonly TimeField[] = [
  { path: ['Event', 'System', 'TimeCreated', '#attributes', 'SystemTime'], utc: true },
  { path: ['Event', 'System', 'TimeCreated_attributes', 'SystemTime'], utc: true },
  { path: ['Event', 'System', 'TimeCreated', '@SystemTime'], utc: true },
  { path: ['System', 'TimeCreated', 'SystemTime'], utc: true },
  { path: ['UtcTime'], utc: true },
  { path: ['eventTime'], utc: true },
  { path: ['requestReceivedTimestamp'], utc: true },
  { path: ['TimeCreated'], utc: true },
  { path: ['TimeCreated', 'SystemTime'], utc: true },
  { path: ['TimeCreated', 'value'], utc: true },
  { path: ['system_time'], utc: true },
  { path: ['EventTime'] },
  { path: ['@timestamp'], utc: true },
  { path: ['timestamp'] },
  { path: ['Timestamp'] },
  { path: ['time'] },
  { path: ['Time'] },
  { path: ['ts'] },
  { path: ['datetime'] },
  { path: ['date'] },
  { path: ['TimeGenerated'], utc: true },
  { path: ['CreationTime'], utc: true },
  { path: ['created_at'] },
  { path: ['published'], utc: true },
  { path: ['createdDateTime'], utc: true },
  { path: ['activityDateTime'], utc: true },
  { path: ['eventTimestamp'], utc: true },
  { path: ['time_iso8601'] },
  { path: ['start_time'] },
  { path: ['EdgeStartTimestamp'] },
  { path: ['EdgeEndTimestamp'] },
  { path: ['StartUTC'], utc: true },
  { path: ['unixTime'], utc: true },
  { path: ['_time'] },
  { path: ['event', 'created'] },
  // Google Workspace, Bitbucket, Log4j, OpenCanary, the audit daemon through laurel, findings
  { path: ['id', 'time'], utc: true },
  { path: ['timestamp', 'epochSecond'] },
  { path: ['instant', 'epochSecond'] },
  { path: ['utc_time'], utc: true },
  { path: ['ID'] },
  { path: ['updatedAt'], utc: true },
  { path: ['UpdatedAt'], utc: true },
  { path: ['detectedDateTime'], utc: true },
  { path: ['__REALTIME_TIMESTAMP'], utc: true },
]

/** Where records of JSON may keep their time. */
export const TIME_PATHS: readonly (readonly string[])[] = TIME_FIELDS.map(({ path }) => path)

const NUMBER = /^\d{9,19}(?:\.\d{1,9})?$/
/** As `ConvertTo-Json` of Windows PowerShell writes times. */
const MILLISECONDS = /^\/Date\((\d{9,16})(?:[+-]\d{4})?\)\/$/

/** The audit daemon's time and the number of the event. */
const AUDIT_ID = /^(\d{9,11}\.\d{3}):\d{1,20}$/

/** The event's time in milliseconds since 1970 (UTC), if the field that the context names or a well-known one tells one. */
export function timeOfJson(object: JsonObject, context: ParseContext): number | undefined {
  if (context.time_field !== undefined) {
    const named = timeOfValue(dottedValueAt(object, context.time_field), context.zone_offset_minutes)
    if (named !== undefined) return named
  }
  for (const { path, utc } of TIME_FIELDS) {
    const value = valueAt(object, path)
    if (value === undefined) continue
    const time = timeOfValue(value, utc ? 0 : context.zone_offset_minutes)
    if (time !== undefined) return time
  }
  return undefined
}

function timeOfValue(value: unknown, zone_offset_minutes: number): number | undefined {
  if (typeof value === 'number') return epochOfNumber(value)
  if (typeof value !== 'string' || value.length > 64) return undefined
  const audit = AUDIT_ID.exec(value)
  if (audit) return epochOfNumber(Number(audit[1]))
  const milliseconds = MILLISECONDS.exec(value)
  if (milliseconds) return Number(milliseconds[1])
  return NUMBER.test(value) ? epochOfNumber(Number(value)) : parseIsoTime(value, zone_offset_minutes)
}

/**
 * Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size: each unit's range below
 * covers the years 1973 to 5138 of seconds, so no time of this century falls into two.
 */
function epochOfNumber(value: number): number | undefined {
  if (!(value >= 1e8)) return undefined
  if (value < 1e11) return Math.round(value * 1e3)
  if (value < 1e14) return Math.floor(value)
  if (value < 1e17) return Math.floor(value / 1e3)
  if (value < 1e20) return Math.floor(value / 1e6)
  return undefined
}
