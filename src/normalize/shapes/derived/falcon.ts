/** What CrowdStrike tells of a process's parent: the name of its file alone. */
import type { JsonObject } from '../../json/json-object.ts'
import type { Derivation } from './derivation.ts'

const NAME = 'ParentBaseFileName'

/** The name with the separator that rules put before it, as the end of a path that is not told. */
export const falconParent: Derivation = { from: [[NAME], ['ParentImage']], fieldsOf }

function fieldsOf(fields: JsonObject): JsonObject | undefined {
  const { [NAME]: name, ParentImage: known, event_platform: platform } = fields
  if (typeof name !== 'string' || known !== undefined) return undefined
  return { ParentImage: `${platform === 'Win' ? '\\' : '/'}${name}` }
}
