import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Alert, Evidence, MatchedField } from '../schema/alert.ts'
import type { LogEvent } from '../schema/event.ts'
import type { Level } from '../schema/level.ts'
import type { RecordPosition } from '../schema/log-record.ts'

/** A rule that matched an event, as the pipeline needs it. */
export interface RuleMatch {
  rule: { id: string; title: string; level: Level; tags: readonly string[] }
  matched: readonly MatchedField[]
}

export interface DetectedEvent {
  event: LogEvent
  /** The record's bytes and place. */
  value: Uint8Array
  position: RecordPosition
}

/**
 * The id of the alert that a rule raises on a record. Nothing but the two ids goes into it, so that a line that is
 * read, moved or detected on a second time can not make a second alert.
 */
function alertId(ruleId: string, recordId: string): string {
  return createHash('sha256').update(ruleId).update('\0').update(recordId).digest('hex').slice(0, 32)
}

export function buildAlert(
  { event, value, position }: DetectedEvent,
  { rule, matched }: RuleMatch,
  message: string,
  detected_at: string,
): Alert {
  return {
    id: alertId(rule.id, event.id),
    rule_id: rule.id,
    rule_title: rule.title,
    level: rule.level,
    tags: [...rule.tags],
    event_time: isoTime(event.time_ms) ?? detected_at,
    detected_at,
    host: event.host,
    source: event.source,
    message,
    fields: { ...event.fields },
    matched: [...matched],
    entities: [...event.entities],
    evidence: [evidence(event.id, value, position)],
  }
}

function evidence(id: string, value: Uint8Array, position: RecordPosition): Evidence {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const encoding = isUtf8(bytes) && !bytes.includes(0) ? 'utf8' : 'base64'
  return { id, ...position, encoding, raw: bytes.toString(encoding) }
}

/** ISO 8601 for the years 1 to 9999 only: what neither ISO 8601 with four digits nor the database could hold counts as unknown. */
export function isoTime(time_ms: number): string | undefined {
  if (Number.isNaN(time_ms)) return undefined
  const date = new Date(time_ms)
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? date.toISOString() : undefined
}
