/** Records made ready to be sent: where each goes, what it weighs, and which of them travel together. */
import { partitionOfKey } from '../partitioner.ts'
import type { OutgoingRecord } from '../transport.ts'

export interface Parcel {
  /** Which call of `publish`, and which of its records. */
  call: number
  index: number
  record: OutgoingRecord
  key: Buffer | null
  partition: number
  /** Of the record on the wire before compression, generously. */
  bytes: number
}

/** What a record takes besides its key, value and headers, and a batch besides its records, at most. */
const RECORD_OVERHEAD_BYTES = 70
const HEADER_OVERHEAD_BYTES = 10
/** A batch is as large as this if the topic lets it; larger ones only keep the others waiting. */
const BATCH_BYTES_MAX = 4 * 1024 * 1024
/** What brokers take if nobody changed it. */
const BATCH_BYTES_USUAL = 1024 * 1024
/** Compression can make bytes that are random already a little longer: 1 in 6 at worst (snappy). */
const BATCH_FILL = 0.8

export function* parcelsOf(
  records: readonly OutgoingRecord[],
  call: number,
  partitions: number,
  /** The partition of the next record without a key. */
  spread: () => number,
): Generator<Parcel> {
  const keys = new Map<string, { key: Buffer; partition: number }>()
  for (const [index, record] of records.entries()) {
    let placed: { key: Buffer | null; partition: number } | undefined
    if (record.key === null) placed = { key: null, partition: spread() }
    else {
      placed = keys.get(record.key)
      if (placed === undefined) {
        const key = Buffer.from(record.key)
        const known = { key, partition: partitionOfKey(key, partitions) }
        keys.set(record.key, known)
        placed = known
      }
    }
    const { key } = placed
    const partition = record.partition ?? placed.partition
    yield { call, index, record, key, partition, bytes: weigh(record, key) }
  }
}

function weigh({ value, headers }: OutgoingRecord, key: Buffer | null): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + value.length
  for (const name in headers) {
    // Three bytes is the most that UTF-8 takes for one unit of a string.
    bytes += HEADER_OVERHEAD_BYTES + 3 * (name.length + (headers[name]?.length ?? 0))
  }
  return bytes
}

/**
 * Cuts parcels, in order, into what one request takes: bounded in all and for each partition, whose records make
 * one batch. A single record that is larger than these bounds, but not than the topic's, goes alone.
 */
export function* leavesOf(
  parcels: readonly Parcel[],
  message_bytes_max: number | null,
  request_bytes_max: number,
): Generator<Parcel[]> {
  const batch_bytes_max = Math.min((message_bytes_max ?? BATCH_BYTES_USUAL) * BATCH_FILL, BATCH_BYTES_MAX)
  let leaf: Parcel[] = []
  let total = 0
  let byPartition = new Map<number, number>()
  for (const parcel of parcels) {
    const before = byPartition.get(parcel.partition) ?? 0
    const full = total + parcel.bytes > request_bytes_max || before + parcel.bytes > batch_bytes_max
    if (leaf.length > 0 && full) {
      yield leaf
      leaf = []
      total = 0
      byPartition = new Map()
    }
    leaf.push(parcel)
    total += parcel.bytes
    byPartition.set(parcel.partition, (byPartition.get(parcel.partition) ?? 0) + parcel.bytes)
  }
  if (leaf.length > 0) yield leaf
}
