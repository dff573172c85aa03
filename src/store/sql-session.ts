import type { Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'
import {
  errorResponse,
  type Frame,
  type FrameReader,
  firstFieldOf,
  readyForQuery,
  simpleQuery,
  statementOf,
  WireError,
  welcome,
  withStatementPrefix,
} from './sql-wire.ts'

/** What of PGlite a session runs on: its protocol, and the lock under which transactions run. */
export type SqlEngine = Pick<PGlite, '_runExclusiveTransaction' | 'execProtocolRawStream'>

/** A client that leaves a transaction open keeps detection waiting, so it can do so for a short time only. */
const IDLE_IN_TRANSACTION_MOST_MS = 5_000
const TRANSACTION_MOST_MS = 30_000
const RESULT_BYTES_MOST = 64 * 1024 * 1024
const STATEMENTS_MOST = 1000

const READY_BYTES = 6
const READY = 'Z'.charCodeAt(0)

/**
 * One client of the SQL port. PGlite has a single session, which the store and all clients share in turn:
 *
 * - **turn**: from a message that asks for an answer until no transaction is open, nobody else runs anything.
 * - **before a turn** the client's settings are put in place; at first the one that makes transactions read-only.
 * - **after a turn** an open transaction is rolled back, the client's settings are noted, and whatever of a session
 *   could meet the store (settings, temporary tables, locks, cursors) is cleared away.
 * - Prepared statements outlive a turn: each client's have names of their own.
 */
export class SqlSession {
  readonly #engine: SqlEngine
  readonly #socket: Socket
  readonly #frames: FrameReader
  readonly #prefix: string
  readonly #statements = new Set<string>()
  #settings = READ_ONLY

  constructor(engine: SqlEngine, socket: Socket, frames: FrameReader, id: number) {
    this.#engine = engine
    this.#socket = socket
    this.#frames = frames
    this.#prefix = `client_${id}_`
  }

  /** Serves the client until it leaves. */
  async run(parameters: Record<string, string>): Promise<void> {
    this.#socket.write(welcome(parameters))
    try {
      for (;;) {
        const request = await this.#request()
        if (!request) return
        await this.#engine._runExclusiveTransaction(() => this.#turn(request))
        if (this.#socket.writableNeedDrain)
          await new Promise(resolve => this.#socket.once('drain', resolve).once('close', resolve))
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#socket.write(errorResponse('FATAL', error.sqlstate, error.message))
    } finally {
      await this.#forgetStatements()
    }
  }

  async #turn(first: Frame[]): Promise<void> {
    const deadline = Date.now() + TRANSACTION_MOST_MS
    let unnamed = false
    try {
      await this.#quietly(this.#settings)
      let request: Frame[] | undefined = first
      while (request) {
        unnamed ||= request.some(message => message.type === 'P' && statementOf(message) === '')
        const status = await this.#answer(request, unnamed)
        if (status === 'I') return
        request = await this.#requestWithin(Math.min(IDLE_IN_TRANSACTION_MOST_MS, deadline - Date.now()))
      }
    } finally {
      await this.#clearAway()
    }
  }

  /** The messages up to the next that asks for an answer (Query, Sync, Flush); undefined if the client left. */
  async #request(): Promise<Frame[] | undefined> {
    const messages: Frame[] = []
    for (;;) {
      const message = await this.#frames.next()
      if (!message || message.type === 'X') return undefined
      messages.push(message)
      if (message.type === 'Q' || message.type === 'S' || message.type === 'H') return messages
      if (messages.length > STATEMENTS_MOST) throw new WireError('54000', 'too many messages before a Sync')
    }
  }

  async #requestWithin(ms: number): Promise<Frame[] | undefined> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      late.reject(
        new WireError('25P03', 'terminating connection: the transaction was left open for too long'),
      )
    }, ms)
    try {
      return await Promise.race([this.#request(), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * Runs a request and sends the answer. Gives the state of the transaction: `I` none, `T` open, `E` failed;
   * undefined after a Flush, when the request goes on.
   */
  async #answer(request: Frame[], unnamed: boolean): Promise<string | undefined> {
    const refusal = refusalOf(request, unnamed)
    if (refusal) {
      this.#socket.write(Buffer.concat([refusal, readyForQuery('I')]))
      return 'I'
    }
    for (const message of request) if (message.type === 'P') this.#remember(statementOf(message))
    const bytes = Buffer.concat(request.map(message => withStatementPrefix(message, this.#prefix)))
    let sent = 0
    let tail = Buffer.alloc(0)
    await this.#engine.execProtocolRawStream(bytes, {
      onRawData: data => {
        const copy = Buffer.from(data)
        tail = Buffer.concat([tail, copy.subarray(-READY_BYTES)]).subarray(-READY_BYTES)
        sent += copy.length
        if (sent <= RESULT_BYTES_MOST) this.#socket.write(copy)
      },
    })
    if (sent > RESULT_BYTES_MOST) {
      throw new WireError('54000', `a result of more than ${RESULT_BYTES_MOST} bytes: use limit, or a cursor`)
    }
    if (request.at(-1)?.type === 'H') return undefined
    if (tail.length === READY_BYTES && tail[0] === READY)
      return String.fromCharCode(tail.readUInt8(READY_BYTES - 1))
    throw new WireError('XX000', 'the statement went beyond what the embedded database can do')
  }

  #remember(name: string | undefined): void {
    if (name) this.#statements.add(name)
    if (this.#statements.size > STATEMENTS_MOST) throw new WireError('54000', 'too many prepared statements')
  }

  async #clearAway(): Promise<void> {
    await this.#quietly('rollback')
    const calls = await firstField(this.#engine, NOTE_SETTINGS)
    this.#settings = calls === undefined ? READ_ONLY : `${READ_ONLY}, ${calls}`
    await this.#quietly(CLEAR_SESSION)
  }

  async #forgetStatements(): Promise<void> {
    if (this.#statements.size === 0) return
    const names = [...this.#statements].map(name => `"${(this.#prefix + name).replaceAll('"', '""')}"`)
    await this.#engine._runExclusiveTransaction(async () => {
      for (const name of names) await this.#quietly(`deallocate ${name}`)
    })
  }

  /** Runs SQL of the port itself: what it answers is not for the client. */
  async #quietly(sql: string): Promise<void> {
    await this.#engine.execProtocolRawStream(simpleQuery(sql), { onRawData() {} })
  }
}

