/**
 * What the syslog formats share: the priority, and how a program's message becomes an event's fields.
 *
 * Logsource: product `linux` and the program's service (see `programs/programs.ts`): `sshd`, `sudo`, `cron`, `auth`,
 * `syslog` ...; product `cisco` for messages of Cisco's devices.
 * Fields of every syslog line: `hostname`, `program`, `pid`, `message`, and with a priority `facility` and `severity`
 * by name. Further fields by program.
 */
import type { ParseContext, ParsedRecord } from '../format.ts'
import { ciscoHeadOf } from '../programs/cisco.ts'
import { parseProgramMessage } from '../programs/programs.ts'
import { carriedRecord } from './carried.ts'

/** RFC 5424 table 1, by number. */
const FACILITIES = (
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock ' +
  'local0 local1 local2 local3 local4 local5 local6 local7'
).split(' ')
/** RFC 5424 table 2, by number. */
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

const PRI = /<(\d{1,3})>/y

export interface Priority {
  readonly facility: string
  readonly severity: string
  /** The index behind the `>`. */
  readonly end: number
}

/** The priority at the start of `text`: at most 191 (RFC 5424 6.2.1). */
export function priorityOf(text: string): Priority | undefined {
  PRI.lastIndex = 0
  const match = PRI.exec(text)
  const value = Number(match?.[1])
  const facility = FACILITIES[value >> 3]
  const severity = SEVERITIES[value & 7]
  if (!match || value > 191 || !facility || !severity) return undefined
  return { facility, severity, end: match[0].length }
}

export interface SyslogParts {
  readonly time_ms: number | undefined
  readonly hostname: string | undefined
  readonly program: string | undefined
  readonly pid: string | undefined
  readonly message: string
  readonly priority: Priority | undefined
  readonly more?: Readonly<Record<string, unknown>>
}

const DIGITS = /^\d{1,15}$/

/**
 * The parts of an event for a syslog line that has been taken apart. With a context, a message that is a record of another
 * format is read as that.
 */
export function syslogRecord(parts: SyslogParts, context?: ParseContext): ParsedRecord {
  const carried = context && carriedRecord(parts.program, parts.message, context)
  const record = recordOf(parts)
  return carried ? carriedBy(record, carried) : record
}

function carriedBy(syslog: ParsedRecord, carried: ParsedRecord): ParsedRecord {
  return {
    ...carried,
    time_ms: carried.time_ms ?? syslog.time_ms,
    host: syslog.host ?? carried.host,
    fields: { ...syslog.fields, ...carried.fields },
  }
}

function recordOf(parts: SyslogParts): ParsedRecord {
  const { pid, priority } = parts
  const cisco = isCisco(parts) ? ciscoHeadOf(parts.message) : undefined
  const hostname = parts.hostname ?? cisco?.hostname
  const tag = cisco?.tag ?? parts.program
  const message = cisco ? parts.message.slice(cisco.end) : parts.message
  const known = tag === undefined ? undefined : parseProgramMessage(tag, message)
  const fields = {
    ...(hostname === undefined ? {} : { hostname }),
    ...(known === undefined ? {} : { program: known.program }),
    ...(pid === undefined ? {} : { pid: DIGITS.test(pid) ? Number(pid) : pid }),
    ...(priority === undefined ? {} : { facility: priority.facility, severity: priority.severity }),
    ...parts.more,
    message,
    ...known?.fields,
  }
  return {
    time_ms: parts.time_ms,
    host: hostname,
    logsource: known?.logsource ?? { product: 'linux', service: 'syslog' },
    fields,
    text: known?.understood ? undefined : message,
  }
}

/** Devices of Cisco have no program; what stands in its place is the number of the message, or the host. */
function isCisco({ program }: SyslogParts): boolean {
  return program === undefined || DIGITS.test(program)
}
