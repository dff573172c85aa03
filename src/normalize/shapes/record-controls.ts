/**
 * The tables of shapes and logsources as those need them who match records of JSON without making events of them: which
 * keys of a record decide what it is and where its fields lie, and what it is by these keys.
 */
import type { LogEvent } from '../../schema/event.ts'
import { journaldRecordOf } from '../json/journald.ts'
import { isJsonObject } from '../json/json-object.ts'
import { HINT_FIELDS } from '../json/logsource-hints.ts'
import type { LogsourceTable } from '../logsources/logsource-table.ts'
import { type Path, type Shape, XML_ATTRIBUTES } from './shape.ts'
import { shapedFields, shapeOf } from './shaped.ts'

export interface RecordControls {
  /** What decides: by what stands there, or only by whether something does and of what kind it is. */
  readonly keys: readonly { readonly path: Path; readonly by_value: boolean }[]
  /** The maps whose members may be fields under their own names; the record itself is `[]`. */
  readonly containers: readonly Path[]
  /** Keys under which names may be that become fields wherever they stand: the keys above do not tell of those. */
  readonly refused: readonly Path[]
}

/** What the tables look at. */
export function recordControls(shapes: readonly Shape[], logsources: LogsourceTable): RecordControls {
  const keys = new Map<string, { path: Path; by_value: boolean }>()
  const add = (path: Path, by_value: boolean) => {
    const key = JSON.stringify(path)
    keys.set(key, { path, by_value: by_value || keys.get(key)?.by_value === true })
    // What stands above decides whether the key can be there.
    if (path.length > 1) add(path.slice(0, -1), false)
  }
  const lifted = shapes.flatMap(shape => shape.lifted)
  const containers = [[], ...lifted.filter(path => path.at(-1) !== '*')]
  for (const name of HINT_FIELDS) add([name], true)
  for (const path of JOURNALD) add(path, false)
  for (const name of logsources.control_fields)
    for (const container of containers)
      for (const path of new Set([[name], name.split('.')])) add([...container, ...path], true)
  for (const container of containers) if (container.length > 0) add([...container, XML_ATTRIBUTES], false)
  for (const shape of shapes) {
    for (const { path, type, values } of shape.keys) {
      if (type === 'event-id') addEventId(path, add)
      else add(path, values !== undefined)
    }
    if (shape.event_id) addEventId(shape.event_id, add)
    for (const { name, from } of [...shape.named, ...shape.added]) {
      for (const path of from) add(path, logsources.control_fields.includes(name))
      for (const container of containers) add([...container, name], false)
    }
  }
  return {
    keys: [...keys.values()],
    containers,
    refused: lifted.filter(path => path.at(-1) === '*').map(path => path.slice(0, -1)),
  }
}

/**
 * Whether fields of a record are made of several, so that its keys do not tell where they lie. That hangs on its
 * control keys alone.
 */
export function isDerived({ raw }: LogEvent, shapes: readonly Shape[]): boolean {
  const object: unknown = JSON.parse(raw)
  if (!isJsonObject(object)) return true
  const shape = shapeOf(object, shapes)
  if (!shape) return journaldRecordOf(object, () => undefined) !== undefined
  const fields = shapedFields(object, shape)
  return shape.derived.some(derive => derive(fields) !== undefined)
}

const JOURNALD: readonly Path[] = [['MESSAGE'], ['__REALTIME_TIMESTAMP']]

function addEventId(path: Path, add: (path: Path, by_value: boolean) => void): void {
  add(path, true)
  add([...path, '#text'], true)
}
