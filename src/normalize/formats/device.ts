/**
 * Lines of devices that leave out the time and the host of syslog: a priority, and a record of their own behind it, or
 * what Cisco's devices have in front of a message.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { ciscoHeadOf } from '../programs/cisco.ts'
import { syslogTimeAt } from '../time/syslog-time.ts'
import { carriedRecord } from './carried.ts'
import { priorityOf, syslogRecord } from './syslog-message.ts'

export const device: LogFormat = {
  name: 'syslog',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const priority = priorityOf(text)
    if (!priority) return undefined
    const message = text.slice(priority.end).trimStart()
    const cisco = ciscoHeadOf(message)
    if (!cisco && !carriedRecord(undefined, message, context)) return undefined
    return syslogRecord(
      {
        time_ms: cisco?.time === undefined ? undefined : syslogTimeAt(cisco.time, 0, context)?.time_ms,
        hostname: cisco?.hostname,
        program: undefined,
        pid: undefined,
        message,
        priority,
      },
      context,
    )
  },
}
