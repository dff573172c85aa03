/**
 * Squid's own access log: `time elapsed client code/status bytes method URL user hierarchy/peer type`.
 * https://wiki.squid-cache.org/Features/LogFormat
 *
 * Logsource: category `proxy`. Fields: as of access logs (`access-log.ts`); `c-uri` is the whole URL; `cs-host`, `dst_ip`.
 */
import { isIpAddress } from '../entities/ip-address.ts'
import type { LogFormat, ParsedRecord } from '../format.ts'
import { targetFields } from './access-log.ts'

const LINE =
  /^(\d{9,11})\.(\d{3}) +(\d{1,12}) (\S+) ([A-Z_]{1,64})\/(\d{3}) (\d{1,15}) ([A-Z_]{1,32}) (\S+) (\S+) ([A-Z_]{1,64})\/(\S+) (\S+)/
const HOST = /^(?:[a-z][a-z0-9+.-]{0,31}:\/\/)?([^/:?#]{1,255}|\[[0-9a-fA-F:.]{2,45}\])/i

export const squid: LogFormat = {
  name: 'squid',
  parse(text: string): ParsedRecord | undefined {
    const line = LINE.exec(text)
    if (!line) return undefined
    const [, seconds, milliseconds, elapsed, client = '', action, status, bytes, method, url = ''] = line
    const [user, , peer = ''] = line.slice(10)
    const host = HOST.exec(url)?.[1]
    return {
      time_ms: Number(seconds) * 1000 + Number(milliseconds),
      logsource: { category: 'proxy' },
      fields: {
        'c-ip': client,
        ...(isIpAddress(client) ? { src_ip: client } : {}),
        ...(isIpAddress(peer) ? { dst_ip: peer } : {}),
        ...(user === '-' ? {} : { 'cs-username': user }),
        's-action': action,
        'cs-method': method,
        ...targetFields(url),
        ...(host === undefined ? {} : { 'cs-host': host }),
        'sc-status': Number(status),
        'sc-bytes': Number(bytes),
        'time-taken': Number(elapsed),
      },
    }
  },
}
