/** Keeps a stream of alerts open: reconnects with a growing wait, after the last alert that was received. */
import type { ListedAlert } from '../../../src/schema/http.ts'
import type { Problem } from '../../../src/schema/status.ts'
import { ApiError } from '../api/client.ts'
import { readEventStream, type ServerSentEvent } from '../api/event-stream.ts'

const WAIT_MS_MIN = 500
const WAIT_MS_MAX = 8000
/** The server's heartbeat comes more often than half of this. */
const SILENCE_MS = 40_000

export type Connection =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'reconnecting'; since: string }
  /** The server answers, but a part behind it does not. */
  | { state: 'waiting'; problem: Problem }

export interface AlertStreamOptions {
  params: URLSearchParams
  signal: AbortSignal
  /** The server told for the first time from where it sends: whatever is stored from here on will be pushed. */
  onBegin(): void
  onAlerts(alerts: ListedAlert[]): void
  onConnection(connection: Connection): void
  /** The server wants a login. */
  onUnauthenticated(): void
}

/** Runs until `signal` aborts. */
export async function followAlerts(options: AlertStreamOptions): Promise<void> {
  const { signal } = options
  let lastEventId: string | null = null
  let wait_ms = WAIT_MS_MIN
  let since: string | null = null
  options.onConnection({ state: 'connecting' })
  while (!signal.aborted) {
    try {
      await readEventStream({
        url: `/api/alerts/stream?${options.params}`,
        lastEventId,
        signal,
        silence_ms: SILENCE_MS,
        onEvents: (events, id) => {
          if (id !== '' && lastEventId === null) options.onBegin()
          if (id !== '') lastEventId = id
          wait_ms = WAIT_MS_MIN
          since = null
          deliver(events, options)
        },
      })
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiError && error.status === 401) options.onUnauthenticated()
    }
    since ??= new Date().toISOString()
    options.onConnection({ state: 'reconnecting', since })
    await pause(wait_ms, signal)
    wait_ms = Math.min(wait_ms * 2, WAIT_MS_MAX)
  }
}

function deliver(events: ServerSentEvent[], options: AlertStreamOptions): void {
  const alerts = events.filter(({ event }) => event === 'alert').map(({ data }) => parseAlert(data))
  if (alerts.length > 0) options.onAlerts(alerts)
  const last = events.at(-1)
  if (last?.event === 'problem') options.onConnection({ state: 'waiting', problem: parseProblem(last.data) })
  else if (last) options.onConnection({ state: 'live' })
}

function parseAlert(data: string): ListedAlert {
  return JSON.parse(data)
}

function parseProblem(data: string): Problem {
  return JSON.parse(data)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
