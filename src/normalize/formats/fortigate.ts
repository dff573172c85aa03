/**
 * Logs of FortiGate: `date=2026-03-01 time=10:11:12 devname="FGT1" devid="FG100" type="event" ... key=value`.
 * https://docs.fortinet.com/document/fortigate/latest/fortios-log-message-reference
 *
 * Logsource: product `fortigate`, service the record's `type` (`event`, `traffic`, `utm`), category `firewall` for
 * traffic. Fields: the record's own names, and `src_ip`, `dst_ip`, `src_port`, `dst_port`.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'

const BEGINS =
  /^(?:logver=\d+ +)?(?:timestamp=\d+ +)?(?:tz="[^"]{0,16}" +)?(?:devname=\S+ +devid=\S+ +)?(?:vd=\S+ +)?date=\d{4}-\d\d-\d\d time=\d\d:\d\d:\d\d /
const PAIR = /([A-Za-z_][\w.-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g
/** More than any record has. */
const PAIRS_MAX = 512
const SAME: readonly (readonly [name: string, own: string])[] = [
  ['src_ip', 'srcip'],
  ['dst_ip', 'dstip'],
  ['src_port', 'srcport'],
  ['dst_port', 'dstport'],
]

export const fortigate: LogFormat = {
  name: 'fortigate',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    if (!BEGINS.test(text)) return undefined
    const pairs = new Map<string, string>()
    for (const [, name = '', quoted, bare] of text.matchAll(PAIR)) {
      if (pairs.size === PAIRS_MAX) break
      if (!pairs.has(name)) pairs.set(name, quoted ?? bare ?? '')
    }
    const type = pairs.get('type')
    if (!pairs.has('devid') || type === undefined) return undefined
    for (const [name, own] of SAME) {
      const value = pairs.get(own)
      if (value !== undefined) pairs.set(name, value)
    }
    return {
      time_ms: timeOf(pairs, context),
      host: pairs.get('devname'),
      logsource: {
        product: 'fortigate',
        service: type.slice(0, 100),
        ...(type === 'traffic' ? { category: 'firewall' } : {}),
      },
      fields: Object.fromEntries(pairs),
      text: pairs.get('msg'),
    }
  },
}

/** By its date and time, which are those of the zone that it names. */
function timeOf(pairs: ReadonlyMap<string, string>, context: ParseContext): number | undefined {
  const zone = /^[+-]\d{4}$/.test(pairs.get('tz') ?? '') ? pairs.get('tz') : ''
  return parseIsoTime(`${pairs.get('date')}T${pairs.get('time')}${zone}`, context.zone_offset_minutes)
}
