/**
 * The tables of shapes and logsources as those need them who match records of JSON without making events of them: which
 * keys of a record decide what it is and where its fields lie, and what it is by these keys.
 */
import type { LogEvent } from '../../schema/event.ts'
import { ENVELOPES, envelopeOf, FLAT_NAMES } from '../envelopes/envelopes.ts'
import { journaldRecordOf } from '../json/journald.ts'
import { isJsonObject, type JsonObject, valueAt } from '../json/json-object.ts'
import { HINT_FIELDS } from '../json/logsource-hints.ts'
import type { LogsourceTable } from '../logsources/logsource-table.ts'
import { type Path, type Shape, XML_ATTRIBUTES } from './shape.ts'
import { fits, shapedFields, shapeOf } from './shaped.ts'

export interface RecordControls {
  readonly keys: readonly RecordControl[]
  /** The maps whose members may be fields under their own names; the record itself is `[]`. */
  readonly containers: readonly Path[]
  /** Keys under which names may be that become fields wherever they stand: the keys above do not tell of those. */
  readonly refused: readonly Path[]
}

/** A key that decides, together with others, what a record is. */
export interface RecordControl {
  readonly path: Path
  /** Whether what stands there counts; otherwise only whether something does and of what kind it is. */
  readonly by_value: boolean
  /**
   * A value, with `mark` somewhere in it, that decides the same as this one and as all others for which it is the same;
   * undefined if it is this one that counts.
   */
  alike(value: unknown, mark: string): string | undefined
}

/** What the tables look at. */
export function recordControls(shapes: readonly Shape[], logsources: LogsourceTable): RecordControls {
  const keys = new ControlTable()
  const lifted = shapes.flatMap(shape => shape.lifted)
  const containers = [[], ...lifted.filter(path => path.at(-1) !== '*')]
  for (const name of HINT_FIELDS) keys.add([name], 'exact')
  for (const path of JOURNALD) keys.add(path)
  const values_for = new Map(logsources.control_fields.map(name => [name, logsources.valuesFor(name)]))
  for (const [name, values] of values_for)
    for (const container of containers)
      for (const path of name.includes('.') ? [[name], name.split('.')] : [[name]])
        keys.add([...container, ...path], values)
  for (const container of containers) if (container.length > 0) keys.add([...container, XML_ATTRIBUTES])
  for (const { path, type, values } of [...ENVELOPES, ...shapes].flatMap(known => known.keys))
    if (type === 'event-id') keys.addEventId(path)
    else keys.add(path, values)
  for (const shape of shapes) {
    if (shape.event_id) keys.addEventId(shape.event_id)
    for (const path of shape.derived.flatMap(({ from }) => from)) keys.add(path)
    for (const { name, from } of [...shape.named, ...shape.added])
      for (const path of from) keys.add(path, values_for.get(name))
  }
  for (const name of new Set(
    shapes.flatMap(({ named, added }) => [...named, ...added].map(({ name }) => name)),
  ))
    for (const container of containers) keys.add([...container, name])
  return {
    keys: keys.list(),
    containers,
    refused: [
      ...lifted.filter(path => path.at(-1) === '*').map(path => path.slice(0, -1)),
      ...[...FLAT_NAMES].map(name => [name]),
    ],
  }
}

/** Control keys by their paths: what is said of one in several places holds together. */
class ControlTable {
  readonly #keys = new Map<string, { path: Path; patterns: Set<string>; is_exact: boolean }>()

  /** @param values What the value is compared with; `exact` if any other value may decide otherwise. */
  add(path: Path, values: 'exact' | readonly string[] = []): void {
    const id = JSON.stringify(path)
    const known = this.#keys.get(id)
    const key = known ?? { path, patterns: new Set(), is_exact: false }
    if (values === 'exact') key.is_exact = true
    else for (const value of values) key.patterns.add(value)
    if (known) return
    this.#keys.set(id, key)
    // What stands above decides whether the key can be there.
    if (path.length > 1) this.add(path.slice(0, -1))
  }

  addEventId(path: Path): void {
    this.add(path, 'exact')
    this.add([...path, '#text'], 'exact')
  }

  list(): RecordControl[] {
    return [...this.#keys.values()].map(({ path, patterns, is_exact }) => ({
      path,
      by_value: is_exact || patterns.size > 0,
      alike: (value, mark) =>
        is_exact || typeof value !== 'string' ? undefined : alike(value, mark, [...patterns]),
    }))
  }
}

function alike(value: string, mark: string, patterns: readonly string[]): string | undefined {
  const fitted = patterns.filter(pattern => fitsSomehow(value, pattern))
  const [first = '*'] = fitted
  const other = first.includes('*') ? first.replace(/^\*|\*$/g, mark) : undefined
  if (other === undefined) return undefined
  const decidesTheSame = patterns.every(pattern => howFits(value, pattern) === howFits(other, pattern))
  return decidesTheSame ? other : undefined
}

/** Shapes compare as it is written, tables of logsources without case. */
function howFits(value: string, pattern: string): number {
  return Number(fits(value, pattern)) + 2 * Number(fits(value.toLowerCase(), pattern.toLowerCase()))
}

function fitsSomehow(value: string, pattern: string): boolean {
  return howFits(value, pattern) > 0
}

/**
 * Whether fields of a record are made of several, so that its keys do not tell where they lie. That hangs on its
 * control keys alone.
 */
export function isDerived({ raw }: LogEvent, shapes: readonly Shape[]): boolean {
  const object: unknown = JSON.parse(raw)
  if (!isJsonObject(object)) return true
  const shape = shapeOf(object, shapes)
  if (envelopeOf(object)) return true
  if (!shape) return journaldRecordOf(object, () => undefined) !== undefined
  if ([...shape.named, ...shape.added].some(({ from }) => from.some(path => crossesList(object, path))))
    return true
  // Without what they make: some make nothing where it is there.
  const fields = shapedFields(object, { ...shape, derived: [] })
  return shape.derived.some(({ fieldsOf }) => fieldsOf(fields) !== undefined)
}

/** Whether a list stands on the way, whose elements then all count. */
function crossesList(object: JsonObject, path: Path): boolean {
  return path.some((_, at) => at > 0 && Array.isArray(valueAt(object, path.slice(0, at))))
}

const JOURNALD: readonly Path[] = [['MESSAGE'], ['__REALTIME_TIMESTAMP']]
