import type { TopicInfo } from '../schema/http.ts'

/**
 * The port to the log that records travel through: Apache Kafka when grown, a SQLite file when embedded.
 * Topics have partitions; a partition is an ordered sequence of records with offsets; consumers of a group share
 * the partitions among them. Offsets of what was consumed are kept by the caller (in the store, next to what it
 * produced from them), not by the transport.
 */
export interface Transport {
  readonly kind: 'kafka' | 'embedded'

  /** Creates the topics that do not exist yet. Existing ones are left as they are. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>

  /**
   * Appends records. Resolves when every record is durable (`acks=all`) or refused for good. Rejects with
   * KAFKA_UNAVAILABLE if that is not known; publishing the same records again is then safe for readers, because
   * record ids are stable. NOT_FOUND and KAFKA_REFUSED (no right to write) last until somebody mends the cause.
   */
  publish(topic: string, records: readonly OutgoingRecord[]): Promise<PublishResult>

  /**
   * Takes part in a consumer group until `signal` is aborted, then resolves once the running handler is done.
   * Waits out an absent broker with backoff; the state is told by `consumer.onProblem`.
   */
  consume(consumer: Consumer, signal: AbortSignal): Promise<void>

  /** All topics whose name starts with `sentinel.`, or the one that is named. NOT_FOUND if there is no such topic. */
  topics(name?: string): Promise<TopicInfo[]>

  /**
   * Records from `offset` on (from the partition's start if that is later), in order, fewer than `limit` only at
   * the end of the partition or when they would pass READ_BYTES_MAX together (one at least is always given).
   * Does not wait for new ones.
   */
  read(topic: string, partition: number, offset: number, limit: number): Promise<IncomingRecord[]>

  /** The offset of the first record received at or after `time_ms`; the end offset if there is none. */
  offsetAt(topic: string, partition: number, time_ms: number): Promise<number>

  /** Resolves if the transport answers, rejects with KAFKA_UNAVAILABLE if not. */
  ping(): Promise<void>

  close(): Promise<void>
}

/** The bound of what one `read` gives, in bytes of values. */
export const READ_BYTES_MAX = 32 * 1024 * 1024

export interface TopicSpec {
  name: string
  partitions: number
  /** Records older than this may be deleted. */
  retention_ms: number
  /** Keeps the last record of each key in place of deleting by age. */
  compact?: boolean
  /** The largest record that the topic takes. */
  record_bytes_max: number
}

export interface OutgoingRecord {
  /** Records of one key stay in order in one partition; without a key they are spread. */
  key: string | null
  /** The partition that it goes to in place of the key's; refused where there is no such one. */
  partition?: number
  value: Uint8Array
  headers: Readonly<Record<string, string>>
}

export interface PublishResult {
  /** Records that can never be taken (too large for the topic, for example), by their index. */
  refused: { index: number; reason: string }[]
}

export interface IncomingRecord {
  partition: number
  offset: number
  /** When the transport took it. */
  time_ms: number
  key: Uint8Array | null
  value: Uint8Array
  headers: Readonly<Record<string, string>>
}

/** Consecutive records of one partition. */
export interface Batch {
  topic: string
  partition: number
  records: readonly IncomingRecord[]
  /** The offset after the last record. */
  next_offset: number
  /** The partition's end when the batch was fetched: `end_offset - next_offset` is the lag. */
  end_offset: number
}

export interface Consumer {
  topic: string
  group: string
  /**
   * Called with the partitions that this member was given, on joining and after every rebalance, and again after
   * `handle` rejected: where to go on in each. A partition that is left out starts at its first record.
   */
  offsets(partitions: readonly number[]): Promise<ReadonlyMap<number, number>>
  /**
   * Called with one batch of a partition at a time, batches of a partition in order. After it resolves the
   * transport also commits the offset to the group, for lag tools. If it rejects, the partitions are asked for
   * and their offsets loaded anew, after a pause that grows.
   */
  handle(batch: Batch): Promise<void>
  /** Called when partitions were given to or taken from this member. */
  onAssignment?(partitions: readonly number[]): void
  /** Called with the reason when the group can not be served at the moment, and with null when it is again. */
  onProblem?(problem: string | null): void
}
