/**
 * JSON, one object a line. A record of a known shape (`shapes/`: Windows events, audit logs of clouds and others) has its
 * fields under Sigma's names; records of the systemd journal are read as syslog (`json/journald.ts`); of any other the
 * fields are kept as they are, nested ones nested.
 *
 * Logsource: of the recognised shape, and over it what the record says of itself (`json/logsource-hints.ts`). A line that
 * begins as an object and is none, or is nested more than 1000 deep, is a parse failure: it stays an event with its raw
 * text.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { journaldRecordOf } from '../json/journald.ts'
import { type JsonObject, parseJsonObject, textAt } from '../json/json-object.ts'
import { timeOfJson } from '../json/json-time.ts'
import { hintsOf } from '../json/logsource-hints.ts'
import { shapedFields, shapeOf } from '../shapes/shaped.ts'
import { SHAPES } from '../shapes/shapes.ts'
import { parseFailed } from './plain.ts'

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
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const object = parseJsonObject(text)
    return object ? recordOf(object, context) : parseFailed(text)
  },
}

/** The parts of the record that `object` is. */
export function recordOf(object: JsonObject, context: ParseContext): ParsedRecord {
  const time = () => timeOfJson(object, context)
  const shape = shapeOf(object, SHAPES)
  const journald = shape ? undefined : journaldRecordOf(object, time)
  if (journald) return journald
  const hints = hintsOf(object)
  return {
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
}
