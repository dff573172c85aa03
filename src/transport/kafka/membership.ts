/**
 * Membership in a consumer group: the library's consumer, used for joining, heartbeats and commits alone.
 *
 * - *joined*: `current` holds the partitions. Heartbeats go on by themselves, however long a handler takes.
 * - *rebalancing*: the brokers asked everybody to join anew; `current` is revoked at once, the library joins, and
 *   the next assignment comes with its event.
 * - *lost*: the library gave up. Its consumer is thrown away; the next `assignment` joins with a new one.
 */
import { Consumer } from '@platformatic/kafka'
import type { Logger } from '../../runtime/logger.ts'
import type { Assignment } from '../consumption.ts'
import { kafkaError } from './failures.ts'
import type { ClientOptions } from './options.ts'

/** Several heartbeats may get lost before the brokers give a member up. */
const HEARTBEATS_PER_SESSION = 5
/** Members join anew at their next heartbeat, so that this only bounds one that hangs. */
const REBALANCE_TIMEOUT_MS = 15_000
/** Leaving is a courtesy that lets the others take over sooner. */
const LEAVE_WITHIN_MS = 3_000

interface MembershipOptions {
  client: ClientOptions
  /** A killed member's partitions move to the others after this. */
  session_timeout_ms: number
  topic: string
  group: string
  logger: Logger
}

interface Held {
  assignment: Assignment
  revoke: AbortController
}

export type Membership = ReturnType<typeof createMembership>

export function createMembership({ client, session_timeout_ms, topic, group, logger }: MembershipOptions) {
  const where = `group ${group} of topic ${topic}`
  let consumer: Consumer | null = null
  let current: Held | null = null
  let change = Promise.withResolvers<void>()
  /** Why the consumer was lost, until it is told. */
  let loss: unknown = null

  const changed = () => {
    change.resolve()
    change = Promise.withResolvers()
  }
  const revoke = () => {
    current?.revoke.abort()
    current = null
  }

  function lose(lost: Consumer, error: unknown): void {
    if (lost !== consumer) return
    revoke()
    loss = error
    consumer = null
    void close(lost)
    changed()
  }

  function join(): void {
    const joining = new Consumer({
      ...client,
      groupId: group,
      groupProtocol: 'classic',
      sessionTimeout: session_timeout_ms,
      heartbeatInterval: Math.ceil(session_timeout_ms / HEARTBEATS_PER_SESSION),
      rebalanceTimeout: Math.max(REBALANCE_TIMEOUT_MS, session_timeout_ms),
      autocommit: false,
    })
    consumer = joining
    joining.topics.track(topic)
    joining.on('error', error => lose(joining, error))
    joining.on('consumer:heartbeat:stalled', ({ lastError }) =>
      lose(joining, lastError ?? new Error('no heartbeat')),
    )
    joining.on('consumer:group:rebalance', () => {
      if (joining === consumer) revoke()
    })
    joining.on('consumer:group:join', ({ assignments = [] }) => {
      if (joining !== consumer) return
      revoke()
      const controller = new AbortController()
      const partitions = assignments.find(assignment => assignment.topic === topic)?.partitions ?? []
      current = { assignment: { partitions, revoked: controller.signal }, revoke: controller }
      changed()
    })
    joining.joinGroup().catch((error: unknown) => lose(joining, error))
  }

  return {
    /** Rejects if the group can not be joined; asking again tries again. */
    async assignment(signal: AbortSignal): Promise<Assignment | null> {
      const onAbort = () => changed()
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        while (!signal.aborted) {
          if (current) return current.assignment
          if (loss) {
            const error = loss
            loss = null
            throw kafkaError(where, error)
          }
          const next = change.promise
          if (consumer === null) join()
          await next
        }
        return null
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },

    /** Asks the group to share anew, for example because the topic has more partitions now. */
    rejoin(): void {
      if (consumer) lose(consumer, null)
    },

    /** Tells the group how far it is; a failure only makes lag tools late. */
    async commit(offsets: ReadonlyMap<number, number>): Promise<void> {
      if (!consumer || !current || offsets.size === 0) return
      try {
        await consumer.commit({
          offsets: [...offsets].map(([partition, offset]) => ({
            topic,
            partition,
            offset: BigInt(offset),
            leaderEpoch: -1,
          })),
        })
      } catch (error) {
        logger.debug(
          { where, reason: kafkaError(where, error).message },
          'offsets were not committed to the group',
        )
      }
    },

    /** Never rejects, and takes no longer than a moment. */
    async leave(): Promise<void> {
      const leaving = consumer
      consumer = null
      revoke()
      if (leaving) await close(leaving)
    },
  }
}

async function close(consumer: Consumer): Promise<void> {
  const timeout = Promise.withResolvers<void>()
  const timer = setTimeout(timeout.resolve, LEAVE_WITHIN_MS)
  // The library keeps its connections if it can not leave in order; they are closed all the same.
  const closing = consumer.close(true).catch(() => {})
  await Promise.race([closing, timeout.promise])
  clearTimeout(timer)
  await consumer.connections.close().catch(() => {})
}
