import { SentinelError } from '../errors.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { type Logger, silentLogger } from '../runtime/logger.ts'
import { postgresError } from './postgres-errors.ts'
import { listen } from './postgres-listener.ts'
import { createPool } from './postgres-pool.ts'
import { createSqlStore } from './sql-store.ts'
import type { Store } from './store.ts'

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`; options of the connection as parameters. */
  url: string
  clock?: Clock
  logger?: Logger
  /** Most connections for the queries of the page, and for detection. One more listens for alerts. */
  read_connections?: number
  write_connections?: number
  /** Time for one query of the page. */
  read_timeout_ms?: number
}

const WRITE_TIMEOUT_MS = 30_000

/** The store on a PostgreSQL server (14 or later). Connects when it is first used. CONFIG_INVALID for a malformed url. */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  const { url, clock = systemClock, logger = silentLogger } = options
  const { read_connections = 4, write_connections = 4, read_timeout_ms = 10_000 } = options
  const where = checkedAddress(url)
  const reads = createPool(url, {
    connections: read_connections,
    statement_timeout_ms: read_timeout_ms,
    logger,
  })
  const writes = createPool(url, {
    connections: write_connections,
    statement_timeout_ms: WRITE_TIMEOUT_MS,
    logger,
  })
  const listeners = new Set<() => Promise<void>>()
  return createSqlStore({
    kind: 'postgres',
    clock,
    reads,
    writes,
    forMigration: async action => {
      const unbounded = createPool(url, { connections: 1, statement_timeout_ms: undefined, logger })
      try {
        return await action(unbounded)
      } finally {
        await unbounded.destroy()
      }
    },
    translate: error => postgresError(error, where),
    onAlerts: async listener => {
      const end = await listen({ url, clock, logger }, listener)
      listeners.add(end)
      return async () => {
        listeners.delete(end)
        await end()
      }
    },
    close: async () => {
      await Promise.all([...listeners].map(end => end()))
      await Promise.all([reads.destroy(), writes.destroy()])
    },
  })
}

/** The address without user and password, as messages show it. */
function checkedAddress(url: string): string {
  const parsed = URL.parse(url)
  if (parsed && (parsed.protocol === 'postgres:' || parsed.protocol === 'postgresql:')) {
    return `database ${parsed.host || 'localhost'}${parsed.pathname}`
  }
  throw new SentinelError('CONFIG_INVALID', {
    where: 'database',
    found: parsed ? `a URL that begins with ${parsed.protocol}` : 'a text that is no URL',
    expected: 'postgres://user:password@host:port/database',
    remedy: 'Characters other than letters and digits in a password are written in percent encoding.',
  })
}
