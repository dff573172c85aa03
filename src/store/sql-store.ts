import { type Kysely, sql } from 'kysely'
import { SentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { commitSignals, deleteGroups } from './commit-signals.ts'
import { correlationClock, correlationGroups, timelineEvents } from './correlation-state.ts'
import type { Database } from './database.ts'
import { createGroupCommit } from './group-commit.ts'
import { alertsAfter, findAlert, lastSeq, listAlerts } from './list-alerts.ts'
import { migrate } from './migrate.ts'
import { nextOffsets, progress } from './progress.ts'
import { prune } from './retention.ts'
import { stats } from './stats.ts'
import type { Store } from './store.ts'

/** What the adapters of the store differ in. */
export interface SqlStoreParts {
  kind: Store['kind']
  clock: Clock
  /** What answers people: bounded in time, and apart from `writes`, so that a page can not hold up detection. */
  reads: Kysely<Database>
  writes: Kysely<Database>
  /** Runs `action` on a connection without bounds in time: an index on a large table takes long. */
  forMigration<T>(action: (db: Kysely<Database>) => Promise<T>): Promise<T>
  /** What a driver threw, as the closed list of errors has it. */
  translate(error: unknown): unknown
  onAlerts: Store['onAlerts']
  close: Store['close']
}

const PING_TIMEOUT_MS = 3_000

/** The store on any PostgreSQL: all SQL is shared, the adapters bring connections. */
export function createSqlStore(parts: SqlStoreParts): Store {
  const { kind, clock, reads, writes } = parts
  const translated = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (error) {
      throw parts.translate(error)
    }
  }
  return {
    kind,
    migrate: () => translated(() => parts.forMigration(migrate)),
    nextOffsets: (topic, partitions) => translated(() => nextOffsets(writes, topic, partitions)),
    commitBatch: createGroupCommit(writes, error => parts.translate(error)),
    commitSignals: batch => translated(() => commitSignals(writes, batch)),
    correlationClock: partition => translated(() => correlationClock(writes, partition)),
    correlationGroups: (partition, after, limit) =>
      translated(() => correlationGroups(writes, partition, after, limit)),
    timelineEvents: wanted => translated(() => timelineEvents(writes, wanted)),
    dropCorrelationGroups: (partition, group_ids) =>
      translated(() => deleteGroups(writes, partition, group_ids)),
    progress: () => translated(() => progress(reads)),
    listAlerts: query => translated(() => listAlerts(reads, query)),
    alert: id => translated(() => findAlert(reads, id)),
    stats: query => translated(() => stats(reads, query, clock.now())),
    alertsAfter: (after, filter, limit) => translated(() => alertsAfter(reads, after, filter, limit)),
    lastSeq: () => translated(() => lastSeq(reads)),
    prune: before_ms => translated(() => prune(writes, before_ms)),
    ping: () =>
      translated(async () => {
        await within(PING_TIMEOUT_MS, sql`select 1`.execute(reads))
      }),
    onAlerts: parts.onAlerts,
    close: parts.close,
  }
}

/** What `answer` resolves with, unless it takes longer than `ms`; it is left to end by its own bounds then. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(mute(ms)), ms)
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

const mute = (ms: number) =>
  new SentinelError('DATABASE_UNAVAILABLE', {
    where: 'the database',
    found: `no answer within ${ms} ms`,
    expected: 'a database that answers',
  })
