/**
 * Which formats may understand a text, by its first characters: most lines are tried against one or two formats. The
 * first format that understands the text has it; the order within a row is from the stricter to the looser.
 */
import type { LogFormat } from './format.ts'
import { accessLog } from './formats/access-log.ts'
import { apacheError } from './formats/apache-error.ts'
import { auditd } from './formats/auditd.ts'
import { cef } from './formats/cef.ts'
import { cri } from './formats/cri.ts'
import { device } from './formats/device.ts'
import { eventText } from './formats/event-text.ts'
import { eventXml } from './formats/event-xml.ts'
import { fortigate } from './formats/fortigate.ts'
import { iis } from './formats/iis.ts'
import { json } from './formats/json.ts'
import { leef } from './formats/leef.ts'
import { loadBalancer } from './formats/load-balancer.ts'
import { nginxError } from './formats/nginx-error.ts'
import { panos } from './formats/panos.ts'
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
  { first: '<', formats: [eventXml, syslogRfc5424, syslogBsd, device] },
  { first: '[', formats: [apacheError] },
  { first: DIGITS, formats: [cri, accessLog, syslogBsd, nginxError, iis, squid, panos, eventText] },
  { first: MONTH_INITIALS, formats: [syslogBsd, accessLog] },
  { first: 'tn', formats: [auditd, fortigate, accessLog] },
  { first: 'dlv', formats: [fortigate, accessLog] },
  { first: 'CL', formats: [cef, leef, accessLog] },
  { first: 'hgw', formats: [loadBalancer, accessLog] },
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
