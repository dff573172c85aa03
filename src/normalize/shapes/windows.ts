/**
 * Windows events in the JSON that three families of tools write (`envelopes/windows.ts` brings others into the first):
 * - evtx_dump: `Event.System` and `Event.EventData` or `Event.UserData`, attributes under `#attributes` or `NAME_attributes`;
 * - Winlogbeat: `winlog.channel`, `winlog.event_id`, `winlog.event_data`, and the names of the Elastic Common Schema beside;
 * - flat, as NXLog and the OTRF data sets have it: `EventID` and `Channel` beside the data.
 *
 * Service and category come from `logsources/windows.ts`, by channel and event id.
 * Fields: `EventID` (number), `Channel`, `Provider_Name`, `Computer`, `Level`, `EventRecordID`, `UserID` of the system
 * part where given, and every data item at the top (`Image`, `CommandLine`, `TargetUserName` ...). Unnamed items are the
 * list `Data`. Security event 4688 has also Sysmon's names.
 */
import { ecsHashes, ecsUser } from './derived/ecs.ts'
import { securityProcessCreation } from './derived/windows.ts'
import { ECS_FIELDS } from './ecs.ts'
import { anyOf, at, fields, holds, type Shape, shape, text } from './shape.ts'

const WINDOWS = {
  format: 'windows-event',
  logsource: { product: 'windows' },
  unblanked: true,
  derived: [securityProcessCreation],
  believes_hints: true,
  tells_entities: true,
} as const

/** What evtx_dump writes, and what the binary log and events in XML are read as. */
export const EVTX_DUMP = shape({
  ...WINDOWS,
  keys: [holds('map', 'Event'), text('Event.System.Channel'), holds('event-id', 'Event.System.EventID')],
  keeps_record: false,
  lifted: anyOf('Event.UserData.*', 'Event.EventData'),
  event_id: at('Event.System.EventID'),
  named: fields({
    Data: 'Event.EventData.Data.#text',
    Channel: 'Event.System.Channel',
    Provider_Name: [
      'Event.System.Provider.#attributes.Name',
      'Event.System.Provider_attributes.Name',
      'Event.System.Provider.@Name',
      'Event.System.Provider.Name',
    ],
    Computer: 'Event.System.Computer',
  }),
  added: fields({
    Level: 'Event.System.Level',
    Task: 'Event.System.Task',
    Keywords: 'Event.System.Keywords',
    EventRecordID: 'Event.System.EventRecordID',
    UserID: [
      'Event.System.Security.#attributes.UserID',
      'Event.System.Security_attributes.UserID',
      'Event.System.Security.@UserID',
      'Event.System.Security.UserID',
    ],
  }),
  host: anyOf('Event.System.Computer'),
})

const winlogbeat = shape({
  ...WINDOWS,
  derived: [securityProcessCreation, ecsUser, ecsHashes],
  keys: [text('winlog.channel'), holds('event-id', 'winlog.event_id')],
  lifted: anyOf('winlog.user_data.*', 'winlog.event_data'),
  event_id: at('winlog.event_id'),
  named: fields({
    Data: 'winlog.event_data.Data.#text',
    Channel: 'winlog.channel',
    Provider_Name: 'winlog.provider_name',
    Computer: ['winlog.computer_name', 'host.name'],
  }),
  added: [
    ...fields({
      Message: 'message',
      Level: 'winlog.level',
      Task: 'winlog.task',
      Keywords: 'winlog.keywords',
      EventRecordID: 'winlog.record_id',
      UserID: 'winlog.user.identifier',
    }),
    ...ECS_FIELDS,
  ],
  host: anyOf('winlog.computer_name', 'host.name'),
})

const flat = shape({
  ...WINDOWS,
  keys: [text('Channel'), holds('event-id', 'EventID')],
  event_id: at('EventID'),
  named: fields({
    Provider_Name: ['Provider_Name', 'ProviderName', 'SourceName', 'EventSourceName'],
    Computer: ['Computer', 'Hostname', 'HostName'],
  }),
  host: anyOf('Computer', 'Hostname', 'HostName'),
})

export const WINDOWS_SHAPES: readonly Shape[] = [EVTX_DUMP, winlogbeat, flat]
