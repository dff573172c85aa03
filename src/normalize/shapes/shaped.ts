/** What a shape means: whether a record is of it, and the fields of its event. */
import { isJsonObject, type JsonObject, valueAt } from '../json/json-object.ts'
import { type ControlKey, type NamedField, type Path, type Shape, XML_ATTRIBUTES } from './shape.ts'

/** The first of `shapes` that `object` has. */
export function shapeOf(object: JsonObject, shapes: readonly Shape[]): Shape | undefined {
  return shapes.find(({ keys }) => hasKeys(object, keys))
}

/** Whether all of `keys` are in `object`. */
export function hasKeys(object: JsonObject, keys: readonly ControlKey[]): boolean {
  return mayHave(object, keys) && keys.every(key => isAt(key, object))
}

/** Whether each key has something to begin with: most shapes can be told from most records by that. */
function mayHave(object: JsonObject, keys: readonly ControlKey[]): boolean {
  for (const { path } of keys) if (object[path[0] ?? ''] === undefined) return false
  return true
}

/** The fields of the event that `object` is, as its shape has them. */
export function shapedFields(object: JsonObject, shape: Shape): JsonObject {
  const fields: Record<string, unknown> = shape.keeps_record ? { ...object } : {}
  for (const path of shape.lifted) {
    for (const map of mapsAt(object, path)) {
      for (const name of Object.keys(map)) if (name !== XML_ATTRIBUTES) put(fields, name, map[name])
    }
  }
  if (shape.unblanked) addUnblanked(fields)
  for (const { name, from } of shape.named) {
    const value = firstAt(object, from)
    if (value !== undefined) put(fields, name, value)
  }
  if (shape.event_id) put(fields, 'EventID', eventIdOf(valueAt(object, shape.event_id)))
  addMissing(fields, object, shape.added)
  for (const { fieldsOf } of shape.derived) Object.assign(fields, fieldsOf(fields))
  return fields
}

/** An event id: an integer, digits, or an element with qualifiers around either. */
export function eventIdOf(value: unknown): number | undefined {
  const bare = isJsonObject(value) ? value['#text'] : value
  if (typeof bare === 'number') return Number.isInteger(bare) ? bare : undefined
  return typeof bare === 'string' && EVENT_ID.test(bare) ? Number(bare) : undefined
}

const EVENT_ID = /^\d{1,10}$/

/** What stands at the first of `paths` that leads to anything but null; a list on the way stands for its elements. */
function firstAt(object: JsonObject, paths: readonly Path[]): unknown {
  for (const path of paths) {
    const value = throughLists(object, path, 0)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

function throughLists(value: unknown, path: Path, at: number): unknown {
  const name = path[at]
  if (name === undefined) return value
  if (Array.isArray(value)) {
    const found = value.flatMap(element => throughLists(element, path, at) ?? [])
    return found.length > 0 ? found : undefined
  }
  return isJsonObject(value) && Object.hasOwn(value, name)
    ? throughLists(value[name], path, at + 1)
    : undefined
}

function isAt({ path, type, values }: ControlKey, object: JsonObject): boolean {
  const value = valueAt(object, path)
  switch (type) {
    case 'text':
      return typeof value === 'string' && (values === undefined || values.some(one => fits(value, one)))
    case 'number':
      return typeof value === 'number'
    case 'map':
      return isJsonObject(value)
    case 'list':
      return Array.isArray(value)
    case 'event-id':
      return eventIdOf(value) !== undefined
  }
}

/** Whether a text is as a key of a shape wants it. */
export function fits(value: string, expected: string): boolean {
  const before = expected.startsWith('*')
  const after = expected.endsWith('*')
  const text = expected.slice(before ? 1 : 0, after ? -1 : undefined)
  if (before) return after ? value.includes(text) : value.endsWith(text)
  return after ? value.startsWith(text) : value === text
}

function mapsAt(object: JsonObject, path: Path): readonly JsonObject[] {
  const every = path.at(-1) === '*'
  const value = valueAt(object, every ? path.slice(0, -1) : path)
  if (!isJsonObject(value)) return []
  return every ? Object.values(value).filter(isJsonObject) : [value]
}

function addMissing(fields: Record<string, unknown>, object: JsonObject, added: readonly NamedField[]): void {
  for (const { name, from } of added) {
    if (Object.hasOwn(fields, name)) continue
    const value = firstAt(object, from)
    if (value !== undefined) put(fields, name, value)
  }
}

function addUnblanked(fields: Record<string, unknown>): void {
  for (const name of Object.keys(fields)) {
    if (!name.includes(' ')) continue
    const without = name.replaceAll(' ', '')
    if (!Object.hasOwn(fields, without)) put(fields, without, fields[name])
  }
}

/** Sets a field whose name the record chose: by assignment, `__proto__` would not become one. */
function put(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
  else fields[name] = value
}
