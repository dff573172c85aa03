/**
 * Publishes to one topic. One request is on its way at a time, and calls that come meanwhile share the next one,
 * which is made ready before its turn comes: that keeps the order, makes large batches out of many small calls, and
 * leaves no doubt about what the idempotent producer's sequence numbers mean after a failure.
 *
 * The producer repeats a failed request with the same sequence numbers, which the brokers take once. If it gives
 * up, the outcome is unknown: the calls reject, and the producer with its numbers is thrown away.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { OutgoingRecord, PublishResult } from '../transport.ts'
import { kafkaError } from './failures.ts'
import type { ClientOptions, Compression } from './options.ts'
import { leavesOf, type Parcel, parcelsOf } from './parcels.ts'
import { isRefusal, ProduceFailure } from './produce-failures.ts'
import { createProducer, type Producer } from './producer.ts'
import { createBatchEncoder, type RecordBatch } from './record-batch.ts'

/** A request must not take longer, whatever the brokers do; a stopped broker keeps connections open. */
const SEND_TIMEOUT_MS = 45_000
/** Sequence numbers are 32 bits wide, and brokers do not expect them to start over. */
const SEQUENCE_MAX = 2 ** 31 - 1
/** Bytes of records in one request, and of calls that are made ready together. */
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

/** Records that travel in one request, at most one batch for each partition. */
interface Leaf {
  parcels: readonly Parcel[]
  batches: readonly RecordBatch[]
}

/** Calls that are ready to be sent. */
interface Shipment {
  calls: readonly Call[]
  leaves: readonly Leaf[]
  /** For each call. */
  refused: PublishResult['refused'][]
}

export function createPublisher({ topic, client, compression, limits }: PublisherOptions) {
  const where = `topic ${topic}`
  const encode = createBatchEncoder(compression)
  const queue: Call[] = []
  let working: Promise<void> | null = null
  /** Called when there is a call in the queue. */
  let wake = () => {}
  let producer: Producer | null = null
  /** Records that the producer has numbered: no partition's sequence number is higher. */
  let sequence = 0
  /** Where the next record without a key goes. */
  let turn = 0

  function publish(records: readonly OutgoingRecord[]): Promise<PublishResult> {
    const { promise, resolve, reject } = Promise.withResolvers<PublishResult>()
    queue.push({ records, resolve, reject })
    working ??= work()
    wake()
    return promise
  }

  async function work(): Promise<void> {
    // Calls of the same turn of the event loop travel together.
    await null
    let sending: Promise<void> | null = null
    while (queue.length > 0 || sending !== null) {
      if (queue.length === 0) {
        await Promise.race([sending, nextCall()])
        // Calls that come together are made ready together.
        await null
      }
      const calls = takeCalls()
      const shipment = calls.length === 0 ? null : await prepare(calls)
      if (shipment === null && queue.length > 0) continue
      await sending
      sending = shipment === null ? null : send(shipment)
    }
    working = null
  }

  function nextCall(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    wake = resolve
    return promise
  }

  /** The first calls of the queue, as many as go together; one at least if there are any. */
  function takeCalls(): Call[] {
    let bytes = 0
    const end = queue.findIndex(({ records }, index) => {
      for (const { value } of records) bytes += value.length
      return index > 0 && bytes > REQUEST_BYTES_MAX
    })
    return queue.splice(0, end === -1 ? queue.length : end)
  }

  /** Null if the calls have been told already that they failed. */
  async function prepare(calls: readonly Call[]): Promise<Shipment | null> {
    try {
      const { partitions, message_bytes_max } = await limits()
      const refused = calls.map((): PublishResult['refused'] => [])
      const spread = () => turn++ % partitions
      const parcels: Parcel[] = []
      for (const [call, { records }] of calls.entries())
        for (const parcel of parcelsOf(records, call, partitions, spread)) {
          if (parcel.partition >= partitions) {
            const reason = `partition ${parcel.partition}; ${where} has ${partitions}`
            refused[call]?.push({ index: parcel.index, reason })
            continue
          }
          // Counted before compression, so that what is taken does not depend on how well a record compresses.
          const size = parcel.record.value.length
          if (message_bytes_max === null || size <= message_bytes_max) parcels.push(parcel)
          else {
            const reason = `${size} bytes; ${where} takes records of at most ${message_bytes_max}`
            refused[call]?.push({ index: parcel.index, reason })
          }
        }
      const leaves = [...leavesOf(parcels, message_bytes_max, REQUEST_BYTES_MAX)].map(leafOf)
      return { calls, leaves, refused }
    } catch (error) {
      fail(calls, error)
      return null
    }
  }

  function leafOf(parcels: readonly Parcel[]): Leaf {
    const byPartition = Map.groupBy(parcels, ({ partition }) => partition)
    const now_ms = Date.now()
    return { parcels, batches: [...byPartition.values()].map(parcels => encode(parcels, now_ms)) }
  }

  /** Never rejects: the calls are told. */
  async function send({ calls, leaves, refused }: Shipment): Promise<void> {
    try {
      for (const leaf of leaves)
        await sendOrSplit(leaf, ({ call, index }, reason) => refused[call]?.push({ index, reason }))
      for (const [index, call] of calls.entries())
        call.resolve({ refused: (refused[index] ?? []).sort((a, b) => a.index - b.index) })
    } catch (error) {
      discardProducer()
      fail(calls, error)
    }
  }

  function fail(calls: readonly Call[], error: unknown): void {
    const failure = kafkaError(where, error)
    for (const call of calls) call.reject(failure)
  }

  /** Halves what the brokers refuse until the record that they will not have is alone. */
  async function sendOrSplit(leaf: Leaf, refuse: (parcel: Parcel, reason: string) => void): Promise<void> {
    try {
      await sendLeaf(leaf)
    } catch (error) {
      const reason = isRefusal(error)
      if (reason === null || !(error instanceof ProduceFailure)) throw error
      const left = leaf.parcels.filter(({ partition }) => !error.acknowledged.has(partition))
      const [only] = left
      if (only === undefined) return
      if (left.length === 1) return refuse(only, `${only.record.value.length} bytes; Kafka answers ${reason}`)
      const middle = Math.ceil(left.length / 2)
      await sendOrSplit(leafOf(left.slice(0, middle)), refuse)
      await sendOrSplit(leafOf(left.slice(middle)), refuse)
    }
  }

  async function sendLeaf({ parcels, batches }: Leaf): Promise<void> {
    if (sequence + parcels.length > SEQUENCE_MAX) discardProducer()
    producer ??= createProducer(client, topic)
    sequence += parcels.length
    const late = new AbortController()
    const sent = producer.send(batches)
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

  function discardProducer(): void {
    const discarded = producer
    producer = null
    sequence = 0
    discarded?.close().catch(() => {}) // Its connections are lost already.
  }

  return {
    publish,
    /** Resolves once everything that was published has its outcome. */
    async close(): Promise<void> {
      await working
      const closing = producer
      producer = null
      await closing?.close().catch(() => {}) // Nothing is left that could be lost.
    },
  }
}
