/**
 * Which formats may understand a text, by its first characters: most lines are tried against one or two formats. The
 * first format that understands the text has it; the order within a row is from the stricter to the looser.
 */
import type { LogFormat } from './format.ts'
import { accessLog } from './formats/access-log.ts'
import { apacheError } from './formats/apache-error.ts'
import { auditd } from './formats/auditd.ts'
import { eventXml } from './formats/event-xml.ts'
import { iis } from './formats/iis.ts'
import { json } from './formats/json.ts'
import { nginxError } from './formats/nginx-error.ts'
import { squid } from './formats/squid.ts'
import { syslogBsd } from './formats/syslog-bsd.ts'
import { syslogRfc5424 } from './formats/syslog-rfc5424.ts'

interface Candidates {
  /** The first character that is no blank is one of these. */
  readonly first: string
  readonly formats: readonly LogFormat[]
}

const DIGITS = '0123456789'
const MONTH_INITIALS = 'JFMASOND'

const TABLE: readonly Candidates[] = [
  { first: '{', formats: [json] },
  { first: '<', formats: [eventXml, syslogRfc5424, syslogBsd] },
  { first: '[', formats: [apacheError] },
  { first: DIGITS, formats: [accessLog, syslogBsd, nginxError, iis, squid] },
  { first: MONTH_INITIALS, formats: [syslogBsd, accessLog] },
  { first: 'tn', formats: [auditd, accessLog] },
]
/** Host names, IPv6 addresses and virtual hosts begin with anything. */
const OTHERWISE: readonly LogFormat[] = [accessLog]

const BY_FIRST: ReadonlyMap<string, readonly LogFormat[]> = new Map(
  TABLE.flatMap(({ first, formats }) => [...first].map(character => [character, formats] as const)),
)

/** The formats to try on `text`, in this order. */
export function formatsFor(text: string): readonly LogFormat[] {
  return BY_FIRST.get(text[0] ?? '') ?? OTHERWISE
}
