import { syslogTime } from './timestamp.ts'

/** A line as rsyslog writes it to a file: RFC 3164 without the priority. `tag` may hold the process id. */
export const syslogLine = (time_ms: number, host: string, tag: string, message: string): string =>
  `${syslogTime(time_ms)} ${host} ${tag}: ${message}`
