/**
 * What devices and programs send through syslog in a format of their own, and the lines of devices that leave out what
 * syslog has at its beginning.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { accessLog } from './access-log.ts'
import { auditd, auditMessage } from './auditd.ts'
import { cef } from './cef.ts'
import { fortigate } from './fortigate.ts'
import { haproxy } from './haproxy.ts'
import { leef } from './leef.ts'
import { panos } from './panos.ts'

const BY_BEGINNING: readonly (readonly [beginning: string, format: LogFormat])[] = [
  ['CEF:', cef],
  ['LEEF:', leef],
  ['date=', fortigate],
  ['logver=', fortigate],
  ['timestamp=', fortigate],
  ['1,20', panos],
  ['0,20', panos],
  ['type=', auditd],
  ['node=', auditd],
]
/** Programs whose messages are lines of a log of their own. */
const BY_PROGRAM: ReadonlyMap<string, LogFormat> = new Map([
  ['haproxy', haproxy],
  ['audit', auditMessage],
  ...['nginx', 'httpd', 'apache', 'apache2', 'caddy', 'traefik', 'lighttpd'].map(
    name => [name, accessLog] as const,
  ),
])

/** The record that a message of syslog is by itself. */
export function carriedRecord(
  program: string | undefined,
  message: string,
  context: ParseContext,
): ParsedRecord | undefined {
  const format =
    (program === undefined ? undefined : BY_PROGRAM.get(program.toLowerCase())) ??
    BY_BEGINNING.find(([beginning]) => message.startsWith(beginning))?.[1]
  const parsed = format?.parse(message, context)
  return format && parsed && !parsed.parse_failure ? { ...parsed, format: format.name } : undefined
}
