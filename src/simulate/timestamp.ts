/** Times as logs write them, always in UTC: the locale and the time zone of the machine never show. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** `2026-03-02T07:05:09.120Z` */
export const isoTime = (time_ms: number): string => new Date(time_ms).toISOString()

/** `2026-03-02 07:05:09,120`, as loggers of the log4j family write it. */
export const applicationTime = (time_ms: number): string =>
  isoTime(time_ms).slice(0, 23).replace('T', ' ').replace('.', ',')

/** `Mar  2 07:05:09` (RFC 3164, section 4.1.2). */
export function syslogTime(time_ms: number): string {
  const time = new Date(time_ms)
  const day = String(time.getUTCDate()).padStart(2, ' ')
  return `${MONTHS[time.getUTCMonth()]} ${day} ${isoTime(time_ms).slice(11, 19)}`
}

/** `02/Mar/2026:07:05:09 +0000`, as Apache and nginx write it in access logs. */
export function accessLogTime(time_ms: number): string {
  const iso = isoTime(time_ms)
  return `${iso.slice(8, 10)}/${MONTHS[new Date(time_ms).getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
}
