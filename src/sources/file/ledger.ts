/**
 * The loss ledger of one source (one path, over all the files that stood there one after the other):
 * read = published + refused + waiting, in records, kept over restarts.
 */

/** How long a loss stays in the status as a problem. */
const INCIDENT_SHOWN_MS = 60 * 60_000

export interface SavedLedger {
  source: string
  published: number
  refused: number
  cut_lines: number
  truncated_bytes: number
  last_record_ms: number | null
  /** Logs that came and went unseen were born after this: when the newest file at the path was; nanoseconds or 0. */
  born_ns: bigint
}

export class SourceLedger {
  readonly source: string
  read = 0
  published = 0
  refused = 0
  /** Lines longer than the limit, of which only the head was delivered. */
  cut_lines = 0
  /** Bytes that were seen in the file's size and were gone before they could be read. */
  lost_bytes = 0
  last_record_ms: number | null = null
  born_ns = 0n
  readonly #now: () => number
  readonly #onIncident: (source: string, message: string) => void
  #incident: { message: string; at_ms: number } | null = null
  #second = 0
  #this_second = 0
  #last_second = 0

  constructor(source: string, now: () => number, onIncident: (source: string, message: string) => void) {
    this.source = source
    this.#now = now
    this.#onIncident = onIncident
  }

  get waiting(): number {
    return this.read - this.published - this.refused
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

  took(records: number, cut_lines: number): void {
    this.read += records
    if (cut_lines === 0) return
    this.cut_lines += cut_lines
    this.#report(`${this.cut_lines} lines were longer than the limit and were cut`)
  }

  settled(records: number, refused: number): void {
    if (records === 0) return
    this.published += records - refused
    this.refused += refused
    this.last_record_ms = this.#now()
    this.#turnSecond()
    this.#this_second += records - refused
  }

  truncated(unread_bytes: number): void {
    this.lost_bytes += unread_bytes
    this.#report(`truncated while ${unread_bytes} bytes were unread`)
  }

  damaged(unread_bytes: number, reason: string): void {
    this.lost_bytes += unread_bytes
    this.#report(`damaged: ${reason}; the last ${unread_bytes} bytes were not read`)
  }

  restore(saved: SavedLedger): void {
    this.published = saved.published
    this.refused = saved.refused
    this.read = saved.published + saved.refused
    this.cut_lines = saved.cut_lines
    this.lost_bytes = saved.truncated_bytes
    this.last_record_ms = saved.last_record_ms
    this.born_ns = saved.born_ns
  }

  saved(): SavedLedger {
    const { source, published, refused, cut_lines, lost_bytes, last_record_ms, born_ns } = this
    return { source, published, refused, cut_lines, truncated_bytes: lost_bytes, last_record_ms, born_ns }
  }

  #report(message: string): void {
    this.#incident = { message, at_ms: this.#now() }
    this.#onIncident(this.source, message)
  }

  #turnSecond(): void {
    const second = Math.floor(this.#now() / 1000)
    if (second === this.#second) return
    this.#last_second = second === this.#second + 1 ? this.#this_second : 0
    this.#this_second = 0
    this.#second = second
  }
}
