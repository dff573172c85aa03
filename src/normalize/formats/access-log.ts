/**
 * Access logs of Apache, nginx, Tomcat and others that write the Common or the Combined Log Format, also with a virtual
 * host in front and further values behind.
 *
 * Logsource: category `webserver`; which server wrote the line can not be seen, a hint may say so.
 * Fields (Sigma taxonomy, webserver and proxy): `c-ip`, `src_ip` (the same, if it is an address), `cs-username`,
 * `cs-method`, `cs-uri` and `c-uri` (the request target), `cs-uri-stem` (its path), `cs-uri-query`, `cs-version`,
 * `sc-status` and `sc-bytes` (numbers), `cs-referer`, `cs-user-agent` and `c-useragent`, `cs-host` (the virtual host).
 * `cs-uri-query` holds the whole target, path and query: SigmaHQ's webserver rules look for paths in it, and what is
 * looked for in a query is found in the target as well. A request line that is none (a TLS handshake on a plain port)
 * is in `request`.
 */
import { isIpAddress } from '../entities/ip-address.ts'
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { CLF_TIME, clfTimeOf } from '../time/clf-time.ts'

/** Host, identity and user stand in front of the time: far less than this in any honest line. */
const PREFIX_LENGTH_MAX = 1024
const REQUEST_LINE = /^([A-Z][A-Za-z_-]{0,31}) (.*?)(?: (HTTP\/\d(?:\.\d)?))?$/s
const STATUS_AND_BYTES = / (\d{3})(?: (\d{1,15}|-))?/y

export const accessLog: LogFormat = {
  name: 'access-log',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const bracket = text.slice(0, PREFIX_LENGTH_MAX).lastIndexOf(' [', text.indexOf('] "'))
    if (bracket <= 0) return undefined
    CLF_TIME.lastIndex = bracket + 2
    const time = CLF_TIME.exec(text)
    const peer = peerOf(text.slice(0, bracket))
    if (!time || !peer || !text.startsWith('] "', CLF_TIME.lastIndex)) return undefined
    const request = quotedAt(text, CLF_TIME.lastIndex + 3)
    if (!request) return undefined
    STATUS_AND_BYTES.lastIndex = request.end
    const result = STATUS_AND_BYTES.exec(text)
    if (!result) return undefined
    const referer = text.startsWith(' "', STATUS_AND_BYTES.lastIndex)
      ? quotedAt(text, STATUS_AND_BYTES.lastIndex + 2)
      : undefined
    const agent = referer && text.startsWith(' "', referer.end) ? quotedAt(text, referer.end + 2) : undefined
    const bytes = result[2]
    return {
      time_ms: clfTimeOf(time, context.zone_offset_minutes),
      logsource: { category: 'webserver' },
      fields: {
        'c-ip': peer.client,
        ...(isIpAddress(peer.client) ? { src_ip: peer.client } : {}),
        ...(peer.user === '-' ? {} : { 'cs-username': peer.user }),
        ...(peer.vhost === undefined ? {} : { 'cs-host': peer.vhost }),
        ...requestFields(request.value),
        'sc-status': Number(result[1]),
        ...(bytes === undefined || bytes === '-' ? {} : { 'sc-bytes': Number(bytes) }),
        ...(referer && referer.value !== '-' ? { 'cs-referer': referer.value } : {}),
        ...(agent && agent.value !== '-' ? { 'cs-user-agent': agent.value, 'c-useragent': agent.value } : {}),
      },
    }
  },
}

interface Peer {
  readonly vhost: string | undefined
  readonly client: string
  readonly user: string
}

/** `client identity user`, or with a virtual host in front; a user's name may hold blanks. */
function peerOf(prefix: string): Peer | undefined {
  const words = prefix.split(' ')
  const [first = '', second = ''] = words
  const with_vhost = words.length >= 4 && !isIpAddress(first) && isIpAddress(second)
  const client = with_vhost ? second : first
  const user = words.slice(with_vhost ? 3 : 2).join(' ')
  if (client === '' || user === '') return undefined
  return { vhost: with_vhost ? first : undefined, client, user }
}

/** The fields of a request line; `request` itself where it is none. */
export function requestFields(request: string): Record<string, unknown> {
  const line = REQUEST_LINE.exec(request)
  if (!line) return request === '-' || request === '' ? {} : { request }
  return {
    'cs-method': line[1],
    ...targetFields(line[2] ?? ''),
    ...(line[3] === undefined ? {} : { 'cs-version': line[3] }),
  }
}

/** What was asked for, under each of its names. */
export function targetFields(target: string): Record<string, string> {
  const question = target.indexOf('?')
  return {
    'cs-uri': target,
    'c-uri': target,
    'cs-uri-stem': question < 0 ? target : target.slice(0, question),
    'cs-uri-query': target,
  }
}

/** The text from `start` to the closing quote, as the server escaped it; a backslash guards the next character. */
function quotedAt(text: string, start: number): { value: string; end: number } | undefined {
  let quote = text.indexOf('"', start)
  while (quote > start && isEscaped(text, quote, start)) quote = text.indexOf('"', quote + 1)
  return quote < 0 ? undefined : { value: text.slice(start, quote), end: quote + 1 }
}

function isEscaped(text: string, at: number, start: number): boolean {
  let backslashes = 0
  while (at - backslashes - 1 >= start && text[at - backslashes - 1] === '\\') backslashes++
  return backslashes % 2 === 1
}
