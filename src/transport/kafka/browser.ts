/** Looks into partitions for people: any place, without a group, leaving nothing behind on the brokers. */
import { type IncomingRecord, READ_BYTES_MAX } from '../transport.ts'
import { kafkaError } from './failures.ts'
import type { ClientOptions } from './options.ts'
import { createReader, type Reader } from './reader.ts'

/** Topics whose connections are kept for the next look. */
const READERS_MAX = 8
const FETCH_WAIT_MS = 500

export function createBrowser(client: ClientOptions) {
  /** In the order of their last use. A reader takes one request at a time. */
  const readers = new Map<string, { reader: Reader; turn: Promise<unknown> }>()

  async function withReader<T>(topic: string, action: (reader: Reader) => Promise<T>): Promise<T> {
    const entry = readers.get(topic) ?? { reader: createReader(client, topic), turn: Promise.resolve() }
    readers.delete(topic)
    readers.set(topic, entry)
    const [oldest] = readers.keys()
    if (readers.size > READERS_MAX && oldest !== undefined) drop(oldest)
    const result = entry.turn.then(() => action(entry.reader))
    entry.turn = result.catch(() => {}) // The caller is told; the next one has its turn all the same.
    try {
      return await result
    } catch (error) {
      if (readers.get(topic) === entry) drop(topic)
      throw kafkaError(`topic ${topic}`, error)
    }
  }

  function drop(topic: string): void {
    const entry = readers.get(topic)
    readers.delete(topic)
    void entry?.turn.then(() => entry.reader.close())
  }

  async function readFrom(
    reader: Reader,
    partition: number,
    offset: number,
    limit: number,
  ): Promise<IncomingRecord[]> {
    const { start, end } = (await reader.bounds([partition])).get(partition) ?? { start: 0, end: 0 }
    const found: IncomingRecord[] = []
    let bytes = 0
    let position = Math.max(offset, start)
    while (position < end) {
      const node = (await reader.leaders())[partition] ?? -1
      const [fetched] = await reader.fetch(node, [{ partition, offset: position }], FETCH_WAIT_MS)
      if (fetched === undefined || fetched.next_offset === position) break
      position = fetched.next_offset
      for (const record of fetched.records) {
        bytes += record.value.length
        if (found.length === limit || (found.length > 0 && bytes > READ_BYTES_MAX)) return found
        found.push(record)
      }
    }
    return found
  }

  return {
    read: (topic: string, partition: number, offset: number, limit: number) =>
      withReader(topic, reader => readFrom(reader, partition, offset, limit)),

    offsetAt: (topic: string, partition: number, time_ms: number) =>
      withReader(topic, async reader => {
        // Negative times have meanings of their own in the protocol.
        const found = (await reader.offsets([partition], BigInt(Math.max(0, Math.ceil(time_ms)))))[partition]
        if (found !== undefined && found >= 0n) return Number(found)
        return (await reader.bounds([partition])).get(partition)?.end ?? 0
      }),

    async close(): Promise<void> {
      await Promise.all([...readers.values()].map(({ reader }) => reader.close()))
      readers.clear()
    },
  }
}
