/**
 * The alerts on the page: those in the list, and those that were pushed but not taken into it yet.
 *
 * The rule that everything here serves: a row never moves under the reader's pointer. Pushed alerts are gathered
 * (`pending`) while the reader is at work in the list (`hold`) or has paused; otherwise they flow in. Nothing is
 * unbounded: the list and the gathered alerts keep the newest and know that there is more.
 *
 * Pure of the browser: what talks to the server is handed in, so that a test can play the server.
 */
import type { AlertPage, ListedAlert } from '../../../src/schema/http.ts'

/** Gathered alerts kept; beyond it the button says `2,000+`, and taking them starts the list anew. */
export const PENDING_MAX = 2000
/** Rows kept while alerts flow in; the rest is loaded again when scrolled to. */
export const ROWS_MAX = 5000
/** Pushed alerts come in at once, unless some came in less than this ago. */
const FLUSH_MS = 150
const FRESH_MS = 1500
const NONE: ReadonlySet<string> = new Set()

export type Order = 'detected' | 'event'

export interface FeedSnapshot {
  phase: 'loading' | 'ready' | 'failed'
  error: Error | null
  rows: readonly ListedAlert[]
  /** How many are gathered; `overflow` if there were more than can be kept. */
  pending: number
  overflow: boolean
  /** The ids of what was just taken in, for a moment. */
  fresh: ReadonlySet<string>
  more: boolean
  loadingMore: boolean
  /** Why the next page did not load; the rows stay. */
  moreError: Error | null
}

type FeedState = Pick<FeedSnapshot, 'phase' | 'error' | 'loadingMore' | 'moreError'>

export interface PageRequest {
  cursor: string | null
  /** Only alerts before this time, in place of the range's own end: where a list that was cut goes on. */
  before: string | null
}

export interface FeedOptions {
  order: Order
  loadPage(request: PageRequest, signal: AbortSignal): Promise<AlertPage>
  onChange(): void
}

