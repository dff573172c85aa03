import type { Generated, GeneratedAlways } from 'kysely'
import type { CorrelationResult, Evidence, MatchedField, TimelineEvent } from '../schema/alert.ts'
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
  correlation_clocks: CorrelationClocksTable
  correlation_groups: CorrelationGroupsTable
  correlation_entries: CorrelationEntriesTable
  merged_alerts: MergedAlertsTable
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
  /** Null but in alerts of correlations, as is `timeline`. */
  correlation: CorrelationResult | null
  timeline: TimelineEvent[] | null
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

/** How far event time has come in a partition of `sentinel.signals`. JSON, as are the states below. */
export interface CorrelationClocksTable {
  partition: number
  state: string
}

/** A live group of a correlation, without its entries. */
export interface CorrelationGroupsTable {
  partition: number
  /** A hash of correlation and key: a key may be longer than an index entry. */
  group_id: string
  state: string
}

/** A signal that its group still needs. */
export interface CorrelationEntriesTable {
  partition: number
  group_id: string
  /** A hash of the signal's id. */
  entry_id: string
  entry: string
  /** What a timeline tells of it. */
  event: string
}

/** Alerts of correlations that turned out to be part of others. */
export interface MergedAlertsTable {
  id: string
  merged_into: string
  merged_at: Generated<Date>
}

export interface SchemaVersionsTable {
  version: number
  applied_at: Generated<Date>
}
