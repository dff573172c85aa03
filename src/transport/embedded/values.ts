/** Between what SQLite gives and what the log holds; anything unexpected means a damaged file. */
import type { SQLOutputValue } from 'node:sqlite'

/** JSON, because it is built in and quick; null where there are none. */
export function encodeHeaders(headers: Readonly<Record<string, string>>): string | null {
  const json = JSON.stringify(headers)
  return json === '{}' ? null : json
}

export function decodeHeaders(json: SQLOutputValue | undefined): Record<string, string> {
  if (json === null) return {}
  const headers: unknown = JSON.parse(text(json))
  if (!isHeaders(headers)) throw new Error('headers are an object of strings')
  return headers
}

function isHeaders(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(item => typeof item === 'string')
  )
}

export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new Error(`a number was expected in the log, not ${typeof value}`)
  return value
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new Error(`text was expected in the log, not ${typeof value}`)
  return value
}

export function bytes(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Error(`bytes were expected in the log, not ${typeof value}`)
  return value
}
