/**
 * Turns what a request carries into the types of the HTTP contract. What does not fit is refused with the field,
 * what was found there and what was expected, so that the caller can mend the request without reading the source.
 */
import type { z } from 'zod'
import { SentinelError } from '../errors.ts'
import { expectation } from '../schema/issue.ts'

/** The part of a request that a value was taken from. */
export type Place = 'query' | 'path' | 'body'

/** @throws SentinelError REQUEST_INVALID for the first thing that does not fit. */
export function parseRequest<T>(schema: z.ZodType<T>, value: unknown, place: Place): T {
  refuseNul(value, place)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (!issue) throw parsed.error
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema)
    throw invalid(
      [place, ...path, issue.keys[0] ?? ''].join('.'),
      'an unknown parameter',
      known.length > 0 ? `one of ${known.join(', ')}` : 'no parameters',
    )
  }
  // The place of a value within a repeated parameter says nothing that the value does not.
  const names = issue.path.filter(key => typeof key === 'string')
  throw invalid([place, ...names].join('.'), shown(valueAt(value, path), place), expectation(issue))
}

/** What stands in a body may be a password: the answer, and whoever keeps it, is told its type alone. */
function shown(value: unknown, place: Place): string {
  if (place !== 'body') return describe(value)
  if (value === undefined || value === null) return 'nothing'
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}

/** A REQUEST_INVALID for one field, whose name starts with its place (`query.from`). */
export function invalid(where: string, found: string, expected: string): SentinelError {
  return new SentinelError('REQUEST_INVALID', {
    where: where.slice(0, 100),
    found,
    expected,
    remedy: 'GET /api/openapi.json describes every request',
  })
}

/** No text of ours holds NUL, and PostgreSQL refuses it in a parameter. */
function refuseNul(value: unknown, where: string): void {
  if (Array.isArray(value)) {
    for (const item of value) refuseNul(item, where)
  } else if (typeof value === 'string') {
    if (value.includes('\0')) throw invalid(where, 'a NUL character', 'text without one')
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) refuseNul(item, `${where}.${key}`)
  }
}

function knownKeys(schema: z.ZodType): string[] {
  return 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null
    ? Object.keys(schema.shape)
    : []
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let inner = value
  for (const key of path) {
    // A single value stands where the schema makes a list of it: then there is no step further down.
    if (typeof inner !== 'object' || inner === null) return inner
    inner = Reflect.get(inner, key)
  }
  return inner
}

/** Values as people wrote them, short, and on one line. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? typeof value
  return text.length <= 100 ? text : `${text.slice(0, 100)}...`
}
