/**
 * Publishes to one topic. One request is on its way at a time, and calls that come meanwhile share the next one:
 * that keeps the order, makes large batches out of many small calls, and leaves no doubt about what the
 * idempotent producer's sequence numbers mean after a failure.
 *
 * The library repeats a failed request with the same sequence numbers, which the brokers take once. If it gives
 * up, the outcome is unknown: the calls reject, and the producer with its numbers is thrown away.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { Producer } from '@platformatic/kafka'
import type { OutgoingRecord, PublishResult } from '../transport.ts'
import { kafkaError } from './failures.ts'
import type { ClientOptions, Compression } from './options.ts'
import { leavesOf, type Parcel, parcelsOf } from './parcels.ts'
import { acknowledgedPartitions, isRefusal } from './produce-failures.ts'

/** Attempts of one request: with growing pauses about 5 s, besides what the connections take. */
const RETRIES = 8
const retryDelay = (_client: object, _operation: string, attempt: number) =>
  Math.min(100 * 2 ** attempt, 1_000)
/** A request must not take longer, whatever the brokers do; a stopped broker keeps connections open. */
const SEND_TIMEOUT_MS = 45_000
/** Sequence numbers are 32 bits wide, and the library does not let them start over. */
const SEQUENCE_MAX = 2 ** 31 - 1
/** Bytes of records in one request. */
const REQUEST_BYTES_MAX = 8 * 1024 * 1024

export interface TopicLimits {
  partitions: number
  /** `max.message.bytes`: the largest batch that the brokers take; null if they do not tell. */
  message_bytes_max: number | null
}

interface PublisherOptions {
  topic: string
  client: ClientOptions
  compression: Compression
  /** Asked before the first request and again from time to time. */
  limits(): Promise<TopicLimits>
}

interface Call {
  records: readonly OutgoingRecord[]
  resolve(result: PublishResult): void
  reject(error: unknown): void
}

export type Publisher = ReturnType<typeof createPublisher>

export function createPublisher({ topic, client, compression, limits }: PublisherOptions) {
  const where = `topic ${topic}`
  let queue: Call[] = []
  let working: Promise<void> | null = null
  let producer: Producer | null = null
  /** Records that the producer has numbered: no partition's sequence number is higher. */
  let sequence = 0
  /** Where the next record without a key goes. */
  let turn = 0

  function publish(records: readonly OutgoingRecord[]): Promise<PublishResult> {
    const { promise, resolve, reject } = Promise.withResolvers<PublishResult>()
    queue.push({ records, resolve, reject })
    working ??= work()
    return promise
  }

  async function work(): Promise<void> {
    // Calls of the same turn of the event loop travel together.
    await null
    while (queue.length > 0) {
      const calls = queue
      queue = []
      try {
        await serve(calls)
      } catch (error) {
        const failure = kafkaError(where, error)
        for (const call of calls) call.reject(failure)
        discardProducer()
      }
    }
    working = null
  }

  async function serve(calls: readonly Call[]): Promise<void> {
    const { partitions, message_bytes_max } = await limits()
    const refused = calls.map((): PublishResult['refused'] => [])
    const refuse = (parcel: Parcel, reason: string) =>
      refused[parcel.call]?.push({ index: parcel.index, reason })
    const spread = () => turn++ % partitions
    const parcels: Parcel[] = []
    for (const [call, { records }] of calls.entries())
      for (const parcel of parcelsOf(records, call, partitions, spread)) {
        // Counted before compression, so that what is taken does not depend on how well a record compresses.
        const size = parcel.record.value.length
        if (message_bytes_max === null || size <= message_bytes_max) parcels.push(parcel)
        else refuse(parcel, `${size} bytes; ${where} takes records of at most ${message_bytes_max}`)
      }
    for (const leaf of leavesOf(parcels, message_bytes_max, REQUEST_BYTES_MAX))
      await sendOrSplit(leaf, refuse)
    for (const [index, call] of calls.entries())
      call.resolve({ refused: (refused[index] ?? []).sort((a, b) => a.index - b.index) })
  }

  /** Halves what the brokers refuse until the record that they will not have is alone. */
  async function sendOrSplit(
    parcels: readonly Parcel[],
    refuse: (parcel: Parcel, reason: string) => void,
  ): Promise<void> {
    try {
      await send(parcels)
    } catch (error) {
      const reason = isRefusal(error)
      if (reason === null) throw error
      const done = acknowledgedPartitions(error)
      const left = parcels.filter(({ partition }) => !done.has(partition))
      const [only] = left
      if (only === undefined) return
      if (left.length === 1) return refuse(only, `${only.record.value.length} bytes; Kafka answers ${reason}`)
      const middle = Math.ceil(left.length / 2)
      await sendOrSplit(left.slice(0, middle), refuse)
      await sendOrSplit(left.slice(middle), refuse)
    }
  }

  async function send(parcels: readonly Parcel[]): Promise<void> {
    if (sequence + parcels.length > SEQUENCE_MAX) discardProducer()
    producer ??= createProducer()
    sequence += parcels.length
    const late = new AbortController()
    const sent = producer.send({
      idempotent: true,
      compression,
      messages: parcels.map(({ key, record, partition }) => ({
        topic,
        partition,
        ...(key !== null && { key }),
        value: bufferOf(record.value),
        headers: headersOf(record.headers),
      })),
    })
    const timedOut = delay(SEND_TIMEOUT_MS, undefined, { signal: late.signal, ref: false }).then(
      () => Promise.reject(new Error(`no answer within ${SEND_TIMEOUT_MS} ms`)),
      () => {},
    )
    try {
      await Promise.race([sent, timedOut])
    } finally {
      late.abort()
      sent.catch(() => {}) // The race told it already, or it comes after the time-out that told it.
    }
  }

  function createProducer(): Producer {
    const created = new Producer({ ...client, retries: RETRIES, retryDelay, idempotent: true })
    // Failures reach the caller through the promise of `send`.
    created.on('error', () => {})
    return created
  }

  function discardProducer(): void {
    const discarded = producer
    producer = null
    sequence = 0
    discarded?.close(true).catch(() => {}) // Its connections are lost already.
  }

  return {
    publish,
    /** Resolves once everything that was published has its outcome. */
    async close(): Promise<void> {
      await working
      const closing = producer
      producer = null
      await closing?.close(true).catch(() => {}) // Nothing is left that could be lost.
    },
  }
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const headersOf = (headers: Readonly<Record<string, string>>): Map<Buffer, Buffer> =>
  new Map(Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)]))
