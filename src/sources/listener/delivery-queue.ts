/**
 * Records between a socket and the transport: as many as the bounds allow, delivered in batches, one batch at a time.
 * A sender that can be held back is (`put` tells when to stop reading, `whenRoom` when to go on); one that can not is
 * refused by its reader when the queue is `full`.
 */
import { amountOf, refusedOf } from '../balance.ts'
import type { Deliver, SourceRecord } from '../source.ts'
import type { ListenerLedger } from './listener-ledger.ts'

/** What a record takes in memory besides its bytes, generously. */
export const RECORD_OVERHEAD_BYTES = 1024

export interface DeliveryQueueOptions {
  ledger: ListenerLedger
  /** What may wait, in bytes, with an allowance for each record. */
  bytes_max: number
  batch_records_max: number
  batch_bytes_max: number
}

export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions
  #waiting: SourceRecord[] = []
  #bytes = 0
  /** Called when a record came, or when the queue is to end. */
  #wake: () => void = () => undefined
  #onRoom = new Set<() => void>()

  constructor(options: DeliveryQueueOptions) {
    this.#options = options
  }

  get full(): boolean {
    return this.#bytes >= this.#options.bytes_max
  }

  /** Takes the record, even over the bound: the caller stops reading when this returns false. */
  put(record: SourceRecord): boolean {
    this.#options.ledger.took({ records: 1, bytes: record.value.length })
    this.#waiting.push(record)
    this.#bytes += cost(record)
    this.#wake()
    return !this.full
  }

  /** Calls `action` once when there is room again; returns how to forget it. */
  whenRoom(action: () => void): () => void {
    this.#onRoom.add(action)
    return () => void this.#onRoom.delete(action)
  }

  /**
   * Delivers until `signal` is aborted, and then what still waits, as long as that is taken. Never rejects after the
   * abort; what could not be delivered is still waiting then.
   */
  async run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake()
    signal.addEventListener('abort', wake, { once: true })
    try {
      while (!signal.aborted || this.#waiting.length > 0) {
        if (this.#waiting.length === 0) await this.#record(signal)
        else await this.#deliverBatch(deliver)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      signal.removeEventListener('abort', wake)
    }
  }

  async #record(signal: AbortSignal): Promise<void> {
    await new Promise<void>(resolve => {
      this.#wake = resolve
      if (signal.aborted) resolve()
    })
    this.#wake = () => undefined
  }

  async #deliverBatch(deliver: Deliver): Promise<void> {
    const batch = this.#batch()
    const { refused } = await deliver(batch)
    const amount = amountOf(batch)
    this.#waiting.splice(0, batch.length)
    this.#bytes -= amount.bytes + batch.length * RECORD_OVERHEAD_BYTES
    this.#options.ledger.settled(amount, refusedOf(batch, refused))
    if (this.full || this.#onRoom.size === 0) return
    const actions = this.#onRoom
    this.#onRoom = new Set()
    for (const action of actions) action()
  }

  /** The first records; they stay in the queue until they are settled. At least one. */
  #batch(): SourceRecord[] {
    const { batch_records_max, batch_bytes_max } = this.#options
    let bytes = 0
    let count = 0
    for (const record of this.#waiting) {
      bytes += record.value.length
      if (count > 0 && (count === batch_records_max || bytes > batch_bytes_max)) break
      count++
    }
    return this.#waiting.slice(0, count)
  }
}

const cost = (record: SourceRecord) => record.value.length + RECORD_OVERHEAD_BYTES
