/**
 * Keys of groups: several texts as one, each behind its length, so that no two lists of texts make the same key,
 * whatever hostile characters are in them.
 */
const PART_LENGTH_MAX = 256

export function encodeKey(parts: readonly string[]): string {
  let key = ''
  for (const part of parts) key += `${part.length}:${part}`
  return key
}

/** The texts that `encodeKey` was given. Throws on a text that it never makes. */
export function decodeKey(key: string): string[] {
  const parts: string[] = []
  for (let at = 0; at < key.length; ) {
    const colon = key.indexOf(':', at)
    const length = Number(key.slice(at, colon))
    const end = colon + 1 + length
    if (colon < 0 || !Number.isInteger(length) || length < 0 || end > key.length)
      throw new RangeError(`no encoded key: ${key.slice(0, 100)}`)
    parts.push(key.slice(colon + 1, end))
    at = end
  }
  return parts
}

/**
 * The text of a field's value as part of a key; null where the value is none: a missing field, null, a list, a map.
 * A list of one element is this element. Long texts are cut, and kept apart by a hash of the whole.
 */
export function keyPart(value: unknown): string | null {
  if (typeof value === 'string')
    return value.length <= PART_LENGTH_MAX ? value : `${value.slice(0, PART_LENGTH_MAX)}…${hashOf(value)}`
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  return Array.isArray(value) && value.length === 1 && !Array.isArray(value[0]) ? keyPart(value[0]) : null
}

/** FNV-1a, twice with different bases: 64 bits, against accidents rather than against forgers. */
function hashOf(text: string): string {
  let low = 0x811c9dc5
  let high = 0x9dc5811c
  for (let at = 0; at < text.length; at++) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(text.length - 1 - at), 0x01000193)
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
}
