import type { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { isSentinelError, messageOf, SentinelError } from '../errors.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { lockFolder } from '../runtime/folder-lock.ts'
import type { Database } from './database.ts'
import { EmbeddedDatabase } from './embedded-database.ts'
import { postgresError } from './postgres-errors.ts'
import { createSqlStore } from './sql-store.ts'
import type { Store } from './store.ts'
import { DatabaseFailure } from './synced-files.ts'

export interface PgliteStoreOptions {
  /** The folder that holds the database; made if it is not there. */
  folder: string
  /** A folder that `createTemplate` made; a new database begins as its copy, which saves seconds. */
  template?: string
  clock?: Clock
}

/** The embedded store, and the database below it for `serveSql`: another one after a failure of the disk. */
export interface PgliteStore extends Store {
  readonly pglite: PGlite
}

/**
 * The store in the process: PostgreSQL as WebAssembly on files of a folder. What was committed is on the disk, and
 * survives the end of the process or of the machine at any moment.
 *
 * DATA_IN_USE if another process owns the folder, DATA_CORRUPT if it holds no database that can be opened.
 */
export async function createPgliteStore(options: PgliteStoreOptions): Promise<PgliteStore> {
  const { folder, template, clock = systemClock } = options
  const unlock = lockFolder(folder)
  try {
    return storeOn(await EmbeddedDatabase.open(folder, template, clock), folder, clock, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

function storeOn(database: EmbeddedDatabase, folder: string, clock: Clock, unlock: () => void): PgliteStore {
  // Its dialect lets one query or transaction at a time through, so readers and writers share it.
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: database }) })
  const listeners = new Set<() => void>()
  let closing: Promise<void> | undefined

  const store = createSqlStore({
    kind: 'embedded',
    clock,
    reads: db,
    writes: db,
    forMigration: action => action(db),
    translate: error => pgliteError(error, folder, database),
    // Alerts come from this process alone, which makes LISTEN needless; and a client of the SQL port, which shares
    // the only session, could end it with UNLISTEN.
    onAlerts: async listener => {
      const own = () => listener()
      listeners.add(own)
      return async () => {
        listeners.delete(own)
      }
    },
    close: () => {
      closing ??= close()
      return closing
    },
  })

  async function close() {
    listeners.clear()
    try {
      await db.destroy()
      await database.close()
    } finally {
      unlock()
    }
  }

  return {
    ...store,
    get pglite() {
      return database.instance
    },
    // No autovacuum runs in the process: statistics and the space of deleted rows are seen to here.
    migrate: async () => {
      await store.migrate()
      await database.exec('vacuum (analyze) alerts, correlation_groups, correlation_entries')
    },
    prune: async before_ms => {
      const deleted = await store.prune(before_ms)
      if (deleted > 0) await database.exec('vacuum (analyze) alerts')
      return deleted
    },
    commitBatch: async batch => {
      const result = await store.commitBatch(batch)
      if (result.inserted > 0) for (const listener of listeners) listener()
      return result
    },
    commitSignals: async batch => {
      const result = await store.commitSignals(batch)
      if (batch.alerts.length > 0 || batch.merged.length > 0) for (const listener of listeners) listener()
      return result
    },
  }
}

function pgliteError(error: unknown, folder: string, database: EmbeddedDatabase): unknown {
  const where = `the database in ${folder}`
  if (error instanceof DatabaseFailure) {
    return new SentinelError('DATABASE_UNAVAILABLE', {
      where,
      found: error.message,
      expected: 'a database that can go on',
      remedy:
        'Where the disk is full, free some space: it is opened anew by itself, and nothing that was committed is lost.',
      cause: error,
    })
  }
  const known = postgresError(error, where)
  if (isSentinelError(known) || !database.closed) return known
  return new SentinelError('DATABASE_UNAVAILABLE', {
    where,
    found: messageOf(error),
    expected: 'an open database',
    cause: error,
  })
}
