import type { Generated, GeneratedAlways } from 'kysely'
import type { Evidence, MatchedField } from '../schema/alert.ts'
import type { Entity } from '../schema/event.ts'
import type { Level } from '../schema/level.ts'
import type { Preview } from './preview.ts'

/**
 * The tables as Kysely sees them; `migrations/` makes them. The columns of `alerts` up to `evidence` and those of
 * `partition_progress` are public: programs outside read them with plain SQL.
 */
export interface Database {
  alerts: AlertsTable
  partition_progress: PartitionProgressTable
  schema_versions: SchemaVersionsTable
}

export interface AlertsTable {
  /** Grows in the order in which alerts become visible to readers. */
  seq: GeneratedAlways<number>
  id: string
  rule_id: string
  rule_title: string
  level: Level
  tags: string[]
  event_time: Date
  detected_at: Date
  host: string
  source: string
  message: string
  fields: Record<string, unknown>
  matched: MatchedField[]
  entities: Entity[]
  evidence: Evidence[]
  /** The level as a number, 0 (informational) to 4 (critical), to sort by. */
  severity: GeneratedAlways<number>
  /** The first 500 characters of `rule_id`, `host` and `source`, for indexes. */
  rule_key: GeneratedAlways<string>
  host_key: GeneratedAlways<string>
  source_key: GeneratedAlways<string>
  /** What the entity and tag filters look up, see `alert-keys.ts`. */
  keys: string[]
  /** What the text filter looks through, see `alert-keys.ts`. */
  search: string
  /** What lists show in place of the columns where an alert is long; null where they show it whole. */
  preview: Preview | null
}

export interface PartitionProgressTable {
  topic: string
  partition: number
  next_offset: number
  events: number
  alerts: number
  parse_failures: number
  dead_letters: number
  updated_at: Date
}

export interface SchemaVersionsTable {
  version: number
  applied_at: Generated<Date>
}
