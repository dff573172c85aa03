/**
 * Appends what callers publish. Calls that meet in one turn of the event loop share a transaction, hence one wait
 * for the disk; a long list is cut into steps, between which the rest of the process runs. Retention is kept up
 * alongside, in small steps.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { messageOf, SentinelError } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { OutgoingRecord, PublishResult } from '../transport.ts'
import type { Log } from './log.ts'

/** One transaction takes about 25 ms at most. */
const STEP_RECORDS = 2_500
const STEP_BYTES = 4 * 1024 * 1024
const PRUNE_EVERY_MS = 10_000
const PRUNE_STEP_RECORDS = 2_000

interface AppenderOptions {
  log: Log
  clock: Clock
  logger: Logger
  guard<T>(step: () => T): T
  onAppended(): void
}

interface Waiting {
  topic: string
  records: readonly OutgoingRecord[]
  /** How many of the records are appended or refused. */
  done: number
  refused: PublishResult['refused']
  resolve(result: PublishResult): void
  reject(error: unknown): void
}

export function createAppender({ log, clock, logger, guard, onAppended }: AppenderOptions) {
  const queue: Waiting[] = []
  let working: Promise<void> | null = null
  let closed = false
  let pruned_ms = 0

  function publish(topic: string, records: readonly OutgoingRecord[]): Promise<PublishResult> {
    if (closed) return Promise.reject(closedError())
    const { promise, resolve, reject } = Promise.withResolvers<PublishResult>()
    queue.push({ topic, records, done: 0, refused: [], resolve, reject })
    working ??= work()
    return promise
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      await nextTurn()
      step()
      prune(clock.now())
    }
    working = null
  }

  /** Appends the first call's next records, and with them those of later calls for the same topic that fit. */
  function step(): void {
    const topic = queue[0]?.topic
    const taking: { call: Waiting; count: number }[] = []
    const records: OutgoingRecord[] = []
    let bytes = 0
    for (const call of queue) {
      if (call.topic !== topic) break
      let count = 0
      for (let index = call.done; index < call.records.length && records.length < STEP_RECORDS; index++) {
        const record = call.records[index]
        if (record === undefined || (records.length > 0 && bytes + record.value.length > STEP_BYTES)) break
        bytes += record.value.length
        records.push(record)
        count++
      }
      taking.push({ call, count })
      if (call.done + count < call.records.length) break
    }
    if (topic === undefined) return
    try {
      const now = clock.now()
      const refused = records.length > 0 ? guard(() => log.append(topic, records, now)) : []
      settle(taking, refused)
    } catch (error) {
      for (const { call } of taking) call.reject(error)
      queue.splice(0, taking.length)
    }
    onAppended()
  }

  function settle(taking: { call: Waiting; count: number }[], refused: PublishResult['refused']): void {
    let first = 0
    for (const { call, count } of taking) {
      for (const { index, reason } of refused)
        if (index >= first && index < first + count)
          call.refused.push({ index: call.done + index - first, reason })
      first += count
      call.done += count
      if (call.done < call.records.length) continue
      queue.shift()
      call.resolve({ refused: call.refused })
    }
  }

  /** A step that leaves some over makes the next append do another at once. */
  function prune(now: number): void {
    if (now - pruned_ms < PRUNE_EVERY_MS) return
    try {
      if (!guard(() => log.prune(now, PRUNE_STEP_RECORDS))) pruned_ms = now
    } catch (error) {
      // What was published is safe all the same; the next turn of retention tries again.
      pruned_ms = now
      logger.error({ reason: messageOf(error) }, 'old records could not be deleted')
    }
  }

  return {
    publish,
    /** Resolves once everything that was published is appended. */
    async close(): Promise<void> {
      closed = true
      await working
    },
  }
}

const closedError = () =>
  new SentinelError('KAFKA_UNAVAILABLE', {
    where: 'embedded log',
    found: 'the log is closed',
    expected: 'to publish before closing',
  })
