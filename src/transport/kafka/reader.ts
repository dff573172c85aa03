/**
 * Reads partitions of one topic without a group: the library's consumer, used for its `fetch` alone. Its stream
 * of single messages would cost more than everything else here, and could neither be stopped at a rebalance nor
 * be told where to go on. At most one fetch to each broker may be under way: fetch sessions are kept by broker.
 */
import { type ClusterTopicMetadata, Consumer, ListOffsetTimestamps } from '@platformatic/kafka'
import type { Bounds } from '../consumption.ts'
import { notFound } from './failures.ts'
import type { ClientOptions } from './options.ts'
import { type Decoded, decodeBatches } from './records.ts'

/** One response brings about this much (compressed) at most; a batch that is larger comes all the same. */
const FETCH_BYTES_MAX = 8 * 1024 * 1024
const PARTITION_BYTES_MAX = 2 * 1024 * 1024
/** The library keeps what it knows of a topic much longer, but asking it costs as much as a small fetch. */
const METADATA_FRESH_MS = 1000

export interface Position {
  partition: number
  offset: number
}

export interface Fetched extends Decoded {
  partition: number
  end_offset: number
}

export type Reader = ReturnType<typeof createReader>

export function createReader(client: ClientOptions, topic: string) {
  // The library asks for a group name; without joining, the brokers never hear of it.
  const consumer = new Consumer({ ...client, groupId: 'unused', autocommit: false })
  consumer.on('error', () => {}) // Failures reach the caller through promises.
  consumer.topics.track(topic)

  let fresh: { known: ClusterTopicMetadata; until_ms: number } | undefined

  async function metadata(): Promise<ClusterTopicMetadata> {
    if (fresh && performance.now() < fresh.until_ms) return fresh.known
    const { topics } = await consumer.metadata({ topics: [topic] })
    const known = topics.get(topic)
    if (known === undefined) throw notFound(`topic ${topic}`)
    fresh = { known, until_ms: performance.now() + METADATA_FRESH_MS }
    return known
  }

  /** The broker that serves each partition at the moment, by partition. */
  async function leaders(): Promise<readonly number[]> {
    return (await metadata()).partitions.map(({ leader }) => leader)
  }

  async function offsets(partitions: readonly number[], timestamp: bigint): Promise<readonly bigint[]> {
    const { partitionsCount } = await metadata()
    const missing = partitions.find(partition => !(partition < partitionsCount))
    if (missing !== undefined) throw notFound(`topic ${topic}, partition ${missing}`)
    const found = await consumer.listOffsets({
      topics: [topic],
      partitions: { [topic]: [...partitions] },
      timestamp,
    })
    return found.get(topic) ?? []
  }

  async function bounds(partitions: readonly number[]): Promise<ReadonlyMap<number, Bounds>> {
    if (partitions.length === 0) return new Map()
    const starts = await offsets(partitions, ListOffsetTimestamps.EARLIEST)
    const ends = await offsets(partitions, ListOffsetTimestamps.LATEST)
    return new Map(
      partitions.map(partition => [
        partition,
        { start: Number(starts[partition] ?? 0), end: Number(ends[partition] ?? 0) },
      ]),
    )
  }

  /** What `node` has at `positions`, all of which it leads; waits up to `wait_ms` if there is nothing yet. */
  async function fetch(node: number, positions: readonly Position[], wait_ms: number): Promise<Fetched[]> {
    const { id } = await metadata()
    const { responses } = await consumer.fetch({
      node,
      minBytes: 1,
      maxBytes: FETCH_BYTES_MAX,
      maxWaitTime: wait_ms,
      topics: [
        {
          topicId: id,
          partitions: positions.map(({ partition, offset }) => ({
            partition,
            fetchOffset: BigInt(offset),
            partitionMaxBytes: PARTITION_BYTES_MAX,
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
          })),
        },
      ],
    })
    const asked = new Map(positions.map(({ partition, offset }) => [partition, offset]))
    const fetched: Fetched[] = []
    for (const { partitions } of responses)
      for (const { partitionIndex: partition, records, highWatermark } of partitions) {
        const from = asked.get(partition)
        if (from === undefined) continue
        const end_offset = Number(highWatermark)
        fetched.push({ partition, end_offset, ...decodeBatches(partition, records ?? [], from) })
      }
    return fetched
  }

  return {
    leaders,
    bounds,
    offsets,
    fetch,
    /** Never rejects; what is under way fails. */
    async close(): Promise<void> {
      await consumer.close(true).catch(() => consumer.connections.close())
    },
  }
}
