/**
 * Windows events in the JSON that three families of tools write, all flattened to the names of Sigma's rules:
 * - evtx_dump: `Event.System` and `Event.EventData` or `Event.UserData`, attributes under `#attributes` or `NAME_attributes`;
 * - Winlogbeat: `winlog.channel`, `winlog.event_id`, `winlog.event_data`;
 * - flat, as NXLog and the OTRF data sets have it: `EventID` and `Channel` beside the data.
 *
 * Logsource: product `windows`, service and category by `channels.ts`.
 * Fields: `EventID` (number), `Channel`, `Provider_Name`, `Computer`, `Level`, `EventRecordID`, `UserID` of the system
 * part where given, and every data item at the top (`Image`, `CommandLine`, `TargetUserName` ...). Unnamed items are the list `Data`.
 * An item with blanks in its name (`Threat Name`) is also there without (`ThreatName`). 4688 has also Sysmon's names.
 * What only looks alike (a JSON with a field `Event` of another shape) is not taken for one.
 */
import type { ParsedRecord } from '../format.ts'
import { isJsonObject, type JsonObject, valueAt } from '../json/json-object.ts'
import { windowsLogsource } from './channels.ts'
import { processCreationFields } from './process-creation.ts'

export interface WindowsEvent extends ParsedRecord {
  readonly format: 'windows-event'
}

interface SystemPart {
  readonly channel: string
  readonly event_id: number
  readonly provider: unknown
  readonly computer: unknown
  /** Further fields of the system part that rules ask for. */
  readonly more: JsonObject
}

/** The event that `object` is, in whichever of the three shapes; without its time. */
export function windowsEventOf(object: JsonObject): WindowsEvent | undefined {
  return evtxDump(object) ?? winlogbeat(object) ?? flat(object)
}

function evtxDump(object: JsonObject): WindowsEvent | undefined {
  const event = object['Event']
  const system = isJsonObject(event) ? event['System'] : undefined
  if (!isJsonObject(event) || !isJsonObject(system)) return undefined
  const channel = system['Channel']
  const event_id = numberOf(system['EventID'])
  if (typeof channel !== 'string' || event_id === undefined) return undefined
  return windowsEvent(
    {
      channel,
      event_id,
      provider: attributeOf(system, 'Provider', 'Name'),
      computer: system['Computer'],
      more: systemFields(system),
    },
    { ...userDataOf(event['UserData']), ...eventDataOf(event['EventData']) },
  )
}

function winlogbeat(object: JsonObject): WindowsEvent | undefined {
  const winlog = object['winlog']
  if (!isJsonObject(winlog)) return undefined
  const channel = winlog['channel']
  const event_id = numberOf(winlog['event_id'])
  if (typeof channel !== 'string' || event_id === undefined) return undefined
  const message = object['message']
  return windowsEvent(
    {
      channel,
      event_id,
      provider: winlog['provider_name'],
      computer: winlog['computer_name'] ?? valueAt(object, ['host', 'name']),
      more: typeof message === 'string' ? { Message: message } : {},
    },
    { ...userDataOf(winlog['user_data']), ...eventDataOf(winlog['event_data']) },
  )
}

function flat(object: JsonObject): WindowsEvent | undefined {
  const channel = object['Channel']
  const event_id = numberOf(object['EventID'])
  if (typeof channel !== 'string' || event_id === undefined) return undefined
  return windowsEvent(
    {
      channel,
      event_id,
      provider:
        object['Provider_Name'] ??
        object['ProviderName'] ??
        object['SourceName'] ??
        object['EventSourceName'],
      computer: object['Computer'] ?? object['Hostname'] ?? object['HostName'],
      more: {},
    },
    withoutBlanks(object),
  )
}

function windowsEvent(system: SystemPart, data: JsonObject): WindowsEvent {
  const { channel, event_id, provider, computer } = system
  const logsource = windowsLogsource(channel, event_id, data['EventType'])
  const is_4688 = event_id === 4688 && logsource.service === 'security'
  return {
    format: 'windows-event',
    host: typeof computer === 'string' ? computer : undefined,
    logsource,
    fields: {
      ...system.more,
      ...data,
      ...(is_4688 ? processCreationFields(data) : {}),
      EventID: event_id,
      Channel: channel,
      ...(provider === undefined ? {} : { Provider_Name: provider }),
      ...(computer === undefined ? {} : { Computer: computer }),
    },
  }
}

/** Elements of the system part that rules ask for beside those of `SystemPart`. */
const SYSTEM_FIELDS = ['Level', 'Task', 'Keywords', 'EventRecordID'] as const

function systemFields(system: JsonObject): JsonObject {
  const fields: Record<string, unknown> = {}
  for (const name of SYSTEM_FIELDS) {
    if (system[name] !== undefined) fields[name] = system[name]
  }
  const user = attributeOf(system, 'Security', 'UserID')
  if (user !== undefined) fields['UserID'] = user
  return fields
}

/** `EventData`: named items, and under `Data` a list (or one text) of unnamed ones. */
function eventDataOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) return {}
  const data = value['Data']
  const items = isJsonObject(data) && '#text' in data ? { ...value, Data: data['#text'] } : value
  return withoutBlanks(items)
}

/** `UserData`: one element of the provider's own, which holds the items. */
function userDataOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(
    Object.values(value).flatMap(element =>
      isJsonObject(element) ? Object.entries(withoutBlanks(element)) : [],
    ),
  )
}

const XML_ATTRIBUTES = '#attributes'

/** The items without XML's attributes, each name with blanks also without them. */
function withoutBlanks(items: JsonObject): JsonObject {
  const names = Object.keys(items)
  if (!names.some(name => name === XML_ATTRIBUTES || name.includes(' '))) return items
  const kept = names.filter(name => name !== XML_ATTRIBUTES)
  const spaced = kept.filter(name => name.includes(' '))
  return Object.fromEntries([
    ...spaced.map(name => [name.replaceAll(' ', ''), items[name]] as const),
    ...kept.map(name => [name, items[name]] as const),
  ])
}

/** Attribute of an element of the system part: evtx_dump keeps it inside or, on request, in a neighbour. */
function attributeOf(system: JsonObject, element: string, attribute: string): unknown {
  return (
    valueAt(system, [element, '#attributes', attribute]) ??
    valueAt(system, [`${element}_attributes`, attribute])
  )
}

const EVENT_ID = /^\d{1,10}$/

/** An event id: a number, digits, or an element with qualifiers around either. */
function numberOf(value: unknown): number | undefined {
  const bare = isJsonObject(value) ? value['#text'] : value
  if (typeof bare === 'number') return Number.isInteger(bare) ? bare : undefined
  return typeof bare === 'string' && EVENT_ID.test(bare) ? Number(bare) : undefined
}
