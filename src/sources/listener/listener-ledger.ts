/**
 * The loss ledger of a way in that is no file: read = published + refused + waiting, in records and
 * bytes. What is read here can not be read again, so that whatever is lost on the way is counted as refused and said.
 */
import { z } from 'zod'
import type { Clock } from '../../runtime/clock.ts'
import { createRateMeter, type RateMeter } from '../../runtime/rate.ts'
import type { SourceStatus } from '../../schema/status.ts'
import type { Trouble } from '../../schema/trouble.ts'
import { type Amount, Balance, plus } from '../balance.ts'

/** How long a loss stays in the status as a problem. */
const INCIDENT_SHOWN_MS = 60 * 60_000

export const savedLedgerSchema = z.object({
  read: z.int().nonnegative(),
  published: z.int().nonnegative(),
  read_bytes: z.int().nonnegative(),
  /** Of what was published: the rest was refused. */
  published_bytes: z.int().nonnegative(),
  cut: z.int().nonnegative(),
  last_record_ms: z.number().nullable(),
})
export type SavedLedger = z.infer<typeof savedLedgerSchema>

/** Told of records that were lost or cut; the source adds its name. */
export type OnListenerTrouble = (trouble: Omit<Trouble, 'source' | 'lost_bytes'>) => void

export class ListenerLedger {
  readonly #clock: Pick<Clock, 'now'>
  readonly #onTrouble: OnListenerTrouble
  readonly #rate: RateMeter
  readonly #balance = new Balance()
  #cut = 0
  #lost = 0
  #last_record_ms: number | null = null
  #incident: { message: string; at_ms: number } | null = null

  constructor(clock: Pick<Clock, 'now'>, onTrouble: OnListenerTrouble = () => undefined) {
    this.#clock = clock
    this.#onTrouble = onTrouble
    this.#rate = createRateMeter(clock)
  }

  get waiting(): number {
    return this.#balance.waiting.records
  }

  took(amount: Amount): void {
    this.#balance.took(amount)
  }

  /** Of the `amount` that is settled, `refused` is not published. */
  settled(amount: Amount, refused: Amount): void {
    this.#balance.settled(amount, refused)
    const published = amount.records - refused.records
    if (published > 0) this.#last_record_ms = this.#clock.now()
    this.#rate.add(published)
  }

  /** Records that came and could not be taken. `reason` follows their count: "3 datagrams came while ...". */
  lost(records: number, bytes: number, reason: string): void {
    if (records === 0) return
    const amount = { records, bytes }
    this.#balance.took(amount)
    this.#balance.settled(amount, amount)
    this.#lost += records
    const message = `${this.#lost} ${reason}`
    this.report(message)
    this.#onTrouble({ kind: 'record_lost', message, count: records })
  }

  /** A record longer than may be, of which the head is kept. */
  cutOne(): void {
    this.#cut++
    const message = `${this.#cut} records were longer than the limit and were cut`
    this.report(message)
    this.#onTrouble({ kind: 'line_cut', message, count: 1 })
  }

  /** Keeps `message` in the status for as long as it is news. */
  report(message: string): void {
    this.#incident = { message, at_ms: this.#clock.now() }
  }

  saved(): SavedLedger {
    return this.#savedAs(this.#balance.read)
  }

  /** For a source that reads again what was waiting. */
  savedSettled(): SavedLedger {
    return this.#savedAs(plus(this.#balance.published, this.#balance.refused))
  }

  /** What was waiting when the process ended went down with it, and counts as refused. */
  restore(saved: SavedLedger): void {
    const read = { records: saved.read, bytes: saved.read_bytes }
    const published = { records: saved.published, bytes: saved.published_bytes }
    const refused = { records: read.records - published.records, bytes: read.bytes - published.bytes }
    this.#balance.restore(read, published, refused)
    this.#cut = saved.cut
    this.#last_record_ms = saved.last_record_ms
  }

  #savedAs(read: Amount): SavedLedger {
    const { published } = this.#balance
    return {
      read: read.records,
      published: published.records,
      read_bytes: read.bytes,
      published_bytes: published.bytes,
      cut: this.#cut,
      last_record_ms: this.#last_record_ms,
    }
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
      ...this.#balance.row(),
      cut: this.#cut,
      lost_bytes: 0,
      position_bytes: this.#balance.published.bytes + this.#balance.refused.bytes,
      size_bytes: this.#balance.read.bytes,
      records_per_second,
      last_record_at: this.#last_record_ms === null ? null : new Date(this.#last_record_ms).toISOString(),
      problem: problem ?? (news ? incident.message : null),
    }
  }
}
