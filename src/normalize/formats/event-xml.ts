/**
 * Windows events in XML, one a line, as `wevtutil` and forwarders write them and as the binary log is read. Read as
 * the same event in JSON would be; see `shapes/windows.ts`. A line that begins as an event and is none is a parse failure.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { beginsEventXml, eventOfXml } from '../xml/event-xml.ts'
import { recordOf } from './json.ts'
import { parseFailed } from './plain.ts'

export const eventXml: LogFormat = {
  name: 'windows-event',
  is_structured: true,
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    if (!beginsEventXml(text)) return undefined
    const object = eventOfXml(text)
    return object ? recordOf(object, context) : parseFailed(text)
  },
}
