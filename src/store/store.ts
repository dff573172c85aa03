import type { Alert, StoredAlert, TimelineEvent } from '../schema/alert.ts'
import type {
  AlertFilter,
  AlertListQuery,
  AlertPage,
  ListedAlert,
  PartitionProgress,
  Stats,
  StatsQuery,
} from '../schema/http.ts'

/**
 * The port to the database that keeps alerts and, in the same transactions, how far detection has come:
 * PostgreSQL when grown, PGlite (PostgreSQL in the process) when embedded. Both run the same SQL.
 * Every method rejects with DATABASE_UNAVAILABLE while the database can not be reached.
 */
export interface Store {
  readonly kind: 'postgres' | 'embedded'

  /** Brings the schema up to this version, under a lock. DATA_TOO_NEW if a newer version has been here. */
  migrate(): Promise<void>

  /** Where detection goes on in each of the partitions; one that was never detected on is left out. */
  nextOffsets(topic: string, partitions: readonly number[]): Promise<Map<number, number>>

  /**
   * Writes what a batch produced and the partition's next offset, in one transaction. Alerts that are already
   * there are left alone. FENCED, and nothing written, if the partition's offset is not `expected_offset`: then
   * another detector has gone on with the partition.
   */
  commitBatch(batch: BatchResult): Promise<{ inserted: number }>

  /**
   * Writes what came of a batch of signals and the partition's next offset, in one transaction and with the same
   * fence. Alerts replace those of the same id, and get a new `seq`, so that streams tell of them again; one that is
   * merged into another is deleted, and `alert` gives the other one for its id.
   */
  commitSignals(batch: SignalBatchResult): Promise<{ inserted: number }>
  /** The clock that was committed last for a partition of `sentinel.signals`; null for none. */
  correlationClock(partition: number): Promise<string | null>
  /** Groups of the partition whose id is greater than `after`, in the order of their ids. */
  correlationGroups(partition: number, after: string, limit: number): Promise<StoredGroup[]>
  /** What is known of events that are in these entries or alerts; no order, one may come twice. */
  timelineEvents(wanted: WantedEvents): Promise<TimelineEvent[]>
  /** Forgets the groups of the partition. */
  dropCorrelationGroups(partition: number, group_ids: readonly string[]): Promise<void>

  progress(): Promise<PartitionProgress[]>

  /** Newest first. REQUEST_INVALID for a cursor that this query did not give. */
  listAlerts(query: AlertListQuery): Promise<AlertPage>
  alert(id: string): Promise<StoredAlert | undefined>
  stats(query: StatsQuery): Promise<Stats>

  /** Alerts with a `seq` greater than `after`, oldest first: what a stream sends next. */
  alertsAfter(after: number, filter: AlertFilter, limit: number): Promise<ListedAlert[]>
  /** The highest `seq` so far; 0 if there is no alert. */
  lastSeq(): Promise<number>

  /**
   * Calls `listener` soon after alerts were committed by any process, possibly more often than needed. Keeps
   * trying while the database is away and calls once when it is back. Returns a function that ends it.
   */
  onAlerts(listener: () => void): Promise<() => Promise<void>>

  /** Deletes alerts detected before `before_ms`. Returns how many. */
  prune(before_ms: number): Promise<number>

  /** Resolves if the database answers. */
  ping(): Promise<void>

  close(): Promise<void>
}

export interface BatchResult {
  topic: string
  partition: number
  /** The offset that this detector believes the store to hold: 0 for a partition never detected on. */
  expected_offset: number
  next_offset: number
  alerts: readonly Alert[]
  /** Added to the partition's counters. */
  events: number
  parse_failures: number
  dead_letters: number
}

/** State is JSON text, which the store does not look into. */
export interface SignalBatchResult {
  topic: string
  partition: number
  expected_offset: number
  next_offset: number
  /** Added to the partition's counters. */
  events: number
  dead_letters: number
  alerts: readonly Alert[]
  merged: readonly { id: string; merged_into: string }[]
  /** Each group once. */
  groups: readonly GroupUpdate[]
  clock: string
}

export interface GroupUpdate {
  group_id: string
  /** Whether what was stored of the group is deleted first. */
  is_reset: boolean
  /** Null where nothing is left of the group. */
  state: string | null
  added: readonly { entry_id: string; entry: string; event: string }[]
  /** Entry ids. */
  removed: readonly string[]
}

export interface StoredGroup {
  group_id: string
  state: string
  entries: string[]
}

export interface WantedEvents {
  partition: number
  entries: readonly { group_id: string; entry_id: string }[]
  alerts: readonly string[]
}
