/** Google Workspace's reports name the service by its application. */
import { type JsonObject, valueAt } from '../../json/json-object.ts'

export function workspaceService(fields: JsonObject): JsonObject | undefined {
  const name = valueAt(fields, ['id', 'applicationName'])
  return typeof name === 'string' ? { eventService: `${name}.googleapis.com` } : undefined
}
