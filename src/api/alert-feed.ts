/**
 * Feeds every open alert stream from one listener on the store. Each stream reads on from the `seq` that it has
 * come to and only when its client has taken what it was given: the database is the buffer, so a slow client costs
 * no memory and nobody misses an alert, however often the connection or the database goes away.
 */
import { isSentinelError, SentinelError } from '../errors.ts'
import { backoff } from '../runtime/backoff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { AlertFilter, Heartbeat, ListedAlert } from '../schema/http.ts'
import type { Problem } from '../schema/status.ts'
import type { ApiStore } from './dependencies.ts'

export type FeedStore = Pick<ApiStore, 'alertsAfter' | 'lastSeq' | 'onAlerts'>

export interface AlertFeedOptions {
  store: FeedStore
  clock: Clock
  heartbeat_ms: number
  streams_max: number
}

export type FeedEvent =
  | { event: 'alerts'; alerts: readonly ListedAlert[] }
  | { event: 'heartbeat'; heartbeat: Heartbeat }
  | { event: 'problem'; problem: Problem }

const BATCH = 200

export class AlertFeed {
  readonly #options: AlertFeedOptions
  readonly #streams = new Set<AlertStream>()
  #subscription: Promise<() => Promise<void>> | null = null
  #newest: Promise<number> | null = null

  constructor(options: AlertFeedOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#streams.size
  }

  /**
   * A stream of the alerts after `after`, or of those to come from now on. The caller closes it, unless the feed is
   * closed first; `onClose` is called then, too.
   * @throws SentinelError OVERLOADED when as many as allowed are open.
   */
  open(filter: AlertFilter, after: number | undefined, onClose: () => void): AlertStream {
    if (this.#streams.size >= this.#options.streams_max) {
      throw new SentinelError('OVERLOADED', {
        where: '/api/alerts/stream',
        found: `${this.#streams.size} open streams`,
        expected: `fewer than ${this.#options.streams_max}`,
        remedy: 'close a page of the dashboard, or try again later',
      })
    }
    const source: StreamSource = {
      subscribe: () => this.#subscribe(),
      newestSeq: () => this.#newestSeq(),
      left: () => {
        if (this.#streams.delete(stream)) onClose()
      },
    }
    const stream = new AlertStream(this.#options, source, filter, after)
    this.#streams.add(stream)
    return stream
  }

  /** Ends every stream and the listener. */
  async close(): Promise<void> {
    for (const stream of this.#streams) stream.close()
    const subscription = this.#subscription
    this.#subscription = null
    const unsubscribe = await subscription?.catch(() => undefined)
    await unsubscribe?.()
  }

  async #subscribe(): Promise<void> {
    this.#subscription ??= this.#options.store.onAlerts(() => {
      // A question that is under way may have been answered before this.
      this.#newest = null
      for (const stream of this.#streams) stream.wake()
    })
    try {
      await this.#subscription
    } catch (error) {
      this.#subscription = null
      throw error
    }
  }

  /** One query for all streams that ask at the same time. */
  #newestSeq(): Promise<number> {
    if (this.#newest) return this.#newest
    const newest = this.#options.store.lastSeq().finally(() => {
      if (this.#newest === newest) this.#newest = null
    })
    this.#newest = newest
    return newest
  }
}

interface StreamSource {
  subscribe(): Promise<void>
  newestSeq(): Promise<number>
  left(): void
}

export class AlertStream {
  readonly #options: AlertFeedOptions
  readonly #source: StreamSource
  readonly #filter: AlertFilter
  /** All alerts up to here have been given out; undefined until the store said where to begin. */
  #seq: number | undefined
  readonly #after: number | undefined
  #nap = new AbortController()
  #closed = false

  constructor(
    options: AlertFeedOptions,
    source: StreamSource,
    filter: AlertFilter,
    after: number | undefined,
  ) {
    this.#options = options
    this.#source = source
    this.#filter = filter
    this.#after = after
  }

  /** There may be something to read. */
  wake(): void {
    this.#nap.abort()
  }

  close(): void {
    this.#closed = true
    this.#source.left()
    this.wake()
  }

  /** Ends when the stream is closed. Rejects for errors that time does not heal. */
  async *events(): AsyncGenerator<FeedEvent, void, void> {
    const { clock, heartbeat_ms } = this.#options
    let pauses = backoff()
    let since: string | null = null
    let next_heartbeat_ms = clock.now()
    while (!this.#closed) {
      // Made before reading: whatever is committed from here on ends the nap below.
      this.#nap = new AbortController()
      let nap_ms = heartbeat_ms
      try {
        const { alerts, more } = await this.#read()
        if (since !== null) next_heartbeat_ms = clock.now()
        since = null
        pauses = backoff()
        if (alerts.length > 0) yield { event: 'alerts', alerts }
        if (more) nap_ms = 0
      } catch (error) {
        if (!isSentinelError(error, 'DATABASE_UNAVAILABLE')) throw error
        if (since === null) next_heartbeat_ms = clock.now()
        since ??= new Date(clock.now()).toISOString()
        nap_ms = pauses.next().value
        if (clock.now() >= next_heartbeat_ms) {
          next_heartbeat_ms = clock.now() + heartbeat_ms
          yield { event: 'problem', problem: { part: 'database', message: error.message, since } }
        }
      }
      if (since === null && this.#seq !== undefined && clock.now() >= next_heartbeat_ms) {
        next_heartbeat_ms = clock.now() + heartbeat_ms
        yield { event: 'heartbeat', heartbeat: { at: new Date(clock.now()).toISOString(), seq: this.#seq } }
      }
      if (nap_ms > 0 && !this.#closed) {
        await clock.sleep(Math.min(nap_ms, Math.max(1, next_heartbeat_ms - clock.now())), this.#nap.signal)
      }
    }
  }

  async #read(): Promise<{ alerts: readonly ListedAlert[]; more: boolean }> {
    const { store } = this.#options
    // The listener comes first: an alert committed between the two is then either seen or announced.
    await this.#source.subscribe()
    if (this.#seq === undefined) {
      const last = await store.lastSeq()
      // A greater number than the last is of another database than this one.
      this.#seq = Math.min(this.#after ?? last, last)
    }
    // The newest is read before the alerts: where nothing is left up to it, this stream has seen all of it, also
    // what its filter left out, and need not read that again.
    const newest = await this.#source.newestSeq()
    if (newest <= this.#seq) return { alerts: [], more: false }
    const alerts = await store.alertsAfter(this.#seq, this.#filter, BATCH)
    this.#seq = alerts.at(-1)?.seq ?? newest
    return { alerts, more: this.#seq < newest }
  }
}
