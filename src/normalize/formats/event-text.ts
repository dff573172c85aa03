/**
 * Windows events as Splunk's forwarder writes them in text: a time, then `LogName=Security` and others, one a line, and
 * `Message=` with all that follows. Read as the same event in JSON would be; see `shapes/windows.ts`.
 */
import { dataOfMessage } from '../envelopes/windows-message.ts'
import { evtx } from '../envelopes/windows-places.ts'
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { epochOf } from '../time/calendar.ts'
import { recordOf } from './json.ts'

const BEGINS = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?(?: ([AP])M)?\r?\nLogName=/
const PAIR = /^([A-Za-z]{1,32})=(.*)$/
/** Lines in front of the message. */
const LINES_MAX = 32

export const eventText: LogFormat = {
  name: 'windows-event',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const time = BEGINS.exec(text)
    if (!time) return undefined
    const message = text.indexOf('\nMessage=')
    const pairs = new Map<string, string>()
    for (const line of text.slice(0, message < 0 ? undefined : message).split(/\r?\n/, LINES_MAX)) {
      const [, name, value] = PAIR.exec(line) ?? []
      if (name !== undefined && value !== undefined) pairs.set(name, value)
    }
    const content = evtx(
      {
        channel: pairs.get('LogName'),
        event_id: pairs.get('EventCode'),
        provider: pairs.get('SourceName'),
        computer: pairs.get('ComputerName'),
      },
      message < 0 ? {} : dataOfMessage(text.slice(message + '\nMessage='.length)),
    )
    if (!('record' in content)) return undefined
    const record = recordOf(content.record, context)
    return { ...record, host: record.host, text: record.text, time_ms: timeOf(time, context) }
  },
}

function timeOf(match: RegExpExecArray, context: ParseContext): number | undefined {
  const [, month, day, year, hour, minute, second, millisecond = 0, half] = match
  return epochOf(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0),
      minute: Number(minute),
      second: Number(second),
      millisecond: Number(millisecond),
    },
    context.zone_offset_minutes,
  )
}
