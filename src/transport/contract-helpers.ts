/** What the tests of all transports share. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Batch, IncomingRecord, OutgoingRecord, Transport } from './transport.ts'

export const RECORD_BYTES_MAX = 16 * 1024 * 1024

export interface TopicExtras {
  compact?: boolean
  record_bytes_max?: number
}

/** Creates a topic of its own; gives its name. */
export async function createTopic(
  transport: Transport,
  partitions: number,
  more: TopicExtras = {},
): Promise<string> {
  const name = freshName()
  const usual = { partitions, retention_ms: 3_600_000, record_bytes_max: RECORD_BYTES_MAX }
  await transport.ensureTopics([{ name, ...usual, ...more }])
  return name
}

/** Publishes; nothing may be refused. */
export async function publishTo(
  transport: Transport,
  topic: string,
  records: OutgoingRecord[],
): Promise<void> {
  assert.deepEqual(await transport.publish(topic, records), { refused: [] })
}

/** A topic or group that no other test uses. */
export const freshName = () => `sentinel.test-${crypto.randomUUID()}`

export const record = (value: string, key = 'k'): OutgoingRecord => ({
  key,
  value: Buffer.from(value),
  headers: { id: value },
})

export const stringsOf = (records: readonly IncomingRecord[]) =>
  records.map(({ value }) => Buffer.from(value).toString())

/** Waits until `condition` holds; fails after a time in which it must have on the slowest machine. */
export async function waitFor(condition: () => boolean, within_ms = 60_000): Promise<void> {
  const deadline = Date.now() + within_ms
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`did not hold within ${within_ms} ms: ${condition}`)
    await sleep(10)
  }
}

export interface CollectOptions {
  group?: string
  offsets?: ReadonlyMap<number, number>
  onBatch?(batch: Batch): void
}

/** Consumes until `count` records came; gives their values as text. */
export async function collect(
  transport: Transport,
  topic: string,
  count: number,
  { group = freshName(), offsets = new Map(), onBatch }: CollectOptions = {},
): Promise<string[]> {
  const stop = new AbortController()
  const values: string[] = []
  const next = new Map(offsets)
  await transport.consume(
    {
      topic,
      group,
      offsets: async () => next,
      async handle(batch) {
        next.set(batch.partition, batch.next_offset)
        onBatch?.(batch)
        values.push(...stringsOf(batch.records))
        if (values.length >= count) stop.abort()
      },
    },
    stop.signal,
  )
  return values
}
