import type { JsonObject } from '../../json/json-object.ts'

/** Fields that no table of names can give, because they are made of several or depend on a value. */
export interface Derivation {
  /**
   * Where in the record the parts are, as far as the shape's own tables do not name them: whether the derivation makes
   * anything must follow from what kind of value stands here and at the keys of those tables.
   */
  readonly from: readonly (readonly string[])[]
  /**
   * Those to add to the fields of an event, in place of what has their names; none where it is not for such an event.
   */
  fieldsOf(fields: JsonObject): JsonObject | undefined
}
