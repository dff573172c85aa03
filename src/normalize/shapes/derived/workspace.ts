/** Google Workspace's reports name the service by its application. */
import { type JsonObject, valueAt } from '../../json/json-object.ts'
import type { Derivation } from './derivation.ts'

const APPLICATION = ['id', 'applicationName'] as const

export const workspaceService: Derivation = { from: [APPLICATION], fieldsOf }

function fieldsOf(fields: JsonObject): JsonObject | undefined {
  const name = valueAt(fields, APPLICATION)
  return typeof name === 'string' ? { eventService: `${name}.googleapis.com` } : undefined
}
