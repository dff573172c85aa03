/**
 * Tells the logsource of events by tables of data. What the record or the configuration says of a record wins over
 * everything here; then come the entries of the configuration, then those that come with the product, then what the
 * format could see by itself. Of each table the first entry that fits and tells a key decides it.
 */
import type { Logsource, LogsourceEntry } from '../../schema/logsource.ts'
import { type JsonObject, valueAt } from '../json/json-object.ts'
import { ECS_LOGSOURCES } from './ecs.ts'
import { LINUX_LOGSOURCES } from './linux.ts'
import { SERVICE_LOGSOURCES } from './services.ts'
import { WINDOWS_LOGSOURCES } from './windows.ts'

export interface LogsourceTable {
  /**
   * The logsource of an event with these fields. `said` is what the record or its source says and stays as it is;
   * `detected` is what its format tells, and counts where nothing else does.
   */
  logsourceOf(fields: JsonObject, said: Logsource, detected: Logsource): Logsource
  /** The fields that it looks at: events that are equal in these and in `said` and `detected` have one logsource. */
  readonly control_fields: readonly string[]
  /** What it compares them with, as a text; `*` at the end stands for anything. */
  valuesFor(control_field: string): readonly string[]
}

/** What comes with the product, in the order in which it is asked. */
export const BUILT_IN: readonly LogsourceEntry[] = [
  ...WINDOWS_LOGSOURCES,
  ...LINUX_LOGSOURCES,
  ...SERVICE_LOGSOURCES,
  ...ECS_LOGSOURCES,
]

/** @param entries those of the configuration. */
export function createLogsourceTable(entries: readonly LogsourceEntry[] = []): LogsourceTable {
  // A category may depend on the service, and never the other way round.
  const stages = [tellsOrigin, (entry: LogsourceEntry) => !tellsOrigin(entry)]
    .flatMap(stage => [entries, BUILT_IN].map(table => table.filter(stage)))
    .filter(stage => stage.length > 0)
    .map(stage => indexed(stage.map(compile)))
  return {
    logsourceOf(fields, said, detected) {
      let told = said
      let known = under(told, detected)
      for (const stage of stages) {
        const told_before = told
        for (const { logsource, holds } of candidates(stage, fields, known))
          if (isCompatible(logsource.product, told.product) && holds(fields, known))
            told = { ...logsource, ...told }
        if (told !== told_before) known = under(told, detected)
      }
      return known
    },
    control_fields: [...new Set([...entries, ...BUILT_IN].flatMap(fieldsOf))],
    valuesFor: field => [...new Set([...entries, ...BUILT_IN].flatMap(entry => valuesOf(entry, field)))],
  }
}

/** What is told over what was detected, of which nothing counts if it is of another product. */
function under(told: Logsource, detected: Logsource): Logsource {
  return isCompatible(detected.product, told.product) ? { ...detected, ...told } : told
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

function valuesOf({ when }: LogsourceEntry, field: string): string[] {
  return [
    ...(field === CHANNEL ? (when.channel ?? []) : []),
    ...(field === EVENT_ID ? (when.event_id ?? []).map(String) : []),
    ...(when.fields?.[field] ?? []),
  ]
}

const CHANNEL = 'Channel'
const EVENT_ID = 'EventID'

interface CompiledEntry {
  readonly order: number
  readonly when: LogsourceEntry['when']
  readonly logsource: Logsource
  /** A field without which it does not hold; undefined if it asks for none by name. */
  readonly asked: AskedField | undefined
  holds(fields: JsonObject, known: Logsource): boolean
}

interface AskedField {
  readonly name: string
  readonly path: readonly string[]
}

function fieldOf(fields: JsonObject, { name, path }: AskedField): unknown {
  return fields[name] ?? valueAt(fields, path)
}

function compile({ when, logsource }: LogsourceEntry, order: number): CompiledEntry {
  const { product, service } = when
  const event_ids = when.event_id && new Set<unknown>(when.event_id.flatMap(id => [id, String(id)]))
  const conditions = Object.entries(when.fields ?? {}).map(([name, texts]) => ({
    path: name.split('.'),
    name,
    fits: textTest(texts),
  }))
  const channel = when.channel && textTest(when.channel)
  return {
    order,
    logsource,
    when,
    asked: conditions[0],
    holds: (fields, known) =>
      isSame(product, known.product) &&
      isSame(service, known.service) &&
      (channel === undefined || channel(fields[CHANNEL])) &&
      (event_ids === undefined || event_ids.has(fields[EVENT_ID])) &&
      conditions.every(({ fits, ...field }) => someValue(fieldOf(fields, field), fits)),
  }
}

function isSame(wanted: string | undefined, known: string | undefined): boolean {
  return wanted === undefined || wanted.toLowerCase() === known?.toLowerCase()
}

function textTest(texts: readonly string[]): (value: unknown) => boolean {
  const folded = texts.map(text => text.toLowerCase())
  const exact = new Set(folded.filter(text => !text.endsWith('*') && !text.startsWith('*')))
  const beginnings = folded.filter(text => text.endsWith('*')).map(text => text.slice(0, -1))
  const ends = folded.filter(text => text.startsWith('*')).map(text => text.slice(1))
  return value => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false
    const text = String(value).toLowerCase()
    return (
      exact.has(text) ||
      beginnings.some(beginning => text.startsWith(beginning)) ||
      ends.some(end => text.endsWith(end))
    )
  }
}

