/**
 * The transport of the grown system: Apache Kafka (3.x and 4.x) through `@platformatic/kafka`. Written for
 * at-least-once with stable record ids: nothing acknowledged is lost, and whatever is repeated after a failure is
 * recognised downstream.
 */
import { SentinelError } from '../errors.ts'
import { systemClock } from '../runtime/clock.ts'
import { consumeAs } from './consumption.ts'
import { createBrowser } from './kafka/browser.ts'
import { kafkaError } from './kafka/failures.ts'
import { createMember } from './kafka/member.ts'
import { clientOptions, type KafkaTransportOptions } from './kafka/options.ts'
import { createPublisher, type Publisher } from './kafka/publisher.ts'
import { createTopics } from './kafka/topics.ts'
import type { Transport } from './transport.ts'

export type { KafkaTransportOptions } from './kafka/options.ts'

/** A killed member's partitions move to the others after this. */
const SESSION_TIMEOUT_MS = 10_000

/** Connects when first used. Throws FILE_UNREADABLE for a certificate file that can not be read. */
export function createKafkaTransport(options: KafkaTransportOptions): Transport {
  const { logger, clock = systemClock, compression = 'snappy', replication_factor, brokers } = options
  const { session_timeout_ms = SESSION_TIMEOUT_MS } = options
  const client = clientOptions(options)
  const where = `Kafka at ${brokers.join(', ')}`
  const topics = createTopics({ client, clock, replication_factor })
  const browser = createBrowser(client)
  /** One for each topic that is written to, so that a topic in trouble does not hold up the others. */
  const publishers = new Map<string, Publisher>()
  const consuming = new Set<Promise<void>>()
  const closing = new AbortController()

  function publisherOf(topic: string): Publisher {
    const known = publishers.get(topic)
    if (known) return known
    const created = createPublisher({ topic, client, compression, limits: () => topics.limitsOf(topic) })
    publishers.set(topic, created)
    return created
  }

  return {
    kind: 'kafka',
    ensureTopics: specs => topics.ensure(specs),
    async publish(topic, records) {
      if (closing.signal.aborted)
        throw new SentinelError('KAFKA_UNAVAILABLE', {
          where,
          found: 'the transport is closed',
          expected: 'to publish before closing',
        })
      return publisherOf(topic).publish(records)
    },
    async consume(consumer, signal) {
      const until = AbortSignal.any([signal, closing.signal])
      if (until.aborted) return
      const member = createMember(consumer, { client, session_timeout_ms, clock, logger })
      const running = consumeAs(member, consumer, until, { clock, logger })
      consuming.add(running)
      await running.finally(() => consuming.delete(running))
    },
    async topics(name) {
      try {
        return await topics.info(name)
      } catch (error) {
        throw kafkaError(name === undefined ? where : `topic ${name}`, error)
      }
    },
    read: (topic, partition, offset, limit) => browser.read(topic, partition, offset, limit),
    offsetAt: (topic, partition, time_ms) => browser.offsetAt(topic, partition, time_ms),
    async ping() {
      try {
        await topics.ping()
      } catch (error) {
        throw kafkaError(where, error)
      }
    },
    async close() {
      closing.abort()
      await Promise.allSettled(consuming)
      await Promise.all([...publishers.values()].map(publisher => publisher.close()))
      await Promise.all([topics.close(), browser.close()])
    },
  }
}
