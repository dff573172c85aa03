/**
 * Tells the logsource of events by tables of data. What the record or the configuration says of a record wins over
 * everything here; then come the entries of the configuration, then those that come with the product, then what the
 * format could see by itself. Of each table the first entry that fits and tells a key decides it.
 */
import type { Logsource, LogsourceEntry } from '../../schema/logsource.ts'
import { type JsonObject, valueAt } from '../json/json-object.ts'
import { LINUX_LOGSOURCES } from './linux.ts'
import { WINDOWS_LOGSOURCES } from './windows.ts'

export interface LogsourceTable {
  /**
   * The logsource of an event with these fields. `said` is what the record or its source says and stays as it is;
   * `detected` is what its format tells, and counts where nothing else does.
   */
  logsourceOf(fields: JsonObject, said: Logsource, detected: Logsource): Logsource
  /** The fields that it looks at: events that are equal in these and in `said` and `detected` have one logsource. */
  readonly control_fields: readonly string[]
}

/** In this order. */
const BUILT_IN: readonly LogsourceEntry[] = [...WINDOWS_LOGSOURCES, ...LINUX_LOGSOURCES]

/** @param entries those of the configuration. */
export function createLogsourceTable(entries: readonly LogsourceEntry[] = []): LogsourceTable {
  // A category may depend on the service, and never the other way round.
  const stages = [tellsOrigin, (entry: LogsourceEntry) => !tellsOrigin(entry)].flatMap(stage =>
    [entries, BUILT_IN].map(table => indexed(table.filter(stage).map(compile))),
  )
  return {
    logsourceOf(fields, said, detected) {
      let told = said
      for (const stage of stages) {
        const known = { ...seenWith(told, detected), ...told }
        for (const { logsource, holds } of candidates(stage, fields, known))
          if (isCompatible(logsource.product, told.product) && holds(fields, known)) told = { ...logsource, ...told }
      }
      return { ...seenWith(told, detected), ...told }
    },
    control_fields: [...new Set([...entries, ...BUILT_IN].flatMap(fieldsOf))],
  }
}

/** What was detected, unless it is of another product than what is said. */
function seenWith({ product }: Logsource, detected: Logsource): Logsource {
  return isCompatible(detected.product, product) ? detected : {}
}

function isCompatible(product: string | undefined, other: string | undefined): boolean {
  return other === undefined || isSame(product, other)
}

function tellsOrigin({ logsource }: LogsourceEntry): boolean {
  return logsource.product !== undefined || logsource.service !== undefined
}

function fieldsOf({ when }: LogsourceEntry): string[] {
  return [
    ...(when.channel ? [CHANNEL] : []),
    ...(when.event_id ? [EVENT_ID] : []),
    ...Object.keys(when.fields ?? {}),
  ]
}

const CHANNEL = 'Channel'
const EVENT_ID = 'EventID'

interface CompiledEntry {
  readonly order: number
  readonly logsource: Logsource
  /** Where it is found: by one of its channels, else by its service, else by its product. */
  readonly keys: readonly string[]
  holds(fields: JsonObject, known: Logsource): boolean
}

function compile({ when, logsource }: LogsourceEntry, order: number): CompiledEntry {
  const { product, service, event_id } = when
  const conditions = Object.entries(when.fields ?? {}).map(([name, texts]) => ({
    path: name.split('.'),
    name,
    fits: textTest(texts),
  }))
  const channel = when.channel && textTest(when.channel)
  return {
    order,
    logsource,
    keys: keysOf(when),
    holds: (fields, known) =>
      isSame(product, known.product) &&
      isSame(service, known.service) &&
      (channel === undefined || channel(fields[CHANNEL])) &&
      (event_id === undefined || event_id.some(id => id === fields[EVENT_ID])) &&
      conditions.every(({ path, name, fits }) => someValue(fields[name] ?? valueAt(fields, path), fits)),
  }
}

function isSame(wanted: string | undefined, known: string | undefined): boolean {
  return wanted === undefined || wanted.toLowerCase() === known?.toLowerCase()
}

function textTest(texts: readonly string[]): (value: unknown) => boolean {
  const folded = texts.map(text => text.toLowerCase())
  const exact = new Set(folded.filter(text => !text.endsWith('*')))
  const beginnings = folded.filter(text => text.endsWith('*')).map(text => text.slice(0, -1))
  return value => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false
    const text = String(value).toLowerCase()
    return exact.has(text) || beginnings.some(beginning => text.startsWith(beginning))
  }
}

/** Of a list, one element has to fit. */
function someValue(value: unknown, fits: (value: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(fits) : fits(value)
}

const channelKey = (channel: string) => `c ${channel.toLowerCase()}`
const serviceKey = (service: string) => `s ${service.toLowerCase()}`
const productKey = (product: string) => `p ${product.toLowerCase()}`
const ANY = ''

function keysOf({ channel, service, product }: LogsourceEntry['when']): readonly string[] {
  if (channel && !channel.some(name => name.endsWith('*'))) return channel.map(channelKey)
  if (service !== undefined) return [serviceKey(service)]
  return [product === undefined ? ANY : productKey(product)]
}

type Index = ReadonlyMap<string, readonly CompiledEntry[]>

function indexed(entries: readonly CompiledEntry[]): Index {
  const index = new Map<string, CompiledEntry[]>()
  for (const entry of entries) {
    for (const key of new Set(entry.keys)) index.set(key, [...(index.get(key) ?? []), entry])
  }
  return index
}

const NONE: readonly CompiledEntry[] = []

function candidates(
  index: Index,
  fields: JsonObject,
  { product, service }: Logsource,
): readonly CompiledEntry[] {
  if (index.size === 0) return NONE
  const channel = fields[CHANNEL]
  const keys = [
    ...(typeof channel === 'string' ? [channelKey(channel)] : []),
    ...(service === undefined ? [] : [serviceKey(service)]),
    ...(product === undefined ? [] : [productKey(product)]),
    ANY,
  ]
  const found = keys.map(key => index.get(key) ?? NONE).filter(entries => entries.length > 0)
  if (found.length < 2) return found[0] ?? NONE
  return found.flat().sort((a, b) => a.order - b.order)
}
