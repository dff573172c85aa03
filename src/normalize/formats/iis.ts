/**
 * Logs of IIS with the fields that it writes unless it is told otherwise, in their order: `date time s-ip cs-method
 * cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status
 * time-taken`; the referer is not there before version 8. A line does not tell its fields; the header of the file does.
 *
 * Logsource: category `webserver`. Fields: as of access logs (`access-log.ts`), and `s-ip`, `s-port`, `sc-substatus`,
 * `sc-win32-status`, `time-taken`. Times are UTC.
 */
import type { LogFormat, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'
import { targetFields } from './access-log.ts'

const LINE =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (\S+) ([A-Z][A-Za-z_-]{0,31}) (\/\S*|\*|-) (\S+) (\d{1,5}) (\S+) ([0-9A-Fa-f.:%]{2,64}) (\S+) (?:(\S+) )?(\d{3}) (\d{1,10}) (\d{1,10})(?: (\d{1,10}))?(?: \S+)*\s*$/

export const iis: LogFormat = {
  name: 'iis',
  parse(text: string): ParsedRecord | undefined {
    const line = LINE.exec(text)
    if (!line) return undefined
    const [, date, time, server, method, stem = '', query, port, user, client, agent, referer] = line
    const [status, substatus, win32, taken] = line.slice(12)
    const target = query === '-' ? stem : `${stem}?${query}`
    const plus = (value: string) => value.replaceAll('+', ' ')
    return {
      time_ms: parseIsoTime(`${date}T${time}Z`, 0),
      host: server,
      logsource: { category: 'webserver' },
      fields: {
        's-ip': server,
        's-port': Number(port),
        'c-ip': client,
        src_ip: client,
        ...(user === '-' ? {} : { 'cs-username': user }),
        'cs-method': method,
        ...targetFields(target),
        'sc-status': Number(status),
        'sc-substatus': Number(substatus),
        'sc-win32-status': Number(win32),
        ...(taken === undefined ? {} : { 'time-taken': Number(taken) }),
        ...(referer === undefined || referer === '-' ? {} : { 'cs-referer': referer }),
        ...(agent === undefined || agent === '-'
          ? {}
          : { 'cs-user-agent': plus(agent), 'c-useragent': plus(agent) }),
      },
    }
  },
}
