/** Sysmon for Linux, which writes its events to syslog in XML. */
import { shapedFields } from '../shapes/shaped.ts'
import { EVTX_DUMP } from '../shapes/windows.ts'
import { eventOfXml } from '../xml/event-xml.ts'

/** The fields of the event, under the names that Sysmon has on Windows; its channel tells the logsource. */
export function parseSysmon(message: string): Record<string, unknown> | undefined {
  const event = eventOfXml(message)
  return event && { ...shapedFields(event, EVTX_DUMP) }
}
