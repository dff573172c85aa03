import type { Logsource } from './logsource.ts'

/** Kinds of things that an alert is about and that an analyst follows from one alert to the next. */
export const ENTITY_TYPES = ['user', 'ip', 'host', 'process', 'file', 'hash', 'domain', 'url'] as const

export type EntityType = (typeof ENTITY_TYPES)[number]

export interface Entity {
  type: EntityType
  value: string
}

/** A log record that has been parsed. */
export interface LogEvent {
  /** The record's id. */
  id: string
  /** The time that the record tells of itself; the time it was received where it tells none. Milliseconds. */
  time_ms: number
  host: string
  source: string
  /** The name of the format that understood the record: `plain` where none did. */
  format: string
  logsource: Logsource
  /** Under the names of the Sigma taxonomy; values are whatever JSON can hold. */
  fields: Readonly<Record<string, unknown>>
  entities: readonly Entity[]
  /** The whole record as text; bytes that are no UTF-8 are shown as U+FFFD. */
  raw: string
  /** Whether the record is of fields by itself, as JSON and XML are: then `raw` is no text for people. */
  is_structured: boolean
}
