/**
 * Maps that rules ask for in two ways: by their members, and as the text that they are in the tables of Athena and Log
 * Analytics (`requestParameters|contains: Suspended`). A field with both is a list of both.
 */
import { isJsonObject, valueAt } from '../../json/json-object.ts'
import type { Derivation } from './derivation.ts'

/** The field `name`, of what is a map, or a list with maps, at `path`. */
export function jsonText(name: string, path: readonly string[] = [name]): Derivation {
  return {
    from: [path],
    fieldsOf(fields) {
      const value = valueAt(fields, path)
      if (isJsonObject(value)) return { [name]: [value, JSON.stringify(value)] }
      return Array.isArray(value) ? { [name]: [...value, JSON.stringify(value)] } : undefined
    },
  }
}
