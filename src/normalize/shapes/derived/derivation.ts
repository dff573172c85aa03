import type { JsonObject } from '../../json/json-object.ts'

/**
 * Fields that no table of names can give, because they are made of several or depend on a value: those to add to the
 * fields of an event, in place of what has their names; none where it is not for such an event.
 */
export type Derivation = (fields: JsonObject) => JsonObject | undefined
