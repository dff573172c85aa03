/**
 * Log record to event: the one entry of this folder, besides `describeEvent`. Every record becomes an event; what no
 * format understands keeps its text and is found by keywords. Pure: the record carries the time.
 */
import type { LogEvent } from '../schema/event.ts'
import type { LogRecord } from '../schema/log-record.ts'
import type { ParseContext } from './format.ts'
import { parsePlain } from './formats/plain.ts'
import { type EventParts, LazyEvent } from './lazy-event.ts'
import { createLogsourceTable, type LogsourceTable } from './logsources/logsource-table.ts'
import { formatsFor } from './registry.ts'

export interface NormalizeOptions {
  /** Minutes east of UTC for times that name no zone; 0 (UTC) if not given. */
  readonly zone_offset_minutes?: number
  /** The field in which records of JSON keep their time, dots leading into maps; before the well-known ones. */
  readonly time_field?: string | undefined
  /** The time of events that tell none; that of the record's reception if not given. */
  readonly time_otherwise_ms?: number
  /** What tells logsources by fields; that of the product alone if not given. */
  readonly logsources?: LogsourceTable | undefined
}

export interface NormalizeResult {
  readonly event: LogEvent
  /** The record clearly began as a format and did not keep to it; the event has its text all the same. */
  readonly parse_failure: boolean
}

const PLAIN = 'plain'
/** The table of the product alone. */
export const LOGSOURCES = createLogsourceTable()
const BYTE_ORDER_MARK = '\uFEFF'
/** Keeps a byte order mark, so that `raw` is the whole record, and shows bytes that are no UTF-8 as U+FFFD. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** The event that `record` tells of. Hints in `record.logsource` win over what is detected. */
export function normalize(record: LogRecord, options: NormalizeOptions = {}): NormalizeResult {
  const { event, parse_failure } = normalizeLazily(record, options)
  const { id, time_ms, host, source, format, logsource, fields, entities, raw, is_structured } = event
  return {
    event: { id, time_ms, host, source, format, logsource, fields, entities, raw, is_structured },
    parse_failure,
  }
}

/**
 * The same event for those who need little of most events: its time, host and entities are found when they are first
 * read, and a copy by spreading lacks them.
 */
export function normalizeLazily(record: LogRecord, options: NormalizeOptions = {}): NormalizeResult {
  const raw = DECODER.decode(record.value)
  const { received_ms } = record
  const {
    zone_offset_minutes = 0,
    time_field,
    time_otherwise_ms = received_ms,
    logsources = LOGSOURCES,
  } = options
  const parts = parse(raw, {
    received_ms,
    zone_offset_minutes,
    time_field,
    within: WITHIN,
  })
  const { parsed } = parts
  return {
    event: new LazyEvent({ ...parts, record, raw, time_otherwise_ms, logsources }),
    parse_failure: parsed.parse_failure ?? false,
  }
}

function parse(raw: string, context: ParseContext): Pick<EventParts, 'format' | 'parsed' | 'is_structured'> {
  const marked = raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw
  const text = marked.trimStart()
  for (const format of formatsFor(text)) {
    const parsed = format.parse(text, context)
    if (parsed?.parse_failure) return { format: PLAIN, parsed, is_structured: false }
    if (parsed)
      return {
        format: parsed.format ?? format.name,
        parsed,
        is_structured: format.is_structured ?? false,
      }
  }
  return { format: PLAIN, parsed: parsePlain(marked, context), is_structured: false }
}

/** Records within texts within records: a shipper's line in an index's document, and one more. */
const WITHIN_MAX = 3
const WITHIN = reader(WITHIN_MAX)

function reader(levels: number): ParseContext['within'] {
  if (levels === 0) return undefined
  const within = reader(levels - 1)
  return (text, context) => {
    const { format, parsed } = parse(text, { ...context, within })
    return format === PLAIN ? undefined : { ...parsed, format }
  }
}
