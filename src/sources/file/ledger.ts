/**
 * The loss ledger of one source (one path, over all the files that stood there one after the other):
 * read = published + refused + waiting, in records and bytes, kept over restarts.
 */

import type { Trouble, TroubleKind } from '../../schema/trouble.ts'
import { type Amount, Balance, plus } from '../balance.ts'

/** How long a loss stays in the status as a problem. */
const INCIDENT_SHOWN_MS = 60 * 60_000

export interface SavedLedger {
  source: string
  published: number
  refused: number
  published_bytes: number
  refused_bytes: number
  cut_lines: number
  truncated_bytes: number
  last_record_ms: number | null
  /** Logs that came and went unseen were born after this: when the newest file at the path was; nanoseconds or 0. */
  born_ns: bigint
}

export class SourceLedger {
  readonly source: string
  readonly balance = new Balance()
  /** Lines longer than the limit, of which only the head was delivered. */
  cut_lines = 0
  /** Bytes that were seen in the file's size and were gone before they could be read. */
  lost_bytes = 0
  last_record_ms: number | null = null
  born_ns = 0n
  readonly #now: () => number
  readonly #onTrouble: (trouble: Trouble) => void
  #incident: { message: string; at_ms: number } | null = null
  #second = 0
  #this_second = 0
  #last_second = 0

  constructor(source: string, now: () => number, onTrouble: (trouble: Trouble) => void) {
    this.source = source
    this.#now = now
    this.#onTrouble = onTrouble
  }

  /** The last loss, as long as it is news. */
  get incident(): string | null {
    return this.#incident && this.#now() - this.#incident.at_ms < INCIDENT_SHOWN_MS
      ? this.#incident.message
      : null
  }

  /** Records published in the last full second. */
  get records_per_second(): number {
    this.#turnSecond()
    return this.#last_second
  }

  took(amount: Amount, cut_lines: number): void {
    this.balance.took(amount)
    if (cut_lines === 0) return
    this.cut_lines += cut_lines
    this.#report('line_cut', `${this.cut_lines} lines were longer than the limit and were cut`, cut_lines)
  }

  settled(amount: Amount, refused: Amount): void {
    if (amount.records === 0) return
    this.balance.settled(amount, refused)
    this.last_record_ms = this.#now()
    this.#turnSecond()
    this.#this_second += amount.records - refused.records
  }

  truncated(unread_bytes: number): void {
    this.#lost('truncated_unread', `truncated while ${unread_bytes} bytes were unread`, unread_bytes)
  }

  deleted(unread_bytes: number): void {
    this.#lost('deleted_unread', `deleted while ${unread_bytes} bytes were unread`, unread_bytes)
  }

  damaged(unread_bytes: number, reason: string): void {
    const message = `damaged: ${reason}; the last ${unread_bytes} bytes were not read`
    this.#lost('archive_damaged', message, unread_bytes)
  }

  restore(saved: SavedLedger): void {
    const published = { records: saved.published, bytes: saved.published_bytes }
    const refused = { records: saved.refused, bytes: saved.refused_bytes }
    this.balance.restore(plus(published, refused), published, refused)
    this.cut_lines = saved.cut_lines
    this.lost_bytes = saved.truncated_bytes
    this.last_record_ms = saved.last_record_ms
    this.born_ns = saved.born_ns
  }

  saved(): SavedLedger {
    const { source, cut_lines, lost_bytes, last_record_ms, born_ns } = this
    const { published, refused } = this.balance
    return {
      source,
      published: published.records,
      refused: refused.records,
      published_bytes: published.bytes,
      refused_bytes: refused.bytes,
      cut_lines,
      truncated_bytes: lost_bytes,
      last_record_ms,
      born_ns,
    }
  }

  #lost(kind: TroubleKind, message: string, bytes: number): void {
    this.lost_bytes += bytes
    this.#report(kind, message, 1, bytes)
  }

  #report(kind: TroubleKind, message: string, count: number, lost_bytes = 0): void {
    this.#incident = { message, at_ms: this.#now() }
    this.#onTrouble({ kind, source: this.source, message, count, lost_bytes })
  }

  #turnSecond(): void {
    const second = Math.floor(this.#now() / 1000)
    if (second === this.#second) return
    this.#last_second = second === this.#second + 1 ? this.#this_second : 0
    this.#this_second = 0
    this.#second = second
  }
}
