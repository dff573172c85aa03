/** The audit daemon's records as other programs pass them on. */
import { pairsOf } from '../formats/auditd.ts'
import { isJsonObject, type JsonObject, valueAt } from '../json/json-object.ts'
import { at, holds, text } from '../shapes/shape.ts'
import type { Envelope } from './envelope.ts'

/** Numbers of record types (`linux/audit.h`) that rules ask for. */
const TYPES: ReadonlyMap<unknown, string> = new Map([
  [1300, 'SYSCALL'],
  [1302, 'PATH'],
  [1305, 'CONFIG_CHANGE'],
  [1306, 'SOCKADDR'],
  [1307, 'CWD'],
  [1309, 'EXECVE'],
  [1327, 'PROCTITLE'],
])
/** An event of the kernel has a few; EXECVE may come in parts. */
const MESSAGES_MAX = 256
const ARGUMENT = /^a\d{1,4}$/

/** All records of one event together: brought into the form of laurel. */
const GO_AUDIT: Envelope = {
  keys: [holds('number', 'sequence'), text('timestamp'), holds('list', 'messages')],
  contentOf({ sequence, messages }) {
    const records: Record<string, unknown> = {}
    const paths: JsonObject[] = []
    const argv: unknown[] = []
    for (const message of Array.isArray(messages) ? messages.slice(0, MESSAGES_MAX) : []) {
      const type = isJsonObject(message) ? TYPES.get(message['type']) : undefined
      if (type === undefined || !isJsonObject(message) || typeof message['data'] !== 'string') continue
      const pairs = pairsOf(message['data'], type)
      if (type === 'PATH') paths.push(pairs)
      else records[type] = pairs
      if (type === 'EXECVE')
        for (const [name, value] of Object.entries(pairs)) if (ARGUMENT.test(name)) argv.push(value)
    }
    if (!isJsonObject(records['SYSCALL'])) return undefined
    return {
      record: {
        ID: String(sequence),
        ...records,
        ...(paths.length > 0 ? { PATH: paths } : {}),
        ...(argv.length > 0 ? { EXECVE: { ARGV: argv } } : {}),
      },
    }
  },
}

/** Filebeat, which has the names of one record in a map. */
const FILEBEAT: Envelope = {
  keys: [text('@timestamp'), text('auditd.log.record_type')],
  contentOf(object) {
    const log = valueAt(object, at('auditd.log'))
    if (!isJsonObject(log)) return undefined
    const { record_type: type, syscall } = log
    return { record: { ...log, type, ...(syscall === undefined ? {} : { SYSCALL: syscall }) } }
  },
}

export const LINUX_ENVELOPES: readonly Envelope[] = [GO_AUDIT, FILEBEAT]
