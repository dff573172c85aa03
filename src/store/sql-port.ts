import { createServer, type Socket } from 'node:net'
import { messageOf, SentinelError } from '../errors.ts'
import { type Logger, silentLogger } from '../runtime/logger.ts'
import { firstField, type SqlEngine, SqlSession } from './sql-session.ts'
import { errorResponse, FrameReader } from './sql-wire.ts'

/**
 * Serves the PostgreSQL protocol on loopback for the embedded store, so that psql and any driver can read it.
 * `@electric-sql/pglite-socket` would do so too, but passes single messages of several clients, and of clients and
 * the store, through in turn: statements of one end up in transactions of another.
 *
 * Clients take turns (`sql-session.ts`). Transactions are read-only unless a client says otherwise
 * (`set default_transaction_read_only = off`). A statement runs in the thread of the process: nothing else goes on
 * meanwhile, and nothing can end it. There is no login, no encryption, no LISTEN and no COPY FROM STDIN.
 */
export interface SqlPortOptions {
  /** The database to serve, asked for each client: it may be opened anew meanwhile. */
  engine: () => SqlEngine
  /** 0 lets the system choose. */
  port: number
  logger?: Logger
  connections_max?: number
}

export interface SqlPort {
  readonly port: number
  close(): Promise<void>
}

const HOST = '127.0.0.1'
const STARTUP_MOST_MS = 10_000

/** PORT_IN_USE if the port is taken. */
export async function serveSql(options: SqlPortOptions): Promise<SqlPort> {
  const { engine, logger = silentLogger, connections_max = 8 } = options
  const parameters = await sessionParameters(engine())
  const clients = new Map<Socket, Promise<void>>()
  let count = 0

  const server = createServer({ noDelay: true }, socket => {
    socket.on('error', error => logger.debug({ error: error.message }, 'an SQL client broke off'))
    count += 1
    const serving = serve(socket, count)
      .catch(error => logger.warn({ error: messageOf(error) }, 'an SQL client could not be served'))
      .finally(() => {
        clients.delete(socket)
        socket.end()
      })
    clients.set(socket, serving)
  })

  async function serve(socket: Socket, id: number): Promise<void> {
    const isFull = clients.size >= connections_max
    const frames = new FrameReader(socket)
    const slow = setTimeout(() => socket.destroy(), STARTUP_MOST_MS)
    const startup = await frames.startup(() => socket.write('N')).finally(() => clearTimeout(slow))
    if (startup === 'unknown') socket.write(errorResponse('FATAL', '0A000', 'unsupported frontend protocol'))
    else if (startup === 'protocol 3' && isFull) {
      socket.write(
        errorResponse(
          'FATAL',
          '53300',
          `sorry, too many clients already: the embedded store serves ${connections_max}`,
          'Close another client, or run Log Sentinel on PostgreSQL.',
        ),
      )
    } else if (startup === 'protocol 3') await new SqlSession(engine(), socket, frames, id).run(parameters)
  }

  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', error => reject(portError(error, options.port)))
    server.listen(options.port, HOST, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : options.port)
    })
  })
  return {
    port,
    close: async () => {
      const closed = new Promise(resolve => server.close(resolve))
      const serving = [...clients.values()]
      for (const socket of clients.keys()) socket.destroy()
      await Promise.all([...serving, closed])
    },
  }
}

/** What drivers want to know of a server when they connect. */
async function sessionParameters(pglite: SqlEngine): Promise<Record<string, string>> {
  const version = await pglite._runExclusiveTransaction(() =>
    firstField(pglite, "select current_setting('server_version')"),
  )
  return {
    server_version: version ?? '',
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
  }
}

function portError(error: Error, port: number): unknown {
  if (!('code' in error) || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) return error
  return new SentinelError('PORT_IN_USE', {
    where: `--sql-port ${port}`,
    found: error.code === 'EACCES' ? 'a port that this user may not open' : 'a port that is taken',
    expected: 'a free port',
    remedy: 'Give another port, or stop the program that has this one.',
    cause: error,
  })
}
