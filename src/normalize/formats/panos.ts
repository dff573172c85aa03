/**
 * Logs of Palo Alto's PAN-OS, comma-separated: `1,2026/03/01 10:11:12,serial,TRAFFIC,end,...`.
 * https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions
 *
 * Logsource: product `paloalto`, service the type in lower case, category `firewall` for traffic. Fields: the first columns
 * of each type under the names that the documentation has in brackets, and `src_ip`, `dst_ip`, `src_port`, `dst_port`.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'

const BEGINS =
  /^[01],\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d,([^,]{1,32}),(TRAFFIC|THREAT|SYSTEM|CONFIG|GLOBALPROTECT),/
const VALUE = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/y
const ALL = ',receive_time,serial,type,subtype,,time_generated'
const SESSION = `${ALL},src,dst,natsrc,natdst,rule,srcuser,dstuser,app,vsys,from,to,inbound_if,outbound_if,logset,,sessionid,repeatcnt,sport,dport,natsport,natdport,flags,proto,action`
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  TRAFFIC: `${SESSION},bytes,bytes_sent,bytes_received,packets,start,elapsed,category`.split(','),
  THREAT: `${SESSION},misc,threatid,category,severity,direction`.split(','),
  SYSTEM: `${ALL},vsys,eventid,object,,,module,severity,opaque`.split(','),
  CONFIG: `${ALL},host,vsys,cmd,admin,client,result,path`.split(','),
  GLOBALPROTECT:
    `${ALL},vsys,eventid,stage,auth_method,tunnel_type,srcuser,srcregion,machinename,public_ip`.split(','),
}
const SAME: readonly (readonly [name: string, own: string])[] = [
  ['src_ip', 'src'],
  ['dst_ip', 'dst'],
  ['src_port', 'sport'],
  ['dst_port', 'dport'],
]

export const panos: LogFormat = {
  name: 'panos',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const type = BEGINS.exec(text)?.[2]
    if (type === undefined) return undefined
    const fields = new Map<string, string>()
    VALUE.lastIndex = 0
    for (const name of COLUMNS[type] ?? []) {
      const value = VALUE.exec(text)
      if (!value) break
      const content = value[1]?.replaceAll('""', '"') ?? value[2] ?? ''
      if (name !== '' && content !== '') fields.set(name, content)
      if (VALUE.lastIndex >= text.length) break
    }
    for (const [name, own] of SAME) {
      const value = fields.get(own)
      if (value !== undefined) fields.set(name, value)
    }
    return {
      time_ms: parseIsoTime(
        fields.get('time_generated') ?? fields.get('receive_time') ?? '',
        context.zone_offset_minutes,
      ),
      logsource: {
        product: 'paloalto',
        service: type.toLowerCase(),
        ...(type === 'TRAFFIC' ? { category: 'firewall' } : {}),
      },
      fields: Object.fromEntries(fields),
      text,
    }
  },
}
