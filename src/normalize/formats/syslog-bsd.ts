/**
 * Lines of syslog files and of the BSD syslog protocol (RFC 3164): an optional priority, a time, the host, the program
 * with its process id, the message. The time is either the classic `Mar  1 12:00:00` or ISO 8601, as today's rsyslog
 * writes it. What senders leave out in practice (the host, the process id, the program) may be absent.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { isoTimeAt } from '../time/iso-time.ts'
import { syslogTimeAt } from '../time/syslog-time.ts'
import { priorityOf, syslogRecord } from './syslog-message.ts'

const HOST = /([^\s:[\]]{1,255}|[0-9A-Fa-f:.]{2,45}) +/y
/** `program[pid]: ` or `program: `. */
const TAG = /([^\s:[\]]{1,128})(?:\[(\d{1,15})\]: ?|:(?: |$))/y
/** Behind a host the name may hold blanks if a process id follows; macOS adds the service in brackets. */
const TAG_BEHIND_HOST =
  /([^\s:[\]][^:[\]]{0,127})\[(\d{1,15})\](?: \([^()]{0,256}\))?: ?|([^\s:[\]]{1,128}):(?: |$)/y

export const syslogBsd: LogFormat = {
  name: 'syslog',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const priority = priorityOf(text)
    const start = priority?.end ?? 0
    const bsd = syslogTimeAt(text, start, context)
    const time = bsd ?? isoTimeAt(text, start, context.zone_offset_minutes)
    if (!time || (!bsd && text[start + 10] !== 'T')) return undefined
    let at = time.end
    if (text[at] === ':') at++
    if (text[at] !== ' ') return undefined
    while (text[at] === ' ') at++

    let tag = tagAt(TAG, text, at)
    let hostname: string | undefined
    if (!tag) {
      HOST.lastIndex = at
      const host = HOST.exec(text)
      if (host) {
        hostname = host[1]
        at = HOST.lastIndex
        tag = tagAt(TAG_BEHIND_HOST, text, at)
      }
    }
    // An ISO time starts many an application's own lines: only a program's name makes it syslog.
    if (!bsd && !tag) return undefined
    return syslogRecord(
      {
        time_ms: time.time_ms,
        hostname,
        program: tag?.program,
        pid: tag?.pid,
        message: text.slice(tag?.end ?? at),
        priority,
      },
      context,
    )
  },
}

interface Tag {
  readonly program: string
  readonly pid: string | undefined
  readonly end: number
}

function tagAt(pattern: RegExp, text: string, at: number): Tag | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  if (!match) return undefined
  return { program: match[1] ?? match[3] ?? '', pid: match[2], end: pattern.lastIndex }
}
