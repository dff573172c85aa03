/**
 * JSON as a log line holds it, read so that no line can hurt: a bound on nesting, objects told from lists, and paths of
 * names. `JSON.parse` itself makes `__proto__` an ordinary property and lets the last of doubled names win.
 */

export type JsonObject = Readonly<Record<string, unknown>>

/** Deeper nesting is refused: code that walks an event may then recurse. */
const JSON_DEPTH_MAX = 1000

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object that makes up all of `text`, or undefined where it is no JSON object or nested too deeply. */
export function parseJsonObject(text: string): JsonObject | undefined {
  if (exceedsDepth(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The value under a path of names, own properties only. */
export function valueAt(object: JsonObject, path: readonly string[]): unknown {
  let value: unknown = object
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

/** The value under a name whose dots lead into objects; a key may hold dots itself, the longest that exists is taken. */
export function dottedValueAt(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name]
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const head = name.slice(0, dot)
    if (!Object.hasOwn(object, head)) continue
    const inner = object[head]
    return isJsonObject(inner) ? dottedValueAt(inner, name.slice(dot + 1)) : undefined
  }
  return undefined
}

/** The first of `paths` that leads to text that is not empty. */
export function textAt(object: JsonObject, paths: readonly (readonly string[])[]): string | undefined {
  for (const path of paths) {
    const value = valueAt(object, path)
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function exceedsDepth(text: string): boolean {
  // Every level takes two characters, so most lines need no look at all.
  if (text.length < 2 * JSON_DEPTH_MAX) return false
  let depth = 0
  let in_string = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (in_string) {
      if (code === BACKSLASH) at++
      else if (code === QUOTE) in_string = false
    } else if (code === QUOTE) in_string = true
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > JSON_DEPTH_MAX) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}
