/**
 * The systemd journal as `journalctl -o json` exports it: a syslog message with its metadata in fields. The journal's
 * own fields stay; `hostname`, `program`, `pid`, `message` and those of the program are added, as for a syslog line.
 */
import type { ParsedRecord } from '../format.ts'
import { syslogRecord } from '../formats/syslog-message.ts'
import { type JsonObject, textAt } from './json-object.ts'

/** The record that `object` is, if it is one of the journal's; `time` finds its time. */
export function journaldRecordOf(
  object: JsonObject,
  time: () => number | undefined,
): ParsedRecord | undefined {
  const message = object['MESSAGE']
  if (typeof message !== 'string' || typeof object['__REALTIME_TIMESTAMP'] !== 'string') return undefined
  const record = syslogRecord({
    time_ms: time(),
    hostname: textAt(object, [['_HOSTNAME']]),
    program: textAt(object, [['SYSLOG_IDENTIFIER'], ['_COMM']]),
    pid: textAt(object, [['SYSLOG_PID'], ['_PID']]),
    message,
    priority: undefined,
  })
  return { ...record, format: 'journald', fields: { ...object, ...record.fields } }
}
