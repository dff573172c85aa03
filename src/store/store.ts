import type { Alert, StoredAlert } from '../schema/alert.ts'
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
