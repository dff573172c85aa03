/**
 * Serves one assignment: fetches ahead from every broker, and hands the records of each partition on, in order,
 * one batch at a time. What is fetched ahead is bounded, so that a slow handler only fills its share of memory.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { BATCH_BYTES_MAX, batchLength, type Serving } from '../consumption.ts'
import type { IncomingRecord } from '../transport.ts'
import { kafkaError } from './failures.ts'
import type { Fetched, Reader } from './reader.ts'

/** Handlers of different partitions that run at the same time. */
const HANDLERS_MAX = 4
/** A partition is fetched again when less than this waits for its handler. */
const LANE_BYTES_AHEAD = BATCH_BYTES_MAX
/** And only while less than this waits in all lanes together. One response more can come on top. */
const BYTES_AHEAD = 64 * 1024 * 1024
/** How long a broker may hold a fetch for want of records. */
const FETCH_WAIT_MS = 500
/**
 * After a response with less than FEW_BYTES of records the next fetch waits this long, so that a trickle is taken by the
 * cupful: each response costs a turn of everything that follows, a commit included. A record that comes after a pause
 * finds the fetch waiting for it, and is not held up.
 */
const GATHER_MS = 40
const FEW_BYTES = 64 * 1024

interface Lane {
  partition: number
  fetch_offset: number
  queue: IncomingRecord[]
  bytes: number
  end_offset: number
  handling: boolean
}

interface SessionOptions {
  topic: string
  reader: Reader
  serving: Serving
  /** After `handle` resolved. */
  onHandled(partition: number, next_offset: number): void
  /** The topic has another number of partitions than when the session began. */
  onResized(): void
}

/** Resolves when `serving.stop` is aborted, rejects with the first failure; no handler runs on after either. */
export async function serveSession({
  topic,
  reader,
  serving,
  onHandled,
  onResized,
}: SessionOptions): Promise<void> {
  const failure = new AbortController()
  const stop = AbortSignal.any([serving.stop, failure.signal])
  const stopped = Promise.withResolvers<void>()
  stop.addEventListener('abort', () => stopped.resolve(), { once: true })
  if (stop.aborted) return
  const lanes = new Map<number, Lane>()
  for (const [partition, offset] of serving.positions)
    lanes.set(partition, {
      partition,
      fetch_offset: offset,
      queue: [],
      bytes: 0,
      end_offset: 0,
      handling: false,
    })
  const handlers = new Set<Promise<void>>()
  let bytesAhead = 0
  /** Resolved when a handler made room. */
  let room = Promise.withResolvers<void>()

  function schedule(): void {
    for (const lane of lanes.values()) {
      if (stop.aborted || handlers.size >= HANDLERS_MAX) return
      if (lane.handling || lane.queue.length === 0) continue
      lane.handling = true
      // At the end of the line, so that no partition waits for ever behind busy ones.
      lanes.delete(lane.partition)
      lanes.set(lane.partition, lane)
      const handler = handleNext(lane).catch((error: unknown) => failure.abort(error))
      handlers.add(handler)
      void handler.then(() => {
        handlers.delete(handler)
        lane.handling = false
        room.resolve()
        room = Promise.withResolvers()
        schedule()
      })
    }
  }

  async function handleNext(lane: Lane): Promise<void> {
    const records = lane.queue.splice(0, batchLength(lane.queue))
    const last = records.at(-1)
    if (last === undefined) return
    const bytes = records.reduce((sum, { value }) => sum + value.length, 0)
    lane.bytes -= bytes
    bytesAhead -= bytes
    const { partition, end_offset } = lane
    const next_offset = last.offset + 1
    await serving.handle({ topic, partition, records, next_offset, end_offset })
    onHandled(partition, next_offset)
  }

  function take({ partition, records, next_offset, bytes, end_offset }: Fetched): void {
    const lane = lanes.get(partition)
    if (lane === undefined) return
    lane.fetch_offset = next_offset
    lane.end_offset = end_offset
    // One by one: a spread of that many arguments would overflow the stack.
    for (const record of records) lane.queue.push(record)
    lane.bytes += bytes
    bytesAhead += bytes
  }

  const loops = new Map<number, Promise<void>>()
  let partitions: number | null = null

  /** Asks who leads what, and sees to it that every leader has its loop. */
  async function leadersOf(): Promise<readonly number[]> {
    const leaders = await reader.leaders()
    partitions ??= leaders.length
    if (leaders.length !== partitions) onResized()
    for (const lane of lanes.values()) {
      const node = leaders[lane.partition]
      if (node !== undefined && !loops.has(node) && !stop.aborted) loops.set(node, follow(node))
    }
    return leaders
  }

  const follow = (node: number) =>
    fetchFrom(node).catch((error: unknown) => failure.abort(kafkaError(`topic ${topic}`, error)))

  async function fetchFrom(node: number): Promise<void> {
    while (!stop.aborted) {
      const leaders = await leadersOf()
      const wanted = [...lanes.values()].filter(
        lane => leaders[lane.partition] === node && lane.bytes < LANE_BYTES_AHEAD && bytesAhead < BYTES_AHEAD,
      )
      if (wanted.length === 0) {
        await Promise.race([room.promise, stopped.promise, delay(FETCH_WAIT_MS, undefined, { ref: false })])
        continue
      }
      const positions = wanted.map(({ partition, fetch_offset }) => ({ partition, offset: fetch_offset }))
      const fetched = await reader.fetch(node, positions, FETCH_WAIT_MS)
      serving.onAnswer()
      if (stop.aborted) return
      for (const part of fetched) take(part)
      schedule()
      const bytes = fetched.reduce((sum, part) => sum + part.bytes, 0)
      if (bytes > 0 && bytes < FEW_BYTES)
        await Promise.race([stopped.promise, delay(GATHER_MS, undefined, { ref: false })])
    }
  }

  try {
    await leadersOf().catch((error: unknown) => failure.abort(kafkaError(`topic ${topic}`, error)))
    if (!stop.aborted) serving.onAnswer()
    await stopped.promise
  } finally {
    await Promise.all(handlers)
  }
  if (failure.signal.aborted && !serving.stop.aborted) throw failure.signal.reason
}
