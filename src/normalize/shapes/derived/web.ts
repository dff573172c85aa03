/** Parts of HTTP requests. */
import { requestFields } from '../../formats/access-log.ts'
import type { JsonObject } from '../../json/json-object.ts'
import type { Derivation } from './derivation.ts'

/** Of a request line (`GET /a?b HTTP/1.1`) in the field `request`. */
export const requestLine: Derivation = { from: [['request']], fieldsOf: fieldsOfLine }

function fieldsOfLine({ request, ...fields }: JsonObject): JsonObject | undefined {
  if (typeof request !== 'string') return undefined
  return Object.fromEntries(
    Object.entries(requestFields(request)).filter(([name]) => !Object.hasOwn(fields, name)),
  )
}

/**
 * Of a request target in `cs-uri`, or of a path and a query apart. `cs-uri-query` is the whole target, as rules have it
 * (`formats/access-log.ts`).
 */
export const requestTarget: Derivation = { from: [], fieldsOf: fieldsOfTarget }

function fieldsOfTarget({ 'cs-uri': target }: JsonObject): JsonObject | undefined {
  if (typeof target !== 'string') return undefined
  const question = target.indexOf('?')
  return {
    'c-uri': target,
    'cs-uri-stem': question < 0 ? target : target.slice(0, question),
    'cs-uri-query': target,
  }
}
