/**
 * nginx's error log: `2024/03/01 12:00:00 [error] 123#123: *5 message, client: IP, server: NAME, request: "..."`.
 *
 * Logsource: service `nginx`, as SigmaHQ's rule on the error log has it.
 * Fields: `level`, `pid`, `message`, and of what nginx adds: `src_ip` (client), `server`, `request`, `cs-method`,
 * `cs-uri`, `upstream`, `cs-host` (host), `cs-referer` (referrer), `user`.
 */
import { isIpAddress } from '../entities/ip-address.ts'
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { isoTimeAt } from '../time/iso-time.ts'

const HEAD = / \[(emerg|alert|crit|error|warn|notice|info|debug)\] (\d{1,10})#\d{1,10}: (?:\*\d{1,20} )?/y
/** Where nginx's own additions begin; the last one counts, for the message may quote a request. */
const CLIENT = ', client: '
const ADDITION =
  /, (client|server|request|upstream|host|referrer): (?:"((?:[^"\\]|\\.){0,8192})"|([^,]{1,1024}))/y
const REQUEST_LINE = /^([A-Z]{1,32}) (\S{1,8192})/
const USER = /^user "([^"]{1,256})"/

/** nginx's word for an addition, and the field's name. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['server', 'server'],
  ['request', 'request'],
  ['upstream', 'upstream'],
  ['host', 'cs-host'],
  ['referrer', 'cs-referer'],
])

export const nginxError: LogFormat = {
  name: 'nginx-error',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    if (text[4] !== '/') return undefined
    const time = isoTimeAt(text, 0, context.zone_offset_minutes)
    if (!time) return undefined
    HEAD.lastIndex = time.end
    const head = HEAD.exec(text)
    if (!head) return undefined
    const message = text.slice(HEAD.lastIndex)
    const user = USER.exec(message)
    return {
      time_ms: time.time_ms,
      logsource: { service: 'nginx' },
      fields: {
        level: head[1],
        pid: Number(head[2]),
        message,
        ...(user ? { user: user[1] } : {}),
        ...additionsOf(message),
      },
    }
  },
}

function additionsOf(message: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const start = message.lastIndexOf(CLIENT)
  if (start < 0) return fields
  ADDITION.lastIndex = start
  for (let match = ADDITION.exec(message); match; match = ADDITION.exec(message)) {
    const value = match[2] ?? match[3] ?? ''
    const name = match[1] ?? ''
    if (name === 'client') fields[isIpAddress(value) ? 'src_ip' : 'src_host'] = value
    else fields[NAMES.get(name) ?? name] = value
    const line = name === 'request' ? REQUEST_LINE.exec(value) : null
    if (line) Object.assign(fields, { 'cs-method': line[1], 'cs-uri': line[2] })
  }
  return fields
}
