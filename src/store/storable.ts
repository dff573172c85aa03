/**
 * Makes hostile values fit for PostgreSQL, which keeps no NUL in text, no `\u0000` and no lone surrogate in jsonb,
 * and no year before 1. The store changes such values rather than refuse an alert; an alert's evidence has the
 * record's bytes in an encoding that needs no change.
 */

const DEPTH_MOST = 256
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00.000Z')
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z')

/** `text` with U+FFFD in place of each NUL and each lone surrogate. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

/** A JSON value with storable strings and keys; what JSON can not say becomes text, what is nested too deeply is cut off. */
export function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEPTH_MOST) return '[nested too deeply]'
  if (Array.isArray(value)) return value.map(item => storableJson(item, depth + 1))
  return storableObject(value, depth)
}

/** The same for an object. A key `__proto__` stays a key like any other. */
export function storableObject(value: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key), storableJson(item, depth + 1)]),
  )
}

/** An ISO 8601 time within what PostgreSQL and four-digit years can say; `fallback` where it is no time at all. */
export function storableTime(time: string, fallback = new Date(0)): Date {
  const ms = Date.parse(time)
  return Number.isNaN(ms) ? fallback : new Date(Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS))
}
