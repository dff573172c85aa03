/**
 * Access logs of Amazon's application load balancers.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 *
 * Logsource: category `webserver`. Fields: as of access logs (`access-log.ts`); the target is that of the request, without
 * the scheme and the host.
 */
import type { LogFormat, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'
import { requestFields } from './access-log.ts'

const LINE =
  /^(?:https?|h2|grpcs?|wss?) (\S{20,32}) (\S{1,256}) (\S{1,64}):\d{1,5} \S{1,64} \S+ \S+ \S+ (\d{3}|-) (?:\d{3}|-) \d+ (\d+) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/
const ADDRESS = /^(\S+) [a-z]{2,8}:\/\/([^/?\s]*?)(?::\d{1,5})?([/?]\S*)?( HTTP\/\S+)?$/

export const loadBalancer: LogFormat = {
  name: 'load-balancer',
  parse(text: string): ParsedRecord | undefined {
    const line = LINE.exec(text)
    if (!line) return undefined
    const [, time = '', balancer, client, status, bytes, request = '', agent] = line
    const [, method, host, target = '/', version = ''] = ADDRESS.exec(request) ?? []
    return {
      time_ms: parseIsoTime(time, 0),
      host: balancer,
      logsource: { category: 'webserver' },
      fields: {
        'c-ip': client,
        src_ip: client,
        ...requestFields(method === undefined ? request : `${method} ${target}${version}`),
        ...(host === undefined ? {} : { 'cs-host': host }),
        ...(status === '-' ? {} : { 'sc-status': Number(status) }),
        'sc-bytes': Number(bytes),
        ...(agent === '-' ? {} : { 'cs-user-agent': agent, 'c-useragent': agent }),
      },
    }
  },
}
