import type { Logsource } from '../schema/logsource.ts'
import type { SourceStatus } from '../schema/status.ts'

/**
 * The port through which records come in. A source reads ahead only as far as its consumer keeps up, and forgets
 * its place only after the consumer said that a record is safe.
 */
export interface Source {
  /**
   * Reads until `signal` is aborted. `deliver` resolves when every record of the batch is durable or refused for
   * good: only then may the source advance the position that it would go on from after a crash.
   * `deliver` waits out a broker that is away; it rejects only when the signal is aborted.
   */
  run(deliver: Deliver, signal: AbortSignal): Promise<void>

  /** The ledger of what the source has read, a row for each file or listener. True at any moment. */
  status(): SourceStatus[]
}

export type Deliver = (records: readonly SourceRecord[]) => Promise<DeliverResult>

export interface SourceRecord {
  /** The same after a crash, when the same bytes are read again. */
  id: string
  source: string
  /** The machine that sent the record, where that is not this one. */
  host?: string
  logsource: Logsource
  /** Without its line ending. */
  value: Uint8Array
}

export interface DeliverResult {
  /** Indexes of the records that were refused for good, ascending; the others are published. */
  refused: readonly number[]
}
