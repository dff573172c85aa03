/**
 * JSON that holds another record: what shippers and agents put around a line, and what exports make of an event. The
 * record within is read for itself; what stands around it stays beside it.
 *
 * Envelopes are recognised by keys, like shapes (`shapes/shape.ts`), so that whoever looks at the keys alone knows that
 * there is more to read.
 */
import { isJsonObject, type JsonObject, valueAt } from '../json/json-object.ts'
import { at, type ControlKey, type Path } from '../shapes/shape.ts'

/** What is within: a record of JSON, a line of any format, or what syslog says in keys of their own. */
export type Content =
  | { readonly record: JsonObject }
  | { readonly text: string }
  | { readonly syslog: SyslogContent }

export interface SyslogContent {
  readonly hostname: string | undefined
  readonly program: string
  readonly pid: string | undefined
  readonly message: string
}

export interface Envelope {
  /** All must be there. */
  readonly keys: readonly ControlKey[]
  /** Undefined where there is nothing within after all. */
  contentOf(object: JsonObject): Content | undefined
}

/** An envelope that has its content, a map or a text, at `path`. */
export function around(path: string, ...keys: readonly ControlKey[]): Envelope {
  const steps = at(path)
  return { keys, contentOf: object => contentAt(object, steps) }
}

function contentAt(object: JsonObject, path: Path): Content | undefined {
  const value = valueAt(object, path)
  if (isJsonObject(value)) return { record: value }
  return typeof value === 'string' ? { text: value.trimEnd() } : undefined
}
