/** From the record batches of a fetch response to the port's records. */
import type { KafkaRecord, RecordsBatch } from '@platformatic/kafka'
import type { IncomingRecord } from '../transport.ts'

/** Bits of a batch's attributes: https://kafka.apache.org/documentation/#recordbatch */
const LOG_APPEND_TIME = 1 << 3
const CONTROL = 1 << 5

const NO_BYTES = new Uint8Array(0)

export interface Decoded {
  records: IncomingRecord[]
  /** Where to fetch next; also moves over control records and what compaction took away. */
  next_offset: number
  /** Of the values. */
  bytes: number
}

/** Records at or after `from`: the broker gives whole batches, which may begin earlier. */
export function decodeBatches(partition: number, batches: readonly RecordsBatch[], from: number): Decoded {
  const records: IncomingRecord[] = []
  let next_offset = from
  let bytes = 0
  for (const batch of batches) {
    const first = Number(batch.firstOffset)
    next_offset = Math.max(next_offset, first + batch.lastOffsetDelta + 1)
    if (batch.attributes & CONTROL) continue
    const appended = batch.attributes & LOG_APPEND_TIME ? Number(batch.maxTimestamp) : null
    const started = Number(batch.firstTimestamp)
    for (const record of batch.records) {
      const offset = first + record.offsetDelta
      if (offset < from) continue
      const value = record.value ?? NO_BYTES
      bytes += value.length
      const time_ms = appended ?? started + Number(record.timestampDelta)
      records.push({ partition, offset, time_ms, key: record.key, value, headers: headersOf(record) })
    }
  }
  return { records, next_offset, bytes }
}

/** Of headers with the same name the last one stands. Bytes that are no UTF-8 become U+FFFD. */
function headersOf({ headers }: KafkaRecord): Record<string, string> {
  // Object.fromEntries defines plain properties, so that a header named __proto__ is one like any other.
  return Object.fromEntries(headers.map(([name, value]) => [name?.toString() ?? '', value?.toString() ?? '']))
}
