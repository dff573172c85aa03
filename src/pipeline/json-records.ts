/** What the normaliser does with records of JSON, as the kernel has to know it that matches them from their bytes. */
import { TIME_PATHS, timeOfJson } from '../normalize/json/json-time.ts'
import type { LogsourceTable } from '../normalize/logsources/logsource-table.ts'
import { isDerived, recordControls } from '../normalize/shapes/record-controls.ts'
import { SHAPES } from '../normalize/shapes/shapes.ts'
import type { LogEvent } from '../schema/event.ts'
import type { RecordReader } from '../sigma/index.ts'
import { isoTime } from './alert.ts'

/** @param read The event that a record is; its time does not count. */
export function recordReader(
  logsources: LogsourceTable,
  read: (record: Uint8Array) => LogEvent,
): RecordReader<LogEvent> {
  const { keys, containers, refused } = recordControls(SHAPES, logsources)
  const isMade = (event: LogEvent) => isDerived(event, SHAPES)
  return {
    controls: keys,
    containers,
    refused,
    noted: TIME_PATHS,
    timeOf: timeTextOf,
    read,
    isDerived: isMade,
  }
}

function timeTextOf(noted: Readonly<Record<string, unknown>>): string | null {
  return isoTime(timeOfNoted(noted) ?? Number.NaN) ?? null
}

/** The time of a record that has what stands at TIME_PATHS: NaN if it tells none, undefined if that is not known. */
export function timeOfNoted(noted: Readonly<Record<string, unknown>> | undefined): number | undefined {
  if (!noted) return undefined
  return Object.keys(noted).length === 0 ? Number.NaN : (timeOfJson(noted, TIMELESS) ?? Number.NaN)
}

const TIMELESS = { received_ms: 0, zone_offset_minutes: 0, time_field: undefined }
