/**
 * IBM's Log Event Extended Format: `LEEF:2.0|Vendor|Product|Version|EventID|^|key=value^key=value`; version 1 has tabs
 * between the pairs.
 * https://www.ibm.com/docs/en/dsm?topic=leef-overview
 *
 * Logsource: product is the vendor, in lower case without blanks. Fields: the record's keys; `deviceVendor`,
 * `deviceProduct`, `deviceVersion`, `eventId`; `src_ip`, `dst_ip`, `src_port`, `dst_port`.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'
import { syslogTimeAt } from '../time/syslog-time.ts'
import { productOf } from './cef.ts'

const HEAD = /^LEEF:(1\.0|2\.0)\|([^|]{0,255})\|([^|]{0,255})\|([^|]{0,255})\|([^|]{0,255})\|/
/** A character, or its number. */
const SEPARATOR = /^(?:(?:0?x([0-9A-Fa-f]{1,4}))|([^|]))?\|/
const PAIRS_MAX = 512
const SAME: readonly (readonly [name: string, own: string])[] = [
  ['src_ip', 'src'],
  ['dst_ip', 'dst'],
  ['src_port', 'srcPort'],
  ['dst_port', 'dstPort'],
]

export const leef: LogFormat = {
  name: 'leef',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const head = HEAD.exec(text)
    if (!head) return undefined
    const [whole, version, vendor = '', product, device_version, event_id] = head
    const rest = text.slice(whole.length)
    const named = version === '2.0' ? SEPARATOR.exec(rest) : null
    const separator = named?.[1] ? String.fromCharCode(Number.parseInt(named[1], 16)) : (named?.[2] ?? '\t')
    const fields = new Map<string, string | undefined>([
      ['deviceVendor', vendor],
      ['deviceProduct', product],
      ['deviceVersion', device_version],
      ['eventId', event_id],
    ])
    for (const pair of rest.slice(named?.[0].length ?? 0).split(separator, PAIRS_MAX)) {
      const equals = pair.indexOf('=')
      if (equals > 0) fields.set(pair.slice(0, equals).trim(), pair.slice(equals + 1))
    }
    for (const [name, own] of SAME) if (fields.has(own)) fields.set(name, fields.get(own))
    const time = fields.get('devTime') ?? ''
    return {
      time_ms: /^\d{12,14}$/.test(time)
        ? Number(time)
        : (syslogTimeAt(time, 0, context)?.time_ms ?? parseIsoTime(time, context.zone_offset_minutes)),
      logsource: productOf(vendor),
      fields: Object.fromEntries(fields),
    }
  },
}
