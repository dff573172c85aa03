/**
 * Apache's error log, 2.2 (`[time] [level] [client IP] message`) and 2.4 (`[time] [module:level] [pid N:tid N]
 * [client IP:port] AH00000: message`).
 *
 * Logsource: service `apache`, as SigmaHQ's rules on the error log have it.
 * Fields: `level`, `module`, `pid`, `src_ip`, `src_port`, `code` (`AH...`), `message`, `referer`.
 */
import { isIpAddress } from '../entities/ip-address.ts'
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { parseAsctime } from '../time/clf-time.ts'

/** A bracketed part in front of the message: behind time and level come process and client, whose IPv6 address has brackets. */
const PART = /\[((?:\[[^[\]]{1,64}\]|[^[\]]){1,256})\] ?/y
const PARTS_MAX = 4
const LEVEL = /^(?:([a-z_0-9-]{1,64}):)?(emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])$/
const PID = /^pid (\d{1,10})/
const CLIENT = /^(?:client|remote) (.{1,128})$/
const CODE = /(AH\d{5}): /y
const REFERER = ', referer: '

export const apacheError: LogFormat = {
  name: 'apache-error',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const time = partAt(text, 0)
    const level_part = time && partAt(text, time.end)
    const level = level_part && LEVEL.exec(level_part.value)
    if (!time || !level_part || !level) return undefined
    const time_ms = parseAsctime(time.value, context.zone_offset_minutes)
    if (time_ms === undefined) return undefined
    const fields: Record<string, unknown> = { level: level[2] }
    if (level[1]) fields['module'] = level[1]

    let end = level_part.end
    for (let count = 0; count < PARTS_MAX; count++) {
      const part = partAt(text, end)
      if (!part) break
      const pid = PID.exec(part.value)
      const client = CLIENT.exec(part.value)
      if (pid) fields['pid'] = Number(pid[1])
      else if (client) Object.assign(fields, clientFields(client[1] ?? ''))
      else break
      end = part.end
    }
    CODE.lastIndex = end
    const code = CODE.exec(text)
    if (code) fields['code'] = code[1]
    const message = text.slice(code ? CODE.lastIndex : end)
    const referer = message.lastIndexOf(REFERER)
    if (referer >= 0) fields['referer'] = message.slice(referer + REFERER.length)
    fields['message'] = message
    return {
      time_ms,
      logsource: { service: 'apache' },
      fields,
      text: 'src_ip' in fields ? undefined : message,
    }
  },
}

function partAt(text: string, at: number): { value: string; end: number } | undefined {
  PART.lastIndex = at
  const match = PART.exec(text)
  return match ? { value: match[1] ?? '', end: PART.lastIndex } : undefined
}

/** An address, or an address with a port behind its last colon. */
function clientFields(client: string): Record<string, unknown> {
  if (isIpAddress(client)) return { src_ip: client }
  const colon = client.lastIndexOf(':')
  const address = client.slice(0, colon).replace(/^\[|\]$/g, '')
  const port = Number(client.slice(colon + 1))
  if (colon > 0 && isIpAddress(address) && Number.isInteger(port)) return { src_ip: address, src_port: port }
  return { src_host: client }
}