/** The default of every client; what it set itself comes behind. */
const READ_ONLY = "select set_config('default_transaction_read_only', 'on', false)"

/** One row, one field: the calls that put the session's settings back in place. */
const NOTE_SETTINGS = `
  select string_agg(format('set_config(%L, %L, false)', name, setting), ', ')
  from pg_settings where source = 'session'`
const CLEAR_SESSION = `
  set session authorization default; reset all; close all; unlisten *; select pg_advisory_unlock_all(); discard temp`

/** An error for what must not reach the database: it would end it, or mix up sessions. */
function refusalOf(request: Frame[], unnamed: boolean): Buffer | undefined {
  for (const message of request) {
    // PGlite ends when it wants to read on within a statement; the keyword can not be written otherwise.
    const text = message.type === 'Q' || message.type === 'P' ? message.bytes.toString('latin1', 5) : ''
    if (/\bcopy\b/i.test(text) && /\bstdin\b/i.test(text)) {
      return errorResponse('ERROR', '0A000', 'COPY FROM STDIN is not possible on the embedded store')
    }
    if (message.type !== 'P' && statementOf(message) === '' && !unnamed) {
      return errorResponse('ERROR', '26000', 'unnamed prepared statement does not exist')
    }
  }
  return undefined
}

/** The first field of the first row that `sql` gives; undefined if there is none or it is null. */
export async function firstField(engine: SqlEngine, sql: string): Promise<string | undefined> {
  const chunks: Buffer[] = []
  await engine.execProtocolRawStream(simpleQuery(sql), { onRawData: data => chunks.push(Buffer.from(data)) })
  return firstFieldOf(Buffer.concat(chunks))
}
