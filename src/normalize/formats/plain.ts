/**
 * Any text that no other format knows: the whole line is the message, and the time is read if the line begins with one.
 *
 * Logsource: none. Fields: `message`.
 */
import type { ParseContext, ParsedRecord } from '../format.ts'
import { isoTimeAt } from '../time/iso-time.ts'

/** A plain line's parts; every text is a plain line. */
export function parsePlain(text: string, context: ParseContext): ParsedRecord {
  const start = text[0] === '[' ? 1 : 0
  return {
    time_ms: isoTimeAt(text, start, context.zone_offset_minutes)?.time_ms,
    logsource: {},
    fields: { message: text },
    text,
  }
}

/** The parts of a text that clearly began as a format and did not keep to it. */
export function parseFailed(text: string): ParsedRecord {
  return { logsource: {}, fields: { message: text }, text, parse_failure: true }
}
