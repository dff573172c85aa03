/**
 * HAProxy's log of HTTP requests (`option httplog`), behind what syslog writes before it.
 * https://docs.haproxy.org/3.0/configuration.html#8.2.3
 *
 * Logsource: category `webserver`. Fields: as of access logs (`access-log.ts`); `frontend`, `backend`.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { CLF_TIME, clfTimeOf } from '../time/clf-time.ts'
import { requestFields } from './access-log.ts'

const HEAD = /^(\S{2,64}):\d{1,5} \[/
const REST =
  /(?:\.\d{1,9})?\] (\S{1,128}) (\S{1,256}) [\d/+-]{5,64} (\d{3}|-1) \+?(\d{1,15}) \S+ \S+ \S{4} [\d/+]+ [\d/]+ (?:\{[^}]{0,4096}\} ){0,2}"(.*)"?$/sy

export const haproxy: LogFormat = {
  name: 'haproxy',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const head = HEAD.exec(text)
    if (!head) return undefined
    CLF_TIME.lastIndex = head[0].length
    const time = CLF_TIME.exec(text)
    if (!time) return undefined
    REST.lastIndex = CLF_TIME.lastIndex
    const rest = REST.exec(text)
    if (!rest) return undefined
    const [, frontend, backend, status, bytes, request = ''] = rest
    return {
      time_ms: clfTimeOf(time, context.zone_offset_minutes),
      logsource: { category: 'webserver' },
      fields: {
        'c-ip': head[1],
        src_ip: head[1],
        ...requestFields(request.replace(/"$/, '')),
        'sc-status': Number(status),
        'sc-bytes': Number(bytes),
        frontend,
        backend,
      },
    }
  },
}
