import { Readable } from 'node:stream'
import { alertStreamQuerySchema } from '../schema/http.ts'
import type { AlertFeed, AlertStream, FeedEvent } from './alert-feed.ts'
import { withinTime } from './alerts.ts'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'
import type { Login } from './login.ts'
import type { ApiMetrics } from './metrics.ts'
import { describe, invalid } from './validation.ts'

/** How long a browser waits before it connects again, in milliseconds. */
const RETRY_MS = 1_000
/** Alerts are written in pieces of about this many characters. */
const PIECE_CHARS = 64 * 1024

/** The live alerts as server-sent events (HTML standard, section 9.2). */
export function alertStreamEndpoint(feed: AlertFeed, login: Login, metrics: ApiMetrics): Endpoint {
  return endpoint({
    method: 'GET',
    url: '/api/alerts/stream',
    summary: 'Alerts as they are committed, as server-sent events',
    description:
      'Events: `alert` (its `id` is the `seq`, its data an item of GET /api/alerts), `heartbeat` (data: `at`, the ' +
      'time of the server, and `seq`, up to which all was sent), `problem` (data: `part`, `message`, `since`; the ' +
      'stream goes on by itself, without a gap).',
    path: NO_PARAMETERS,
    query: alertStreamQuerySchema,
    body: NO_BODY,
    headers: {
      'Last-Event-ID': 'The last `id` seen: the stream goes on after it. A browser sends it by itself.',
    },
    access: 'session',
    same_site: true,
    answers: { 200: { description: 'The events, without an end', media_type: 'text/event-stream' } },
    errors: ['OVERLOADED'],
    handle: async ({ query }, request, reply) => {
      const { after, ...filter } = withinTime(query)
      const resume_after = lastEventId(request.headers['last-event-id']) ?? after
      const stream = feed.open(filter, resume_after, () => {
        metrics.streams.set(feed.size)
        // A client that does not read would keep the server from closing; it can resume where it has come to.
        if (reply.raw.writableNeedDrain) reply.raw.destroy()
      })
      metrics.streams.set(feed.size)
      reply.raw.once('close', () => stream.close())
      reply.header('content-type', 'text/event-stream; charset=utf-8')
      // A proxy that gathers the answer would hold alerts back; and the connection ends with the stream.
      reply.header('x-accel-buffering', 'no').header('connection', 'close')
      return reply.send(Readable.from(chunks(stream, () => login.userOf(request) !== undefined, metrics)))
    },
  })
}

function lastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header)
  throw invalid('header.last-event-id', describe(header), 'the id of an event of this stream')
}

async function* chunks(
  stream: AlertStream,
  allowed: () => boolean,
  metrics: ApiMetrics,
): AsyncGenerator<string> {
  try {
    yield `retry: ${RETRY_MS}\n\n`
    for await (const event of stream.events()) {
      if (event.event !== 'alerts') {
        // A login that ended must not go on seeing alerts.
        if (!allowed()) return
        yield format(event)
        continue
      }
      let piece = ''
      for (const alert of event.alerts) {
        piece += `id: ${alert.seq}\nevent: alert\ndata: ${JSON.stringify(alert)}\n\n`
        if (piece.length < PIECE_CHARS) continue
        yield piece
        piece = ''
      }
      if (piece !== '') yield piece
      metrics.streamed.inc(event.alerts.length)
    }
  } finally {
    stream.close()
  }
}

function format(event: Exclude<FeedEvent, { event: 'alerts' }>): string {
  return event.event === 'heartbeat'
    ? `id: ${event.heartbeat.seq}\nevent: heartbeat\ndata: ${JSON.stringify(event.heartbeat)}\n\n`
    : `event: problem\ndata: ${JSON.stringify(event.problem)}\n\n`
}
