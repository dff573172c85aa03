import pg from 'pg'
import { messageOf } from '../errors.ts'
import { backoff } from '../runtime/backoff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { ALERTS_CHANNEL } from './advance.ts'
import { connectionOptions } from './postgres-pool.ts'

export interface ListenerOptions {
  url: string
  clock: Clock
  logger: Logger
}

/** A network may drop a connection without a word: asking shows it. */
const HEARTBEAT_MS = 15_000
const HEARTBEAT_TIMEOUT_MS = 5_000

/**
 * Hears of alerts on a connection of its own (a pool would hand it to others). A lost connection is opened again with
 * growing pauses, and since notifications were missed meanwhile, `listener` is called once it is back.
 * Resolves after the first attempt to connect, whether or not it came to be.
 */
export async function listen(options: ListenerOptions, listener: () => void): Promise<() => Promise<void>> {
  const { url, clock, logger } = options
  const stop = new AbortController()
  const attempted = Promise.withResolvers<void>()

  const run = async () => {
    let pauses = backoff()
    let isFirst = true
    while (!stop.signal.aborted) {
      const client = new pg.Client({ ...connectionOptions(url), query_timeout: HEARTBEAT_TIMEOUT_MS })
      const lost = new AbortController()
      const onStop = () => lost.abort()
      stop.signal.addEventListener('abort', onStop, { once: true })
      client.on('error', error => {
        logger.debug({ error: error.message }, 'the connection that listens for alerts broke')
        lost.abort()
      })
      client.on('end', () => lost.abort())
      client.on('notification', listener)
      try {
        await client.connect()
        await client.query(`listen ${ALERTS_CHANNEL}`)
        pauses = backoff()
        attempted.resolve()
        if (!isFirst) listener()
        while (!lost.signal.aborted) {
          await clock.sleep(HEARTBEAT_MS, lost.signal)
          if (!lost.signal.aborted) await client.query('select 1')
        }
      } catch (error) {
        if (!stop.signal.aborted)
          logger.warn({ error: messageOf(error) }, 'can not listen for alerts; trying again')
      }
      isFirst = false
      attempted.resolve()
      stop.signal.removeEventListener('abort', onStop)
      await closed(client)
      await clock.sleep(pauses.next().value, stop.signal)
    }
  }

  const running = run()
  await attempted.promise
  return async () => {
    stop.abort()
    await running
  }
}

/** Ends a connection that may be broken already, which is no news. */
async function closed(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined)
}
