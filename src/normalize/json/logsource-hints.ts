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

/** The detected logsource with `hints` over it; nothing of it is left where they name another product. */
export function withHints(detected: Logsource, hints: Logsource): Logsource {
  if (hints === NONE) return detected
  const { product } = detected
  const is_other =
    product !== undefined &&
    hints.product !== undefined &&
    hints.product.toLowerCase() !== product.toLowerCase()
  return is_other ? hints : { ...detected, ...hints }
}

const NONE: Logsource = {}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= HINT_LENGTH_MAX
}