export class AlertFeed {
  readonly #options: FeedOptions
  readonly #abort = new AbortController()
  readonly #known = new Set<string>()
  #rows: ListedAlert[] = []
  #pending: ListedAlert[] = []
  #overflow = false
  /** Ids of alerts that are part of others, and still shown. */
  #absorbed = new Set<string>()
  /** Whether some that are shown have changed since they were last drawn. */
  #renewed = false
  #fresh = NONE
  #freshEnd: ReturnType<typeof setTimeout> | undefined
  #arrived_ms = Number.NEGATIVE_INFINITY
  #next: PageRequest | null = null
  #hold = false
  #loading: Promise<void> = Promise.resolve()
  #flush: ReturnType<typeof setTimeout> | undefined
  #state: FeedState = {
    phase: 'loading',
    error: null,
    loadingMore: false,
    moreError: null,
  }
  #snapshot: FeedSnapshot

  constructor(options: FeedOptions) {
    this.#options = options
    this.#snapshot = this.#take()
  }

  get snapshot(): FeedSnapshot {
    return this.#snapshot
  }

  /** Loads the first page. What was pushed in the meantime is merged, each alert once. */
  load(): Promise<void> {
    this.#loading = this.#load()
    return this.#loading
  }

  /** The newest page again, where alerts may have been missed between it and the stream's beginning. */
  async catchUp(): Promise<void> {
    await this.#loading
    if (this.#state.phase !== 'ready') return
    try {
      const page = await this.#options.loadPage({ cursor: null, before: null }, this.#abort.signal)
      if (page.next !== null && page.items.every(item => !this.#known.has(item.id))) this.#overflow = true
      this.push(page.items.toReversed())
    } catch (error) {
      this.#fail(error, moreError => ({ moreError }))
    }
  }

  async #load(): Promise<void> {
    this.#set({ phase: 'loading', error: null })
    try {
      const page = await this.#options.loadPage({ cursor: null, before: null }, this.#abort.signal)
      const pushed = this.#pending
      this.#reset()
      this.#append(page)
      this.push(pushed)
      this.#merge()
      this.#set({ phase: 'ready' })
    } catch (error) {
      this.#fail(error, error => ({ phase: 'failed', error }))
    }
  }

  async loadMore(): Promise<void> {
    const next = this.#next
    if (next === null || this.#state.loadingMore || this.#state.phase !== 'ready') return
    this.#set({ loadingMore: true, moreError: null })
    try {
      const page = await this.#options.loadPage(next, this.#abort.signal)
      // While the page was on its way the list may have been cut or taken anew.
      if (this.#next === next) this.#append(page)
      this.#set({ loadingMore: false })
    } catch (error) {
      this.#fail(error, moreError => ({ loadingMore: false, moreError }))
    }
  }

  /** Alerts from the stream, oldest first. They reach the page in batches, a few times a second. */
  push(alerts: readonly ListedAlert[]): void {
    for (const alert of alerts) {
      for (const id of alert.correlation?.absorbed ?? []) if (this.#known.has(id)) this.#absorbed.add(id)
      if (this.#known.has(alert.id)) {
        this.#renew(alert)
        continue
      }
      this.#known.add(alert.id)
      this.#pending.push(alert)
    }
    const excess = this.#pending.length - PENDING_MAX
    if (excess > 0) {
      for (const dropped of this.#pending.splice(0, excess)) this.#known.delete(dropped.id)
      this.#overflow = true
    }
    if (this.#pending.length > 0 || this.#absorbed.size > 0 || this.#renewed) {
      const rest_ms = this.#arrived_ms + FLUSH_MS - performance.now()
      this.#flush ??= setTimeout(() => this.#arrive(), Math.max(0, rest_ms))
    }
  }

  /** One that has grown since it was told of, as those of correlations do: it stays where it is. */
  #renew(alert: ListedAlert): void {
    for (const list of [this.#rows, this.#pending]) {
      const at = list.findIndex(({ id }) => id === alert.id)
      const before = list[at]
      if (!before || before.seq >= alert.seq) continue
      if (list === this.#rows) this.#rows = list.with(at, alert)
      else this.#pending = list.with(at, alert)
      this.#renewed = true
    }
  }

  /** Whether pushed alerts wait for `take`. */
  hold(hold: boolean): void {
    if (hold === this.#hold) return
    this.#hold = hold
    if (!hold && (this.#pending.length > 0 || this.#absorbed.size > 0)) this.take()
  }

  /** Brings what was gathered into the list. */
  take(): void {
    this.#fresh = new Set(this.#pending.map(alert => alert.id))
    clearTimeout(this.#freshEnd)
    this.#freshEnd = setTimeout(() => {
      this.#fresh = NONE
      this.#publish()
    }, FRESH_MS)
    this.#merge()
    this.#publish()
  }

  close(): void {
    this.#abort.abort()
    clearTimeout(this.#flush)
    clearTimeout(this.#freshEnd)
  }

  #arrive(): void {
    this.#flush = undefined
    this.#arrived_ms = performance.now()
    this.#renewed = false
    const waits = this.#pending.length > 0 || this.#absorbed.size > 0
    if (waits && !this.#hold && this.#state.phase === 'ready') this.take()
    else this.#publish()
  }

  /** Alerts that turned out to be part of others go when others come. */
  #removeAbsorbed(): void {
    if (this.#absorbed.size === 0) return
    const isOwn = ({ id }: ListedAlert) => !this.#absorbed.has(id)
    this.#rows = this.#rows.filter(isOwn)
    this.#pending = this.#pending.filter(isOwn)
    for (const id of this.#absorbed) this.#known.delete(id)
    this.#absorbed = new Set()
  }

  #merge(): void {
    this.#removeAbsorbed()
    if (this.#pending.length === 0) return
    const pending = this.#pending.toSorted(this.#newestFirst)
    this.#pending = []
    if (this.#overflow) {
      // Between these and the list some are missing: the list begins anew and goes on below the oldest of these.
      this.#rows = pending
      this.#continueBelow()
    } else {
      // A page not loaded yet may hold alerts older than the list's last row: they come with it.
      const last = this.#next === null ? undefined : this.#rows.at(-1)
      const here = last ? pending.filter(alert => this.#newestFirst(alert, last) < 0) : pending
      const top = this.#rows[0]
      const above = !top || here.every(alert => this.#newestFirst(alert, top) < 0)
      this.#rows = above ? [...here, ...this.#rows] : [...here, ...this.#rows].sort(this.#newestFirst)
      if (this.#rows.length > ROWS_MAX) {
        this.#rows = this.#rows.slice(0, ROWS_MAX)
        this.#continueBelow()
      }
    }
    this.#overflow = false
    this.#known.clear()
    for (const row of this.#rows) this.#known.add(row.id)
  }

  /** Lets the next page begin at the list's last row, once more with its millisecond: it may hold several. */
  #continueBelow(): void {
    const last = this.#rows.at(-1)
    const before = last && new Date(Date.parse(this.#timeOf(last)) + 1).toISOString()
    this.#next = before ? { cursor: null, before } : null
  }

  #append(page: AlertPage): void {
    const fresh = page.items.filter(item => !this.#known.has(item.id))
    for (const item of fresh) this.#known.add(item.id)
    this.#rows = [...this.#rows, ...fresh]
    this.#next = page.next === null ? null : { cursor: page.next, before: this.#next?.before ?? null }
  }

  #reset(): void {
    this.#rows = []
    this.#pending = []
    this.#overflow = false
    this.#next = null
    this.#known.clear()
  }

  #timeOf(alert: ListedAlert): string {
    return this.#options.order === 'event' ? alert.event_time : alert.detected_at
  }

  #newestFirst = (a: ListedAlert, b: ListedAlert): number => {
    const [left, right] = [this.#timeOf(a), this.#timeOf(b)]
    if (left !== right) return left < right ? 1 : -1
    return b.seq - a.seq
  }

  #fail(error: unknown, state: (error: Error) => Partial<FeedState>): void {
    if (this.#abort.signal.aborted) return
    this.#set(state(error instanceof Error ? error : new Error(String(error))))
  }

  #set(state: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...state }
    this.#publish()
  }

  #publish(): void {
    if (this.#abort.signal.aborted) return
    this.#snapshot = this.#take()
    this.#options.onChange()
  }

  #take(): FeedSnapshot {
    return {
      ...this.#state,
      rows: this.#rows,
      pending: this.#pending.length,
      overflow: this.#overflow,
      fresh: this.#fresh,
      more: this.#next !== null,
    }
  }
}
