/**
 * JSON, one object a line. A record of a known shape (`shapes/`: Windows events, audit logs of clouds and others) has its
 * fields under Sigma's names; records of the systemd journal are read as syslog (`json/journald.ts`); of any other the
 * fields are kept as they are, nested ones nested.
 *
 * Logsource: of the recognised shape, and over it what the record says of itself (`json/logsource-hints.ts`). A line that
 * begins as an object and is none, or is nested more than 1000 deep, is a parse failure: it stays an event with its raw
 * text.
 */

import { envelopeOf, FLAT_NAMES } from '../envelopes/envelopes.ts'
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { journaldRecordOf } from '../json/journald.ts'
import { dottedValueAt, type JsonObject, parseJsonObject, textAt } from '../json/json-object.ts'
import { timeOfJson } from '../json/json-time.ts'
import { hintsOf } from '../json/logsource-hints.ts'
import { unflattened } from '../json/unflattened.ts'
import { shapedFields, shapeOf } from '../shapes/shaped.ts'
import { SHAPES } from '../shapes/shapes.ts'
import { parseFailed } from './plain.ts'
import { syslogRecord } from './syslog-message.ts'

/** Names under which JSON logs keep the machine's name. */
const HOST_FIELDS = [
  ['host'],
  ['hostname'],
  ['Hostname'],
  ['HostName'],
  ['Computer'],
  ['computer_name'],
  ['host', 'name'],
  ['host', 'hostname'],
  ['_HOSTNAME'],
]
/** Names under which JSON logs keep a message for people. */
const TEXT_FIELDS = [['message'], ['msg'], ['log'], ['MESSAGE'], ['Message']]

export const json: LogFormat = {
  name: 'json',
  is_structured: true,
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const object = parseJsonObject(text)
    return object ? recordOf(object, context) : parseFailed(text)
  },
}

/** The parts of the record that `object` is. */
export function recordOf(object: JsonObject, context: ParseContext): ParsedRecord {
  return partsOf(object, context, unflattened(object, FLAT_NAMES))
}

/** @param nested The same object without dots in its names, if it has such. */
function partsOf(object: JsonObject, context: ParseContext, nested: JsonObject | undefined): ParsedRecord {
  const time = () => timeOfJson(object, context)
  const shape = shapeOf(object, SHAPES)
  const journald = shape ? undefined : journaldRecordOf(object, time)
  if (journald) return journald
  const hints = hintsOf(object)
  const record = {
    ...(shape ? { format: shape.format } : {}),
    logsource: shape?.logsource ?? {},
    said: shape === undefined || shape.believes_hints || hints.product !== undefined ? hints : {},
    fields: shape ? shapedFields(object, shape) : object,
    get time_ms() {
      return time()
    },
    get host() {
      return textAt(object, shape?.host ?? HOST_FIELDS)
    },
    get text() {
      return shape?.tells_entities ? undefined : textAt(object, TEXT_FIELDS)
    },
  }
  const inner = innerRecordOf(object, context) ?? (nested && partsOf(nested, context, undefined))
  return inner ? joined(record, inner, object, context) : record
}

/** What `object` holds as another record. */
function innerRecordOf(object: JsonObject, context: ParseContext): ParsedRecord | undefined {
  const content = envelopeOf(object)?.contentOf(object)
  if (content && 'record' in content) return recordOf(content.record, context)
  if (content && 'syslog' in content)
    return {
      ...syslogRecord({ ...content.syslog, time_ms: undefined, priority: undefined }),
      format: 'syslog',
    }
  // A line without a year is of about the time at which it was shipped.
  if (content)
    return context.within?.(content.text, {
      ...context,
      received_ms: timeOfJson(object, context) ?? context.received_ms,
    })
  return undefined
}

/** Both records as one: what stands inside goes before what stands around it. */
function joined(
  outer: ParsedRecord,
  inner: ParsedRecord,
  object: JsonObject,
  context: ParseContext,
): ParsedRecord {
  const said = outer.said?.product === undefined ? {} : outer.said
  const is_named = context.time_field !== undefined && dottedValueAt(object, context.time_field) !== undefined
  return {
    format: inner.format ?? outer.format ?? 'json',
    logsource: Object.keys(inner.logsource).length > 0 ? inner.logsource : outer.logsource,
    said: { ...inner.said, ...said },
    fields: { ...outer.fields, ...inner.fields },
    get time_ms() {
      return (is_named ? undefined : inner.time_ms) ?? outer.time_ms
    },
    get host() {
      return inner.host ?? outer.host
    },
    get text() {
      return inner.text
    },
  }
}
