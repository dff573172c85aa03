/** A member of a Kafka consumer group: membership, reading and commits put together. */
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Member } from '../consumption.ts'
import type { Consumer } from '../transport.ts'
import { kafkaError } from './failures.ts'
import { createMembership } from './membership.ts'
import type { ClientOptions } from './options.ts'
import { createReader, type Reader } from './reader.ts'
import { serveSession } from './session.ts'

const COMMIT_EVERY_MS = 1_000
const LEAVE_COMMIT_WITHIN_MS = 1_000

interface MemberOptions {
  client: ClientOptions
  session_timeout_ms: number
  clock: Clock
  logger: Logger
}

export function createMember(
  { topic, group }: Consumer,
  { client, session_timeout_ms, clock, logger }: MemberOptions,
): Member {
  const membership = createMembership({ client, session_timeout_ms, topic, group, logger })
  const where = `topic ${topic}`
  let reader: Reader | null = null
  const handled = new Map<number, number>()
  let committed_ms = 0
  let committing: Promise<void> = Promise.resolve()

  function commit(): Promise<void> {
    const offsets = new Map(handled)
    handled.clear()
    committed_ms = clock.now()
    committing = committing.then(() => membership.commit(offsets))
    return committing
  }

  /** A reader of its own for each assignment, so that a fetch left over from the last one disturbs nothing. */
  async function dropReader(): Promise<void> {
    const dropped = reader
    reader = null
    await dropped?.close()
  }

  return {
    assignment: signal => membership.assignment(signal),

    async bounds(partitions) {
      void dropReader()
      reader = createReader(client, topic)
      try {
        return await reader.bounds(partitions)
      } catch (error) {
        throw kafkaError(where, error)
      }
    },

    async serve(serving) {
      reader ??= createReader(client, topic)
      try {
        await serveSession({
          topic,
          reader,
          serving,
          onHandled(partition, next_offset) {
            handled.set(partition, next_offset)
            if (clock.now() - committed_ms >= COMMIT_EVERY_MS) void commit()
          },
          onResized: () => membership.rejoin(),
        })
      } finally {
        void commit()
        void dropReader()
      }
    },

    async leave() {
      // A courtesy to lag tools; a broker that hangs must not keep anybody.
      await Promise.race([commit(), clock.sleep(LEAVE_COMMIT_WITHIN_MS)])
      await Promise.all([membership.leave(), dropReader()])
    },
  }
}