/** Of a list, one element has to fit. */
function someValue(value: unknown, fits: (value: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(fits) : fits(value)
}

/**
 * Entries in their order. Those that ask for a field stand together: it is looked up once for all of them, and where an
 * event lacks it, which most do, none of them holds.
 */
class EntryList {
  readonly #always: CompiledEntry[] = []
  readonly #by_field = new Map<string, { readonly asked: AskedField; readonly entries: CompiledEntry[] }>()

  add(entry: CompiledEntry): void {
    const { asked } = entry
    if (asked === undefined) {
      this.#always.push(entry)
      return
    }
    const known = this.#by_field.get(asked.name)
    if (known) known.entries.push(entry)
    else this.#by_field.set(asked.name, { asked, entries: [entry] })
  }

  /** Adds those that may hold, as lists. */
  find(fields: JsonObject, found: (readonly CompiledEntry[])[]): void {
    if (this.#always.length > 0) found.push(this.#always)
    for (const { asked, entries } of this.#by_field.values())
      if (fieldOf(fields, asked) !== undefined) found.push(entries)
  }
}

/** The entries by what they can be found by: their channels, else their service, else their product, else nothing. */
interface Index {
  readonly by_channel: ReadonlyMap<string, EntryList>
  readonly by_service: ReadonlyMap<string, EntryList>
  readonly by_product: ReadonlyMap<string, EntryList>
  readonly others: EntryList
}

function indexed(entries: readonly CompiledEntry[]): Index {
  const by_channel = new Map<string, EntryList>()
  const by_service = new Map<string, EntryList>()
  const by_product = new Map<string, EntryList>()
  const others = new EntryList()
  const file = (map: Map<string, EntryList>, name: string, entry: CompiledEntry) => {
    const key = name.toLowerCase()
    const list = map.get(key) ?? new EntryList()
    map.set(key, list)
    list.add(entry)
  }
  for (const entry of entries) {
    const { channel, service, product } = entry.when
    if (channel && !channel.some(name => name.endsWith('*') || name.startsWith('*')))
      for (const name of new Set(channel)) file(by_channel, name, entry)
    else if (service !== undefined) file(by_service, service, entry)
    else if (product !== undefined) file(by_product, product, entry)
    else others.add(entry)
  }
  return { by_channel, by_service, by_product, others }
}

const NONE: readonly CompiledEntry[] = []

/** Those of the entries that may hold, in their order. */
function candidates(
  { by_channel, by_service, by_product, others }: Index,
  fields: JsonObject,
  { product, service }: Logsource,
): readonly CompiledEntry[] {
  const channel = fields[CHANNEL]
  const found: (readonly CompiledEntry[])[] = []
  others.find(fields, found)
  if (typeof channel === 'string') by_channel.get(channel.toLowerCase())?.find(fields, found)
  if (service !== undefined) by_service.get(service.toLowerCase())?.find(fields, found)
  if (product !== undefined) by_product.get(product.toLowerCase())?.find(fields, found)
  if (found.length < 2) return found[0] ?? NONE
  return found.flat().sort((a, b) => a.order - b.order)
}
