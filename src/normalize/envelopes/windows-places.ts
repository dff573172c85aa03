/** Events of Windows whose parts stand elsewhere than in evtx_dump's, under the names of their templates. */
import { isJsonObject, type JsonObject, valueAt } from '../json/json-object.ts'
import { at, holds, type Path, text } from '../shapes/shape.ts'
import type { Content, Envelope } from './envelope.ts'

interface System {
  readonly channel: unknown
  readonly event_id: unknown
  readonly provider?: unknown
  readonly computer?: unknown
  readonly time?: unknown
}

/** The event as evtx_dump writes it. */
export function evtx({ channel, event_id, provider, computer, time }: System, data: JsonObject): Content {
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

export const PLACED_EVENTS: readonly Envelope[] = [
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
  // Vector
  placed({
    channel: 'channel',
    event_id: 'event_id',
    provider: 'provider_name',
    computer: 'computer',
    time: 'timestamp',
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
