/**
 * An idempotent producer of one topic: every batch carries a sequence number, so that brokers take what is sent again
 * after a lost answer once. One call of `send` at a time. After a call that failed for another reason than a refusal
 * nobody knows which numbers the brokers have seen: the producer must be thrown away.
 */

import { setTimeout as delay } from 'node:timers/promises'
import {
  Base,
  type Broker,
  type Connection,
  initProducerIdV4,
  ProtocolError,
  produceV9,
  ResponseError,
  Writer,
} from '@platformatic/kafka'
import { notFound } from './failures.ts'
import type { ClientOptions } from './options.ts'
import { isTransient, ProduceFailure } from './produce-failures.ts'
import { type RecordBatch, sealBatch } from './record-batch.ts'

/** Attempts of one request: with growing pauses about 5 s, besides what the connections take. */
const RETRIES = 8
const retryDelay = (attempt: number) => Math.min(100 * 2 ** attempt, 1_000)
/** How long the brokers may wait for each other. */
const REPLICATED_WITHIN_MS = 30_000
const PRODUCE = 0
const ALL_IN_SYNC = -1

type ProduceResponse = ReturnType<typeof produceV9.parseResponse>

export type Producer = ReturnType<typeof createProducer>

export function createProducer(client: ClientOptions, topic: string) {
  // Tried again here, as a whole: so that a request never goes to a broker that led a partition once.
  const base = new Base({ ...client, retries: 0 })
  base.on('error', () => {}) // Failures reach the caller through promises.
  const closing = new AbortController()
  const sequences = new Map<number, number>()
  let identity: { id: bigint; epoch: number } | null = null

  /**
   * Resolves when all batches, of different partitions, are in all replicas in sync.
   * @throws ProduceFailure with what was taken all the same
   */
  async function send(batches: readonly RecordBatch[]): Promise<void> {
    const acknowledged = new Set<number>()
    const errors: unknown[] = []
    let sealed = false
    let renew = false
    for (let attempt = 0; ; attempt++) {
      try {
        const cluster = await metadata(renew)
        identity ??= await identify(cluster.brokers)
        if (!sealed) {
          for (const batch of batches) sealBatch(batch, identity, sequences.get(batch.partition) ?? 0)
          sealed = true
        }
        const left = batches.filter(({ partition }) => !acknowledged.has(partition))
        await attemptAll(left, cluster, batch => {
          acknowledged.add(batch.partition)
          sequences.set(batch.partition, (sequences.get(batch.partition) ?? 0) + batch.records)
        })
        return
      } catch (error) {
        errors.push(error)
        if (attempt === RETRIES || !isTransient(error) || closing.signal.aborted)
          throw new ProduceFailure(errors, acknowledged)
        renew = true
      }
      await delay(retryDelay(attempt), undefined, { signal: closing.signal }).catch(() => {}) // Told by the next attempt.
    }
  }

  async function metadata(forceUpdate: boolean) {
    const { brokers, topics } = await base.metadata({ topics: [topic], forceUpdate })
    const known = topics.get(topic)
    if (known === undefined) throw notFound(`topic ${topic}`)
    return { brokers, leaders: known.partitions.map(({ leader }) => leader) }
  }

  async function identify(brokers: ReadonlyMap<number, Broker>) {
    const connection = await base.connections.getFirstAvailable([...brokers.values()])
    const { producerId, producerEpoch } = await initProducerIdV4.api.async(connection, null, 0)
    return { id: producerId, epoch: producerEpoch }
  }

  /** One request to each leader, at the same time. Rejects once all have their answer. */
  async function attemptAll(
    batches: readonly RecordBatch[],
    { brokers, leaders }: Awaited<ReturnType<typeof metadata>>,
    onAcknowledged: (batch: RecordBatch) => void,
  ): Promise<void> {
    const errors: unknown[] = []
    const byLeader = Map.groupBy(batches, ({ partition }) => leaders[partition] ?? -1)
    const requests = [...byLeader].map(async ([leader, batches]) => {
      const broker = brokers.get(leader)
      if (broker === undefined) throw new ProtocolError('LEADER_NOT_AVAILABLE')
      const answers = await produce(await base.connections.get(broker), topic, batches)
      for (const batch of batches) {
        const answer = answers.get(batch.partition)
        if (answer === null) onAcknowledged(batch)
        else errors.push(answer ?? new Error(`no answer for partition ${batch.partition}`))
      }
    })
    for (const outcome of await Promise.allSettled(requests))
      if (outcome.status === 'rejected') errors.push(outcome.reason)
    if (errors.length > 0) throw new AggregateError(errors, 'not all partitions were written')
  }

  return {
    send,
    /** What is under way fails. */
    async close(): Promise<void> {
      closing.abort()
      await base.close()
    },
  }
}

/** What the broker says of each partition: null for taken. */
async function produce(
  connection: Connection,
  topic: string,
  batches: readonly RecordBatch[],
): Promise<ReadonlyMap<number, ProtocolError | null>> {
  const request = () =>
    Writer.create()
      .appendString(null)
      .appendInt16(ALL_IN_SYNC)
      .appendInt32(REPLICATED_WITHIN_MS)
      .appendArray([batches], (writer, batches) => {
        writer.appendString(topic).appendArray([...batches], (writer, { partition, bytes }) => {
          writer
            .appendInt32(partition)
            .appendUnsignedVarInt(bytes.length + 1)
            .append(bytes)
        })
      })
      .appendTaggedFields()
  const { promise, resolve, reject } = Promise.withResolvers<ProduceResponse>()
  const answered = (error: Error | null, response?: ProduceResponse) =>
    response === undefined ? reject(error) : resolve(response)
  connection.send(PRODUCE, produceV9.api.version, request, responseOf, true, true, answered)
  const { responses } = await promise
  return new Map(
    responses
      .flatMap(({ partitionResponses }) => partitionResponses)
      .map(({ index, errorCode, errorMessage }) => [
        index,
        errorCode === 0 ? null : new ProtocolError(errorCode, errorMessage),
      ]),
  )
}

/** The library's reading of the answer, in which a refused partition is no reason to throw the others away. */
const responseOf: typeof produceV9.parseResponse = (...answer) => {
  try {
    return produceV9.parseResponse(...answer)
  } catch (error) {
    if (error instanceof ResponseError) return error['response']
    throw error
  }
}
