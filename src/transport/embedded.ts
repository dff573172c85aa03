/**
 * The transport of a single machine: topics in one SQLite file, consumer groups within the process. The same port
 * as Kafka, with nothing to install. One process owns the file, so that a publish wakes the consumers at once.
 */

import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isSentinelError } from '../errors.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { BATCH_BYTES_MAX, BATCH_RECORDS_MAX, consumeAs, type Member, type Serving } from './consumption.ts'
import { createAppender } from './embedded/appender.ts'
import { createGroup, type Group } from './embedded/group.ts'
import { createLog } from './embedded/log.ts'
import { LOG_FILE, openLogFile, runningError } from './embedded/schema.ts'
import { type Consumer, READ_BYTES_MAX, type Transport } from './transport.ts'

export interface EmbeddedTransportOptions {
  /** The folder that holds `log.sqlite`; made if it is not there. */
  folder: string
  logger: Logger
  clock?: Clock
}

/** Throws DATA_IN_USE, DATA_TOO_NEW, DATA_CORRUPT or FILE_UNREADABLE if the file can not be had. */
export function createEmbeddedTransport({
  folder,
  logger,
  clock = systemClock,
}: EmbeddedTransportOptions): Transport {
  const database = openLogFile(folder)
  const path = join(folder, LOG_FILE)
  const guard = <T>(step: () => T): T => {
    try {
      return step()
    } catch (error) {
      throw isSentinelError(error) ? error : runningError(path, error)
    }
  }
  const log = guard(() => createLog(database))
  const groups = new Map<string, Group>()
  /** Woken by every append; consumers that are at the end wait for it. */
  let news = Promise.withResolvers<void>()
  const appender = createAppender({
    log,
    clock,
    logger,
    guard,
    onAppended() {
      news.resolve()
      news = Promise.withResolvers()
    },
  })
  const closing = new AbortController()
  const consuming = new Set<Promise<void>>()

  async function serveOne(topic: string, partition: number, from: number, serving: Serving): Promise<void> {
    let position = from
    while (!serving.stop.aborted) {
      const next = news.promise
      const records = guard(() => log.read(topic, partition, position, BATCH_RECORDS_MAX, BATCH_BYTES_MAX))
      serving.onAnswer()
      const last = records.at(-1)
      if (last === undefined) {
        await untilAborted(next, serving.stop)
        continue
      }
      position = last.offset + 1
      const end_offset = log.bounds(topic, partition).end
      await serving.handle({ topic, partition, records, next_offset: position, end_offset })
      // A handler that never waits must not keep the rest of the process from running.
      await nextTurn()
    }
  }

  function memberOf({ topic, group: name }: Consumer): Member {
    const id = JSON.stringify([topic, name])
    const group = groups.get(id) ?? createGroup(log.partitions(topic))
    groups.set(id, group)
    const { assignment, leave } = group.join()
    return {
      assignment,
      bounds: async partitions =>
        new Map(partitions.map(partition => [partition, log.bounds(topic, partition)])),
      async serve(serving) {
        const failed = new AbortController()
        const stop = AbortSignal.any([serving.stop, failed.signal])
        const all = await Promise.allSettled(
          [...serving.positions].map(([partition, offset]) =>
            serveOne(topic, partition, offset, { ...serving, stop }).catch((error: unknown) => {
              failed.abort()
              throw error
            }),
          ),
        )
        const failure = all.find(result => result.status === 'rejected')
        if (failure) throw failure.reason
        // A member without a share waits for the next one.
        await untilAborted(new Promise(() => {}), serving.stop)
      },
      async leave() {
        leave()
        if (group.isEmpty()) groups.delete(id)
      },
    }
  }

  return {
    kind: 'embedded',
    async ensureTopics(specs) {
      guard(() => {
        for (const spec of specs) log.create(spec)
      })
    },
    publish: (topic, records) => appender.publish(topic, records),
    async consume(consumer, signal) {
      const until = AbortSignal.any([signal, closing.signal])
      if (until.aborted) return
      const running = consumeAs(memberOf(consumer), consumer, until, { clock, logger })
      consuming.add(running)
      await running.finally(() => consuming.delete(running))
    },
    topics: async name => {
      if (name !== undefined) return [log.info(name)]
      return log.all().filter(topic => topic.name.startsWith('sentinel.'))
    },
    read: async (topic, partition, offset, limit) =>
      guard(() => log.read(topic, partition, offset, limit, READ_BYTES_MAX)),
    offsetAt: async (topic, partition, time_ms) => guard(() => log.offsetAt(topic, partition, time_ms)),
    ping: async () => {},
    async close() {
      closing.abort()
      await Promise.allSettled(consuming)
      await appender.close()
      if (database.isOpen) database.close()
    },
  }
}

/** Resolves with `event` or when `signal` is aborted, and leaves no listener behind. */
async function untilAborted(event: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const onAbort = () => resolve()
  signal.addEventListener('abort', onAbort, { once: true })
  await Promise.race([event, promise])
  signal.removeEventListener('abort', onAbort)
}
