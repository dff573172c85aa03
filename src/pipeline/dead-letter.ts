import type { IncomingRecord, OutgoingRecord } from '../transport/transport.ts'

/** A record that could not go its way is kept, as far as it fits, with the reason: topic `sentinel.deadletters`. */

/** What of the record is kept. It must fit a topic that the record itself did not fit. */
const VALUE_BYTES_MAX = 512 * 1024

/** Headers that a letter has besides those of its record. */
export const LETTER_HEADERS: readonly string[] = ['stage', 'reason', 'bytes']
/** Names the letter that was sent again, `PARTITION/OFFSET`, on a record that says so. */
export const RETRIED_HEADER = 'retried'

export interface DeadLetterReason {
  /** The step that could not take the record. */
  stage: 'collect' | 'detect' | 'correlate'
  reason: string
}

/** The dead letter of a record: its key, headers and value, with `stage`, `reason` and the whole `bytes` as headers. */
export function deadLetter(record: OutgoingRecord, { stage, reason }: DeadLetterReason): OutgoingRecord {
  return {
    key: record.key,
    value: record.value.subarray(0, VALUE_BYTES_MAX),
    headers: { ...record.headers, stage, reason: reason.slice(0, 1000), bytes: String(record.value.length) },
  }
}

/** A record that was consumed as one to publish: the same key, value and headers. */
export const outgoingOf = ({ key, value, headers }: IncomingRecord): OutgoingRecord => ({
  key: key === null ? null : Buffer.from(key).toString('utf8'),
  value,
  headers,
})
