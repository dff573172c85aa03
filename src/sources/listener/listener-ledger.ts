/**
 * The loss ledger of a way in that is no file: read = published + refused + waiting, in records. What is read here can
 * not be read again, so that whatever is lost on the way is counted as refused and said.
 */
import { z } from 'zod'
import type { Clock } from '../../runtime/clock.ts'
import { createRateMeter, type RateMeter } from '../../runtime/rate.ts'
import type { SourceStatus } from '../../schema/status.ts'

/** How long a loss stays in the status as a problem. */
const INCIDENT_SHOWN_MS = 60 * 60_000

export const savedLedgerSchema = z.strictObject({
  read: z.int().nonnegative(),
  published: z.int().nonnegative(),
  read_bytes: z.int().nonnegative(),
  published_bytes: z.int().nonnegative(),
  cut: z.int().nonnegative(),
  last_record_ms: z.number().nullable(),
})
export type SavedLedger = z.infer<typeof savedLedgerSchema>

export class ListenerLedger {
  readonly #clock: Pick<Clock, 'now'>
  readonly #rate: RateMeter
  #read = 0
  #published = 0
  #refused = 0
  #read_bytes = 0
  #published_bytes = 0
  #cut = 0
  #lost = 0
  #last_record_ms: number | null = null
  #incident: { message: string; at_ms: number } | null = null

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
    this.#rate = createRateMeter(clock)
  }

  get waiting(): number {
    return this.#read - this.#published - this.#refused
  }

  took(records: number, bytes: number): void {
    this.#read += records
    this.#read_bytes += bytes
  }

  /** Of `records` that are settled, `refused` are not published; `bytes` are those of all of them. */
  settled(records: number, refused: number, bytes: number): void {
    this.#published += records - refused
    this.#refused += refused
    this.#published_bytes += bytes
    if (records > refused) this.#last_record_ms = this.#clock.now()
    this.#rate.add(records - refused)
  }

  /** Records that were taken and then given up. `reason` follows their count: "3 datagrams came while ...". */
  lost(records: number, reason: string): void {
    if (records === 0) return
    this.#refused += records
    this.#lost += records
    this.report(`${this.#lost} ${reason}`)
  }

  /** A record longer than may be, of which the head is kept. */
  cutOne(): void {
    this.#cut++
    this.report(`${this.#cut} records were longer than the limit and were cut`)
  }

  /** Keeps `message` in the status for as long as it is news. */
  report(message: string): void {
    this.#incident = { message, at_ms: this.#clock.now() }
  }

  saved(): SavedLedger {
    return {
      read: this.#read,
      published: this.#published,
      read_bytes: this.#read_bytes,
      published_bytes: this.#published_bytes,
      cut: this.#cut,
      last_record_ms: this.#last_record_ms,
    }
  }

  /** For a source that reads again what was waiting. */
  savedSettled(): SavedLedger {
    return {
      ...this.saved(),
      read: this.#published + this.#refused,
      read_bytes: this.#published_bytes,
    }
  }

  /** What was waiting when the process ended went down with it, and counts as refused. */
  restore(saved: SavedLedger): void {
    this.#read = saved.read
    this.#published = saved.published
    this.#refused = saved.read - saved.published
    this.#read_bytes = saved.read_bytes
    this.#published_bytes = saved.published_bytes
    this.#cut = saved.cut
    this.#last_record_ms = saved.last_record_ms
  }

  /** The row of the pipeline view. `problem` is what is wrong now; without one, the last loss is told. */
  row(
    source: string,
    kind: SourceStatus['kind'],
    condition: 'open' | 'missing' | 'unreadable',
    problem: string | null = null,
  ): SourceStatus {
    const records_per_second = this.#rate.perSecond()
    const incident = this.#incident
    const news = incident !== null && this.#clock.now() - incident.at_ms < INCIDENT_SHOWN_MS
    const open = this.waiting > 0 || records_per_second > 0 ? 'reading' : 'idle'
    return {
      source,
      kind,
      state: condition === 'open' ? open : condition,
      read: this.#read,
      published: this.#published,
      refused: this.#refused,
      waiting: this.waiting,
      cut: this.#cut,
      lost_bytes: 0,
      position_bytes: this.#published_bytes,
      size_bytes: this.#read_bytes,
      records_per_second,
      last_record_at: this.#last_record_ms === null ? null : new Date(this.#last_record_ms).toISOString(),
      problem: problem ?? (news ? incident.message : null),
    }
  }
}
