/**
 * Events of Windows in forms that `shapes/windows.ts` has no table for, because names or values have to be made: each is
 * brought into the form of evtx_dump.
 */
import { isJsonObject, type JsonObject, parseJsonObject, textAt, valueAt } from '../json/json-object.ts'
import { at, holds, type Path, text } from '../shapes/shape.ts'
import { dataOfXml } from '../xml/event-xml.ts'
import type { Content, Envelope } from './envelope.ts'
import { dataOfMessage } from './windows-message.ts'
import { evtx, PLACED_EVENTS } from './windows-places.ts'

const DATA = at('Event.EventData.Data')

/** `Data` as converters from XML write it: elements with their names beside them. */
function namedData(): Envelope[] {
  const known = [text('Event.System.Channel'), holds('event-id', 'Event.System.EventID')]
  return [
    { keys: [...known, holds('list', 'Event.EventData.Data')], contentOf: withNamedData },
    ...NAME_PATHS.map(name => ({
      keys: [...known, text([...DATA, ...name].join('.'))],
      contentOf: withNamedData,
    })),
  ]
}

const NAME_PATHS: readonly Path[] = [['@Name'], ['#attributes', 'Name'], ['Name']]

function withNamedData(object: JsonObject): Content | undefined {
  const { Event: event } = object
  const given = valueAt(object, DATA)
  if (!isJsonObject(event) || !isJsonObject(event['EventData'])) return undefined
  const named = namedItems(Array.isArray(given) ? given : [given])
  if (!named) return undefined
  const { Data: _, ...others } = event['EventData']
  return { record: { ...object, Event: { ...event, EventData: { ...others, ...named } } } }
}

/** Undefined where an item has no name: then they are a list of values. */
function namedItems(items: readonly unknown[]): JsonObject | undefined {
  const named: [string, unknown][] = []
  for (const item of items) {
    const name = isJsonObject(item) ? textAt(item, NAME_PATHS) : undefined
    if (name === undefined || !isJsonObject(item)) return undefined
    named.push([name, item['#text'] ?? item['Value'] ?? item['value'] ?? null])
  }
  return Object.fromEntries(named)
}

/** Wazuh, which begins every name with a small letter. */
const WAZUH: Envelope = {
  keys: [text('data.win.system.channel'), holds('event-id', 'data.win.system.eventID')],
  contentOf(object) {
    const system = valueAt(object, at('data.win.system'))
    const data = valueAt(object, at('data.win.eventdata'))
    if (!isJsonObject(system)) return undefined
    const { channel, eventID: event_id, providerName: provider, computer, systemTime: time } = system
    return evtx({ channel, event_id, provider, computer, time }, isJsonObject(data) ? capitalised(data) : {})
  },
}

function capitalised(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  )
}

/** The collector for OpenTelemetry, which may have a list of maps with one member each. */
const OPEN_TELEMETRY: Envelope = {
  keys: [text('channel'), holds('event-id', 'event_id.id'), holds('list', 'event_data.data')],
  contentOf(object) {
    const list = valueAt(object, at('event_data.data'))
    const data: JsonObject = Object.assign({}, ...(Array.isArray(list) ? list.filter(isJsonObject) : []))
    return evtx(
      {
        channel: object['channel'],
        event_id: valueAt(object, at('event_id.id')),
        provider: valueAt(object, at('provider.name')),
        computer: object['computer'],
        time: object['system_time'],
      },
      data,
    )
  },
}

/** Log Analytics' table `Event`, whose data is XML. */
const LOG_ANALYTICS_EVENT: Envelope = {
  keys: [text('EventLog'), holds('event-id', 'EventID'), text('EventData')],
  contentOf({ EventLog: channel, EventID: event_id, Source: provider, Computer: computer, EventData: xml }) {
    const data = typeof xml === 'string' ? dataOfXml(xml) : undefined
    return data && evtx({ channel, event_id, provider, computer }, data)
  },
}

/** Log Analytics' table `SecurityEvent`, in queries that leave out the channel. */
const SECURITY_EVENT: Envelope = {
  keys: [text('Type', 'SecurityEvent'), holds('event-id', 'EventID')],
  contentOf: object =>
    object['Channel'] === undefined ? { record: { ...object, Channel: 'Security' } } : undefined,
}

/** PowerShell's `Get-WinEvent | ConvertTo-Json`: names are in the message only. */
const GET_WIN_EVENT: Envelope = {
  keys: [text('LogName'), text('ProviderName'), holds('event-id', 'Id'), text('Message')],
  contentOf: ({
    LogName: channel,
    ProviderName: provider,
    Id: event_id,
    MachineName: computer,
    Message: message,
  }) => evtx({ channel, event_id, provider, computer }, dataOfMessage(message)),
}

/** Fluent Bit's `winevtlog`, which has values without names beside the message. */
const FLUENT_BIT: Envelope = {
  keys: [text('Channel'), holds('event-id', 'EventID'), holds('list', 'StringInserts'), text('Message')],
  contentOf: ({
    Channel: channel,
    EventID: event_id,
    ProviderName: provider,
    Computer: computer,
    Message: message,
    StringInserts: inserts,
  }) => evtx({ channel, event_id, provider, computer }, { Data: inserts, ...dataOfMessage(message) }),
}

/** EvtxECmd, which has the data in a text of its own. */
const EVTXECMD: Envelope = {
  keys: [text('Channel'), holds('event-id', 'EventId'), text('Payload')],
  contentOf({
    Channel: channel,
    EventId: event_id,
    Provider: provider,
    Computer: computer,
    TimeCreated: time,
    Payload: payload,
  }) {
    const data = typeof payload === 'string' ? parseJsonObject(payload) : undefined
    if (!data) return undefined
    const content = evtx({ channel, event_id, provider, computer, time }, {})
    if (!('record' in content) || !isJsonObject(content.record['Event'])) return undefined
    return { record: { Event: { ...content.record['Event'], ...data } } }
  },
}

/** Splunk's fields of an event, whose channel is in the name of its source, and its id under a name of its own. */
export const SPLUNK_FIELDS: Envelope = {
  keys: [text('source', 'XmlWinEventLog:*', 'WinEventLog:*'), holds('event-id', 'EventCode')],
  contentOf: object =>
    typeof object['source'] === 'string' && object['Channel'] === undefined
      ? {
          record: {
            ...object,
            Channel: object['source'].slice(object['source'].indexOf(':') + 1),
            EventID: object['EventCode'],
          },
        }
      : undefined,
}

export const WINDOWS_ENVELOPES: readonly Envelope[] = [
  ...namedData(),
  WAZUH,
  OPEN_TELEMETRY,
  ...PLACED_EVENTS,
  LOG_ANALYTICS_EVENT,
  SECURITY_EVENT,
  GET_WIN_EVENT,
  FLUENT_BIT,
  EVTXECMD,
]
