import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely'
import pg from 'pg'
import type { Logger } from '../runtime/logger.ts'
import type { Database } from './database.ts'

/** A bounded number of connections with the same bounds in time. */
export interface PoolOptions {
  connections: number
  /** Time for one statement: the server ends it, and should the server be mute, the client gives up a little later. */
  statement_timeout_ms: number | undefined
  logger: Logger
}

const CONNECT_TIMEOUT_MS = 5_000
const GRACE_MS = 2_000
const INT8_OID = 20

/** Counts, offsets and `seq` stay far below 2^53: they are read as numbers rather than as text. */
const types = new pg.TypeOverrides()
types.setTypeParser(INT8_OID, Number)

/** What every connection is opened with. */
export function connectionOptions(url: string) {
  return {
    connectionString: url,
    application_name: 'log-sentinel',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  } satisfies pg.ClientConfig
}

export function createPool(url: string, options: PoolOptions): Kysely<Database> {
  const { connections, statement_timeout_ms, logger } = options
  const pool = new pg.Pool({
    ...connectionOptions(url),
    max: connections,
    idleTimeoutMillis: 30_000,
    ...(statement_timeout_ms !== undefined && {
      statement_timeout: statement_timeout_ms,
      idle_in_transaction_session_timeout: statement_timeout_ms,
      query_timeout: statement_timeout_ms + GRACE_MS,
    }),
  })
  // A connection that breaks between two statements reports it as an event, and an event without a listener would
  // end the process. Whoever uses the connection next gets the error.
  pool.on('error', error => logger.debug({ error: error.message }, 'an idle database connection broke'))
  pool.on('connect', client => {
    client.on('error', error => logger.debug({ error: error.message }, 'a database connection broke'))
  })
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: discardingBroken(pool) }) })
}

/** The pool as Kysely takes it. */
function discardingBroken(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => new Checkout(await pool.connect()),
  }
}

const COMMANDS = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE', 'COMMIT', 'ROLLBACK'] as const

/**
 * A client of the pool while it is in use. Kysely gives back every client as if it were well; after a failure of the
 * connection, or a time-out that left a statement running, it must not go back to the others.
 */
class Checkout implements PostgresPoolClient {
  readonly #client: pg.PoolClient
  #isBroken = false

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query<R>(
    sql: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== 'string') throw new TypeError('cursors are not used')
    return this.#run(sql, parameters)
  }

  release(): void {
    this.#client.release(this.#isBroken)
  }

  async #run<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      const { command, rowCount, rows } = await this.#client.query(sql, [...parameters])
      return { command: COMMANDS.find(known => known === command) ?? 'SELECT', rowCount: rowCount ?? 0, rows }
    } catch (error) {
      this.#isBroken ||= !(error instanceof pg.DatabaseError)
      throw error
    }
  }
}
