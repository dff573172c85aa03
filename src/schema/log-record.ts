import type { Logsource } from './logsource.ts'

/**
 * One raw record of a log on its way through the transport. On the wire the value is the record byte for byte,
 * the key is the source, and the headers are the rest, so that any Kafka tool can read and write it.
 */
export interface LogRecord {
  /** Stable over repeats: file identity and byte position, or topic/partition/offset where nothing was given. */
  id: string
  /** The machine that the record was written on; empty where it is not known. */
  host: string
  /** The file's path or the listener's name. */
  source: string
  /** What the configuration says of the source; hints win over what is detected. */
  logsource: Logsource
  /** The record without its line ending. Not necessarily valid UTF-8. */
  value: Uint8Array
  /** When the transport took the record, in milliseconds since 1970 (UTC). */
  received_ms: number
}

/** Where a record stands in the transport. */
export interface RecordPosition {
  topic: string
  partition: number
  /** Offsets are plain numbers: a partition would need 2^53 records to outgrow them. */
  offset: number
}
