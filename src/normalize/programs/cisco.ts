/**
 * What devices of Cisco write in front of a message: `45: rtr1: *Mar  1 10:11:12.123 UTC: %AAA-5-ACCT: text`, each part but
 * the tag optional.
 * https://www.cisco.com/c/en/us/td/docs/routers/access/wireless/software/guide/SysMsgLogging.html
 */

const HEAD =
  /^[\s:]*(?:\d{1,10}: +)?(?:([^\s:%]{1,255}): +)?(?:[*.]?(?<time>[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: [A-Z]{1,5})?: +)?(?<tag>%[A-Z0-9_]{1,32}(?:-[A-Z0-9_]{1,32})?-[0-7]-[A-Z0-9_]{1,64}): ?/

export interface CiscoHead {
  /** In place of a program's name. */
  readonly tag: string
  readonly hostname: string | undefined
  readonly time: string | undefined
  /** The index behind it. */
  readonly end: number
}

export function ciscoHeadOf(text: string): CiscoHead | undefined {
  // Most messages have none, and every one comes this way.
  if (!text.includes('%')) return undefined
  const head = HEAD.exec(text)
  const { tag, time } = head?.groups ?? {}
  return head && tag !== undefined ? { tag, hostname: head[1], time, end: head[0].length } : undefined
}

/** `%AAA-5-USER_LOGGED` */
const TAG = /^%([A-Z0-9_]{1,32})-(?:[A-Z0-9_]{1,32}-)?[0-7]-[A-Z0-9_]{1,64}$/

/** Facilities that rules know by another service: what was typed is told by several. */
const SERVICES: Readonly<Record<string, string | undefined>> = {
  AAA: 'aaa',
  TACACS: 'aaa',
  PARSER: 'aaa',
  HA_EM: 'aaa',
  BGP: 'bgp',
  LDP: 'ldp',
  ASA: 'asa',
  FTD: 'ftd',
  // Of sessions of BGP and LDP, too.
  TCP: undefined,
}
const FIREWALLS = new Set(['ASA', 'FTD', 'FWSM', 'PIX'])

/** The logsource of what has such a tag in place of a program's name. */
export function ciscoLogsource(
  tag: string,
): { product: string; service?: string; category?: string } | undefined {
  const facility = TAG.exec(tag)?.[1]
  if (facility === undefined) return undefined
  const service = Object.hasOwn(SERVICES, facility) ? SERVICES[facility] : 'syslog'
  return {
    product: 'cisco',
    ...(service === undefined ? {} : { service }),
    ...(FIREWALLS.has(facility) ? { category: 'firewall' } : {}),
  }
}
