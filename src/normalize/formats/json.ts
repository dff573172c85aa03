/**
 * JSON, one object a line. Fields are kept as they are, nested ones nested; only Windows events are flattened
 * (`windows/windows-event.ts`), and records of the systemd journal are read as syslog (`json/journald.ts`). Cloud audit logs are recognised by their shape (`json/cloud-shapes.ts`) and keep their fields.
 *
 * Logsource: of the recognised shape, and over it what the record says of itself (`json/logsource-hints.ts`). A line that
 * begins as an object and is none, or is nested more than 1000 deep, is a parse failure: it stays an event with its raw
 * text.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { cloudShapeOf } from '../json/cloud-shapes.ts'
import { journaldRecordOf } from '../json/journald.ts'
import { parseJsonObject, textAt } from '../json/json-object.ts'
import { timeOfJson } from '../json/json-time.ts'
import { hintsOf, withHints } from '../json/logsource-hints.ts'
import { windowsEventOf } from '../windows/windows-event.ts'
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
    if (!object) return parseFailed(text)
    const time = () => timeOfJson(object, context)
    const windows = windowsEventOf(object)
    if (windows)
      return {
        ...windows,
        logsource: withHints(windows.logsource, hintsOf(object)),
        get time_ms() {
          return time()
        },
      }
    const journald = journaldRecordOf(object, time)
    if (journald) return journald
    const shape = cloudShapeOf(object)
    const hints = hintsOf(object)
    // The fields of a known shape may mean something else by the same names, unless a product says that they do not.
    const counts = shape === undefined || hints.product !== undefined
    return {
      ...(shape ? { format: shape.format } : {}),
      logsource: withHints(shape?.logsource ?? {}, counts ? hints : {}),
      fields: object,
      get time_ms() {
        return time()
      },
      get host() {
        return textAt(object, HOST_FIELDS)
      },
      get text() {
        return textAt(object, TEXT_FIELDS)
      },
    }
  },
}
