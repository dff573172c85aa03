/**
 * Lines by HTTP: `POST /ingest` with a bearer token. The answer comes after the transport's acknowledgement, so that a
 * sender that got 200 may forget its lines.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { OnTrouble } from '../../schema/trouble.ts'
import { bindError } from '../listener/bind-error.ts'
import { createKeptLedger } from '../listener/kept-ledger.ts'
import { ListenerLedger } from '../listener/listener-ledger.ts'
import { urlHost } from '../listener/peer.ts'
import type { Deliver, Source } from '../source.ts'
import { ingest, type Outcome, RequestMemory } from './ingest.ts'
import { Refusal, tryLater } from './refusal.ts'
import { createTokenCheck } from './token.ts'

const PATH = '/ingest'
const HEADERS_MS_MAX = 10_000
const REQUEST_MS_MAX = 120_000
const CONNECTIONS_MAX = 512

export interface HttpSourceOptions {
  host: string
  port: number
  /** The token, or `sha256:` and its hash. */
  token: string
  /** PEM; null for plain HTTP. */
  tls: { cert: string; key: string } | null
  /** Where the ledger is kept over restarts. */
  ledger_file: string
  clock: Clock
  logger: Logger
  onTrouble?: OnTrouble
  /** A longer line is cut; default 16 MiB. */
  line_bytes_max?: number
  /** Of what is unpacked; default 64 MiB. */
  body_bytes_max?: number
  /** Served at once; default 256. */
  requests_max?: number
  /** What all requests may hold while it is delivered; default 64 MiB. */
  memory_bytes_max?: number
}

/** @throws SentinelError (from `run`) PORT_IN_USE or CONFIG_INVALID where the address can not be listened on */
export function createHttpSource(options: HttpSourceOptions): Source {
  const { host, tls, ledger_file, clock, logger, onTrouble, requests_max = 256 } = options
  const { line_bytes_max = 16 * 1024 * 1024, body_bytes_max = 64 * 1024 * 1024 } = options
  const authorized = createTokenCheck(options.token)
  const ledger = new ListenerLedger(clock, trouble =>
    onTrouble?.({ ...trouble, source: address(), lost_bytes: 0 }),
  )
  const kept = createKeptLedger(ledger_file, ledger, { clock, logger })
  const memory = new RequestMemory(options.memory_bytes_max ?? 64 * 1024 * 1024)
  const run_id = randomBytes(9).toString('base64url')
  let count = 0
  const freshId = () => `${run_id}:${(count++).toString(36)}`
  let port = options.port
  let listening = false
  const address = () => `${tls === null ? 'http' : 'https'}://${urlHost(host)}:${port}${PATH}`
  const serving = new Set<Promise<void>>()

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    deliver: Deliver,
    signal: AbortSignal,
  ): Promise<void> {
    const outcome: Outcome = { accepted: 0, refused: 0 }
    try {
      const query = admit(request)
      if (request.headers.expect !== undefined) response.writeContinue()
      await ingest(request, query, deliver, outcome, {
        ledger,
        memory,
        body_bytes_max,
        line_bytes_max,
        freshId,
      })
      await answer(response, 200, outcome)
    } catch (error) {
      // A sender that went away can not be answered.
      if (!(error instanceof Refusal) && request.destroyed && !request.complete) return
      const refusal = error instanceof Refusal ? error : unforeseen(error, signal)
      await refuse(response, refusal, outcome)
    }
  }

  function unforeseen(error: unknown, signal: AbortSignal): Refusal {
    if (signal.aborted) return tryLater(503, 'the collector is ending', 'that it runs again')
    logger.error({ err: error }, 'lines over HTTP could not be taken')
    return new Refusal(500, 'INTERNAL', {
      where: PATH,
      found: 'a fault in the server',
      expected: 'an answer',
    })
  }

  /** Everything that is known before the body. Returns the query. */
  function admit(request: IncomingMessage): URLSearchParams {
    const [path, query = ''] = (request.url ?? '').split('?', 2)
    if (path !== PATH)
      throw new Refusal(404, 'NOT_FOUND', { where: 'path', found: 'no such path', expected: `POST ${PATH}` })
    if (request.method !== 'POST') {
      const details = { where: 'method', found: String(request.method), expected: 'POST' }
      throw new Refusal(405, 'REQUEST_INVALID', details, { allow: 'POST' })
    }
    if (!authorized(request.headers.authorization)) {
      const details = { where: 'Authorization', found: 'no valid token', expected: 'Bearer TOKEN' }
      throw new Refusal(401, 'UNAUTHENTICATED', details, { 'www-authenticate': 'Bearer' })
    }
    if (serving.size >= requests_max)
      throw tryLater(429, `${requests_max} requests are being served`, 'fewer at once; try again')
    return new URLSearchParams(query)
  }

  function openServer(): Server {
    try {
      return createIngestServer(tls)
    } catch (error) {
      throw bindError('ingest.tls_cert', address(), error)
    }
  }

  async function bind(server: Server): Promise<void> {
    try {
      server.listen(options.port, host)
      await once(server, 'listening')
    } catch (error) {
      throw bindError('ingest', address(), error)
    }
  }

  async function run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    await kept.restore()
    const server = openServer()
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      // What did not come whole before the end is not waited for.
      const stop = () => void (request.complete || request.destroy())
      signal.addEventListener('abort', stop, { once: true })
      const served = serve(request, response, deliver, signal).finally(() => {
        signal.removeEventListener('abort', stop)
        serving.delete(served)
      })
      serving.add(served)
    }
    server.on('request', handle)
    server.on('checkContinue', handle)
    await bind(server)
    const bound = server.address()
    if (typeof bound === 'object' && bound !== null) port = bound.port
    listening = true
    logger.info({ address: address() }, 'listening for lines over HTTP')
    const saving = kept.save(signal)
    try {
      await untilAbortedOrBroken(server, signal)
    } finally {
      listening = false
      const closed = once(server, 'close')
      server.close()
      await Promise.all(serving)
      server.closeAllConnections()
      await closed
      await saving
      await kept.saveNow()
    }
  }

  return {
    run,
    status: () => (kept.restored ? [ledger.row(address(), 'http', listening ? 'open' : 'missing')] : []),
  }
}

function createIngestServer(tls: HttpSourceOptions['tls']): Server {
  const limits = { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX }
  const server = tls === null ? createServer(limits) : createTlsServer({ ...limits, ...tls })
  server.maxConnections = CONNECTIONS_MAX
  return server
}

async function untilAbortedOrBroken(server: Server, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  signal.addEventListener('abort', () => resolve(), { once: true })
  server.on('error', reject)
  await promise
}

async function refuse(response: ServerResponse, refusal: Refusal, outcome: Outcome): Promise<void> {
  const { status, code, details, headers } = refusal
  await answer(response, status, { error: { code, ...details }, ...outcome }, headers)
}

/** Resolves when the answer is on its way, or there is nobody to take it. */
async function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (response.destroyed) return
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  const ended = Promise.race([once(response, 'finish'), once(response, 'close')])
  response.end(text)
  await ended
}
