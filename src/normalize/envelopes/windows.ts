/**
 * Events of Windows in forms that `shapes/windows.ts` has no table for, because names or values have to be made: each is
 * brought into the form of evtx_dump.
 */
import { isJsonObject, type JsonObject, textAt, valueAt } from '../json/json-object.ts'
import { at, holds, type Path, text } from '../shapes/shape.ts'
import { dataOfXml } from '../xml/event-xml.ts'
import type { Content, Envelope } from './envelope.ts'
import { dataOfMessage } from './windows-message.ts'

interface System {
  readonly channel: unknown
  readonly event_id: unknown
  readonly provider?: unknown
  readonly computer?: unknown
  readonly time?: unknown
}

function evtx({ channel, event_id, provider, computer, time }: System, data: JsonObject): Content {
  return {
    record: {
      Event: {
        System: {
          Provider: { '#attributes': { Name: provider } },
          EventID: event_id,
          Channel: channel,
          Computer: computer,
          TimeCreated: { '#attributes': { SystemTime: time } },
        },
        EventData: data,
      },
    },
  }
}

/** Where a tool keeps what: an event id as a shape's key has it, the data as a map, or as maps by their element. */
interface Places {
  readonly channel: string
  readonly event_id: string
  readonly provider: string
  readonly computer: string
  readonly time: string
  readonly data: string
  readonly user_data: string
}

function placed(places: Places): Envelope {
  const { channel, event_id, provider, computer, time, data, user_data } = places
  const paths = {
    channel: at(channel),
    event_id: at(event_id),
    provider: at(provider),
    computer: at(computer),
    time: at(time),
  }
  return {
    keys: [text(channel), holds('event-id', event_id), holds('map', data)],
    contentOf(object) {
      const of = (path: Path) => valueAt(object, path)
      const elements = of(at(user_data))
      const inner = isJsonObject(elements) ? Object.values(elements).filter(isJsonObject) : []
      const items = of(at(data))
      return evtx(
        {
          channel: of(paths.channel),
          event_id: of(paths.event_id),
          provider: of(paths.provider),
          computer: of(paths.computer),
          time: of(paths.time),
        },
        Object.fromEntries([...inner, isJsonObject(items) ? items : {}].flatMap(Object.entries)),
      )
    },
  }
}

const PLACED: readonly Envelope[] = [
  // Winlogbeat before version 7
  placed({
    channel: 'log_name',
    event_id: 'event_id',
    provider: 'source_name',
    computer: 'computer_name',
    time: '@timestamp',
    data: 'event_data',
    user_data: 'user_data',
  }),
  // The collector for OpenTelemetry
  placed({
    channel: 'channel',
    event_id: 'event_id.id',
    provider: 'provider.name',
    computer: 'computer',
    time: 'system_time',
    data: 'event_data',
    user_data: 'user_data',
  }),
  // Velociraptor's `parse_evtx`, and its artifacts
  ...['System.EventID.Value', 'System.EventID'].map(event_id =>
    placed({
      channel: 'System.Channel',
      event_id,
      provider: 'System.Provider.Name',
      computer: 'System.Computer',
      time: 'System.TimeCreated.SystemTime',
      data: 'EventData',
      user_data: 'UserData',
    }),
  ),
  // Log Analytics' table `WindowsEvent`
  placed({
    channel: 'Channel',
    event_id: 'EventID',
    provider: 'Provider',
    computer: 'Computer',
    time: 'TimeGenerated',
    data: 'EventData',
    user_data: 'UserData',
  }),
]

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

export const WINDOWS_ENVELOPES: readonly Envelope[] = [
  ...namedData(),
  WAZUH,
  OPEN_TELEMETRY,
  ...PLACED,
  LOG_ANALYTICS_EVENT,
  SECURITY_EVENT,
  GET_WIN_EVENT,
  FLUENT_BIT,
]
