import type { PGlite, Results, Transaction } from '@electric-sql/pglite'
import { SentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { type OpenedDatabase, openDatabase } from './pglite-files.ts'

/**
 * PGlite that outlives its end. A disk that is full, or an error inside, ends the instance at hand, and whoever uses it
 * hears so; the next use opens the files anew, which recover as after a crash: what was committed is there.
 */
export class EmbeddedDatabase {
  readonly #folder: string
  readonly #clock: Clock
  #opened: OpenedDatabase
  #reopening: Promise<OpenedDatabase> | null = null
  /** The last attempt to open that failed: another one soon after would fail as well, and opening takes its time. */
  #attempt: { at_ms: number; error: unknown } | null = null
  #closed = false

  private constructor(folder: string, clock: Clock, opened: OpenedDatabase) {
    this.#folder = folder
    this.#clock = clock
    this.#opened = opened
  }

  /** @throws SentinelError DATA_CORRUPT, FILE_UNREADABLE */
  static async open(folder: string, template: string | undefined, clock: Clock): Promise<EmbeddedDatabase> {
    return new EmbeddedDatabase(folder, clock, await openDatabase(folder, template))
  }

  /** What Kysely asks of a PGlite. */
  readonly ready = true
  readonly waitReady = Promise.resolve()
  get closed(): boolean {
    return this.#closed
  }

  /** The instance at hand, which may have ended: then everything that is asked of it fails. */
  get instance(): PGlite {
    return this.#opened.pglite
  }

  async query<T>(...query: Parameters<PGlite['query']>): Promise<Results<T>> {
    const pglite = await this.#current()
    return await pglite.query<T>(...query)
  }

  async exec(sql: string): Promise<void> {
    const pglite = await this.#current()
    await pglite.exec(sql)
  }

  async transaction<T>(action: (transaction: Transaction) => Promise<T>): Promise<T> {
    let begun = false
    try {
      const pglite = await this.#current()
      return await pglite.transaction(transaction => {
        begun = true
        return action(transaction)
      })
    } catch (error) {
      // Kysely waits until a transaction has begun, for ever if it does not: its first query tells of the failure.
      if (!begun) await action(failed(error)).catch(() => {})
      throw error
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#reopening?.catch(() => {})
    const { pglite, files } = this.#opened
    if (files.failure) files.release()
    else await pglite.close()
  }

  async #current(): Promise<PGlite> {
    if (this.#closed) throw new Error('the database is closed')
    if (this.#opened.files.failure === null) return this.#opened.pglite
    this.#reopening ??= this.#reopen().finally(() => {
      this.#reopening = null
    })
    return (await this.#reopening).pglite
  }

  async #reopen(): Promise<OpenedDatabase> {
    const now = this.#clock.now()
    if (this.#attempt && now - this.#attempt.at_ms < REOPEN_EVERY_MS) throw this.#attempt.error
    this.#opened.files.release()
    try {
      this.#opened = await openDatabase(this.#folder, undefined)
      this.#attempt = null
      return this.#opened
    } catch (error) {
      this.#attempt = { at_ms: now, error: unavailable(this.#folder, error) }
      throw this.#attempt.error
    }
  }
}

const REOPEN_EVERY_MS = 2000

/** While it runs, what keeps the files from being opened is waited for. */
const unavailable = (folder: string, cause: unknown) =>
  cause instanceof SentinelError
    ? new SentinelError('DATABASE_UNAVAILABLE', { ...cause.details, cause })
    : new SentinelError('DATABASE_UNAVAILABLE', {
        where: `the database in ${folder}`,
        found: String(cause),
        expected: 'files that can be opened',
        cause,
      })

function failed(error: unknown): Transaction {
  const fail = () => Promise.reject(error)
  return { query: fail, sql: fail, exec: fail, rollback: fail, listen: fail, closed: true }
}
