/** Records whose names have dots in place of maps, as some exports and pipelines write them. */
import { isJsonObject, type JsonObject } from './json-object.ts'

/** Names of more parts stay as they are. */
const PARTS_MAX = 16

type Member = readonly [parts: readonly string[], value: unknown]

/**
 * `object` with maps in place of dots: `{ 'a.b': 1 }` is `{ a: { b: 1 } }`. Names that would go into something that is
 * no map stay. Undefined where no name at the top is one of `names`.
 */
export function unflattened(object: JsonObject, names: ReadonlySet<string>): JsonObject | undefined {
  if (!Object.keys(object).some(name => names.has(name))) return undefined
  return mapOf(Object.entries(object).map(([name, value]) => [partsOf(name), value]))
}

function partsOf(name: string): readonly string[] {
  if (!name.includes('.')) return [name]
  const parts = name.split('.')
  return parts.length > PARTS_MAX || parts.includes('') ? [name] : parts
}

function mapOf(members: readonly Member[]): JsonObject {
  const by_name = Map.groupBy(members, ([parts]) => parts[0] ?? '')
  return Object.fromEntries([...by_name].flatMap(([name, of]) => entriesOf(name, of)))
}

function entriesOf(name: string, members: readonly Member[]): [string, unknown][] {
  const whole = members.find(([parts]) => parts.length === 1)
  const inner = members.filter(([parts]) => parts.length > 1)
  if (inner.length === 0) return [[name, whole?.[1]]]
  const value = whole?.[1] ?? {}
  if (!isJsonObject(value))
    return [[name, value], ...inner.map(([parts, part]): [string, unknown] => [parts.join('.'), part])]
  const known = Object.entries(value).map(([key, part]): Member => [[key], part])
  return [[name, mapOf([...known, ...inner.map(([parts, part]): Member => [parts.slice(1), part])])]]
}
