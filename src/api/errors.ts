/**
 * The one place where errors become HTTP answers. Every answer that is not 2xx has the shape of `errorSchema`, and
 * none carries a stack trace: what is not a SentinelError is logged whole and answered with its request id alone.
 */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type ErrorCode, type ErrorDetails, isSentinelError, SentinelError } from '../errors.ts'
import type { errorSchema } from '../schema/http.ts'
import { describe } from './validation.ts'

/** The HTTP status of every code. Codes that no request can cause are faults of the server. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  REQUEST_INVALID: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  KAFKA_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
  OVERLOADED: 503,
  KAFKA_REFUSED: 502,
  USAGE: 500,
  CONFIG_INVALID: 500,
  FILE_UNREADABLE: 500,
  DATA_CORRUPT: 500,
  DATA_TOO_NEW: 500,
  DATA_IN_USE: 500,
  PORT_IN_USE: 500,
  EXPOSED_WITHOUT_LOGIN: 500,
  RULES_INVALID: 500,
  FENCED: 500,
}

/** Seconds after which a caller may ask again, for the statuses that time heals. */
const RETRY_AFTER_S = 5

type ErrorBody = z.infer<typeof errorSchema>

export function errorBody(code: string, details: ErrorDetails): ErrorBody {
  const { where, found, expected, remedy } = details
  return { error: { code, where, found, expected, ...(remedy === undefined ? {} : { remedy }) } }
}

/** Makes the server answer errors in the shape of the contract. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    // The folder of the page refuses what it does not hold, and folders themselves.
    if (isClientFault(error) && [403, 404].includes(error.statusCode ?? 0)) return notFound(request, reply)
    const known = isSentinelError(error) ? error : fromFastify(error, request)
    if (known === null) {
      request.log.error({ err: error }, 'a request failed for a reason that is not the caller’s')
      return reply.status(500).send(
        errorBody('INTERNAL', {
          where: `${request.method} ${pathOf(request)}`,
          found: 'a fault in the server',
          expected: 'an answer',
          remedy: `the log of the dashboard tells more under reqId ${request.id}`,
        }),
      )
    }
    const status = STATUS_OF[known.code]
    if (status >= 500)
      request.log.warn({ code: known.code, reason: known.message }, 'a request could not be served')
    if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_S)
    return reply.status(status).send(errorBody(known.code, known.details))
  })
}

/** The answer for an address that nothing answers at. */
export function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = new SentinelError('NOT_FOUND', {
    where: 'path',
    found: describe(`${request.method} ${pathOf(request)}`),
    expected: 'a page, or a route that GET /api/openapi.json lists',
  })
  return reply.status(STATUS_OF.NOT_FOUND).send(errorBody(error.code, error.details))
}

/** The answer for an address that the router can not read, which no hook and no handler above sees. */
export function badAddress(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .status(STATUS_OF.REQUEST_INVALID)
    .send(
      errorBody('REQUEST_INVALID', {
        where: 'path',
        found: describe(pathOf(request)),
        expected: error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'a shorter one' : 'one that percent-decodes',
      }),
    )
}

/** The answer for bytes that are no HTTP request, too large a head, or a request that never ends. */
export function badConnection(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, found, expected] = REFUSED_CONNECTIONS[error.code] ?? [
    400,
    'bytes that are no HTTP request',
    'one',
  ]
  const body = JSON.stringify(errorBody('REQUEST_INVALID', { where: 'connection', found, expected }))
  if (socket.writable) {
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n`
    socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
  }
  socket.destroySoon()
}

const REFUSED_CONNECTIONS: Readonly<Record<string, [status: number, found: string, expected: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'a request that takes too long to arrive', 'a whole one'],
  HPE_HEADER_OVERFLOW: [431, 'headers that are too large', 'smaller ones'],
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}

/** What Fastify itself refuses: a body that is no JSON, too large, of another type. */
function fromFastify(error: unknown, request: FastifyRequest): SentinelError | null {
  if (!isClientFault(error)) return null
  return new SentinelError('REQUEST_INVALID', {
    where: `${request.method} ${pathOf(request).slice(0, 100)}`,
    found: error.message,
    expected: 'a request that GET /api/openapi.json describes',
    cause: error,
  })
}

function isClientFault(error: unknown): error is FastifyError {
  if (!(error instanceof Error) || !('statusCode' in error)) return false
  return typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500
}
