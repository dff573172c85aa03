/** Short ways to an event for tests. */
import type { LogEvent } from '../../schema/event.ts'
import type { LogRecord } from '../../schema/log-record.ts'
import { type NormalizeResult, normalize } from '../normalize.ts'

export const RECEIVED_MS = Date.UTC(2026, 2, 1, 12)

/** A record that holds `value`, received on 1 March 2026 at 12:00 UTC unless `given` says otherwise. */
export function recordOf(value: string | Uint8Array, given: Partial<LogRecord> = {}): LogRecord {
  return {
    id: 'record-1',
    host: 'collector',
    source: '/var/log/test.log',
    logsource: {},
    value: typeof value === 'string' ? new TextEncoder().encode(value) : value,
    received_ms: RECEIVED_MS,
    ...given,
  }
}

export function resultOf(value: string | Uint8Array, given: Partial<LogRecord> = {}): NormalizeResult {
  return normalize(recordOf(value, given))
}

export function eventOf(value: string | Uint8Array, given: Partial<LogRecord> = {}): LogEvent {
  return resultOf(value, given).event
}

/** The event's time as ISO 8601 in UTC. */
export function timeOf(event: LogEvent): string {
  return new Date(event.time_ms).toISOString()
}

/** The values of the event's entities of `type`. */
export function entitiesOf(event: LogEvent, type: string): string[] {
  return event.entities.filter(entity => entity.type === type).map(entity => entity.value)
}

/** Those of the event's fields that `expected` names, to compare the two. */
export function fieldsLike(event: LogEvent, expected: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(expected).map(name => [name, event.fields[name]]))
}
