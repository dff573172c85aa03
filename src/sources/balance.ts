/** The sums of a loss ledger: read = published + refused + waiting, in records and in bytes. */
import type { SourceStatus } from '../schema/status.ts'
import type { SourceRecord } from './source.ts'

/** Bytes are those of the records' values: without line endings. */
export interface Amount {
  records: number
  bytes: number
}

export class Balance {
  #read: Amount = { records: 0, bytes: 0 }
  #published: Amount = { records: 0, bytes: 0 }
  #refused: Amount = { records: 0, bytes: 0 }

  get read(): Readonly<Amount> {
    return this.#read
  }
  get published(): Readonly<Amount> {
    return this.#published
  }
  get refused(): Readonly<Amount> {
    return this.#refused
  }
  get waiting(): Readonly<Amount> {
    return minus(this.#read, plus(this.#published, this.#refused))
  }

  took(amount: Amount): void {
    this.#read = plus(this.#read, amount)
  }

  /** Of the `amount` that is settled, `refused` is not published. */
  settled(amount: Amount, refused: Amount): void {
    this.#published = plus(this.#published, minus(amount, refused))
    this.#refused = plus(this.#refused, refused)
  }

  restore(read: Amount, published: Amount, refused: Amount): void {
    this.#read = read
    this.#published = published
    this.#refused = refused
  }

  row(): Pick<SourceStatus, 'read' | 'published' | 'refused' | 'waiting' | 'bytes'> {
    const { read, published, refused, waiting } = this
    return {
      read: read.records,
      published: published.records,
      refused: refused.records,
      waiting: waiting.records,
      bytes: {
        read: read.bytes,
        published: published.bytes,
        refused: refused.bytes,
        waiting: waiting.bytes,
      },
    }
  }
}

export function amountOf(records: readonly SourceRecord[]): Amount {
  return { records: records.length, bytes: records.reduce((sum, { value }) => sum + value.length, 0) }
}

/** What of `records` was refused, by their indexes. */
export function refusedOf(records: readonly SourceRecord[], refused: readonly number[]): Amount {
  return {
    records: refused.length,
    bytes: refused.reduce((sum, index) => sum + (records[index]?.value.length ?? 0), 0),
  }
}

export function plus(a: Amount, b: Amount): Amount {
  return { records: a.records + b.records, bytes: a.bytes + b.bytes }
}

function minus(a: Amount, b: Amount): Amount {
  return { records: a.records - b.records, bytes: a.bytes - b.bytes }
}
