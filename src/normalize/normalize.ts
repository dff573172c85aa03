/**
 * Log record to event: the one entry of this folder, besides `describeEvent`. Every record becomes an event; what no
 * format understands keeps its text and is found by keywords. Pure: the record carries the time.
 */
import type { LogEvent } from '../schema/event.ts'
import type { LogRecord } from '../schema/log-record.ts'
import { EntitySet } from './entities/entity-set.ts'
import { addFieldEntities } from './entities/field-entities.ts'
import { addTextEntities } from './entities/text-entities.ts'
import type { ParseContext, ParsedRecord } from './format.ts'
import { parsePlain } from './formats/plain.ts'
import { formatsFor } from './registry.ts'

export interface NormalizeOptions {
  /** Minutes east of UTC for times that name no zone; 0 (UTC) if not given. */
  readonly zone_offset_minutes?: number
}

export interface NormalizeResult {
  readonly event: LogEvent
  /** The record clearly began as a format and did not keep to it; the event has its text all the same. */
  readonly parse_failure: boolean
}

const PLAIN = 'plain'
const BYTE_ORDER_MARK = '\uFEFF'
/** Keeps a byte order mark, so that `raw` is the whole record, and shows bytes that are no UTF-8 as U+FFFD. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** The event that `record` tells of. Hints in `record.logsource` win over what is detected. */
export function normalize(record: LogRecord, options: NormalizeOptions = {}): NormalizeResult {
  const raw = DECODER.decode(record.value)
  const context = { received_ms: record.received_ms, zone_offset_minutes: options.zone_offset_minutes ?? 0 }
  const { format, parsed } = parse(raw, context)
  const host = parsed.host ?? record.host
  const entities = new EntitySet()
  addFieldEntities(parsed.fields, entities)
  if (parsed.text !== undefined) addTextEntities(parsed.text, entities)
  entities.add('host', host)
  return {
    event: {
      id: record.id,
      time_ms: parsed.time_ms ?? record.received_ms,
      host,
      source: record.source,
      format,
      logsource: { ...parsed.logsource, ...record.logsource },
      fields: parsed.fields,
      entities: entities.toList(),
      raw,
    },
    parse_failure: parsed.parse_failure ?? false,
  }
}

function parse(raw: string, context: ParseContext): { format: string; parsed: ParsedRecord } {
  const marked = raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw
  const text = marked.trimStart()
  for (const format of formatsFor(text)) {
    const parsed = format.parse(text, context)
    if (parsed) return { format: parsed.parse_failure ? PLAIN : (parsed.format ?? format.name), parsed }
  }
  return { format: PLAIN, parsed: parsePlain(marked, context) }
}
