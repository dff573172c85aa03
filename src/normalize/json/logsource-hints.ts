/**
 * What a record says of its logsource in fields of that name, as tools write them that replay events for Sigma's rules.
 * Who writes them means them: they win over what is detected.
 */
import type { Logsource } from '../../schema/logsource.ts'
import type { JsonObject } from './json-object.ts'

export const HINT_FIELDS = ['product', 'service', 'category'] as const
/** As long as the schema lets a logsource be. */
const HINT_LENGTH_MAX = 100

/** The hints of `object`: each of the three fields that holds a text of 1 to 100 characters. */
export function hintsOf(object: JsonObject): Logsource {
  const { product, service, category } = object
  // Most records have none, and every record comes this way.
  if (product === undefined && service === undefined && category === undefined) return NONE
  return {
    ...(isName(product) ? { product } : {}),
    ...(isName(service) ? { service } : {}),
    ...(isName(category) ? { category } : {}),
  }
}

const NONE: Logsource = {}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= HINT_LENGTH_MAX
}
