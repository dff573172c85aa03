/** Topics: creating them, what they take, and how they stand. */
import { Admin, type ClusterPartitionMetadata, ConfigResourceTypes } from '@platformatic/kafka'
import type { Clock } from '../../runtime/clock.ts'
import type { TopicInfo } from '../../schema/http.ts'
import type { TopicSpec } from '../transport.ts'
import { hasError, kafkaError, notFound } from './failures.ts'
import type { ClientOptions } from './options.ts'
import type { TopicLimits } from './publisher.ts'

/** Room in `max.message.bytes` for key, headers and batch, and for bytes that compression makes longer. */
const ROOM_BYTES = 64 * 1024
const ROOM_SHARE = 0.2
/** How long what is known of a topic's limits stands. */
const LIMITS_AGE_MS = 60_000
/** A created topic is seen by every broker a moment later; until then the others deny it. */
const CREATED_WITHIN_MS = 15_000
const EARLIEST = -2n
const LATEST = -1n

interface TopicsOptions {
  client: ClientOptions
  clock: Clock
  replication_factor: number | undefined
}

export type Topics = ReturnType<typeof createTopics>

export function createTopics({ client, clock, replication_factor }: TopicsOptions) {
  const admin = new Admin(client)
  // Failures reach the caller through promises.
  admin.on('error', () => {})
  const limits = new Map<string, { value: TopicLimits; until_ms: number }>()
  const learning = new Map<string, Promise<TopicLimits>>()

  async function ensure(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) {
      const where = `topic ${spec.name}`
      try {
        await create(spec)
      } catch (error) {
        // Another service was first, now or long ago.
        if (!hasError(error, 'TOPIC_ALREADY_EXISTS')) throw kafkaError(where, error)
      }
    }
    const deadline = clock.now() + CREATED_WITHIN_MS
    for (const { name } of specs) await untilSeen(name, deadline)
  }

  async function create({ name, partitions, retention_ms, compact, record_bytes_max }: TopicSpec) {
    const existing = await admin.listTopics()
    if (existing.includes(name)) return
    const configs = {
      'max.message.bytes': Math.ceil(record_bytes_max * (1 + ROOM_SHARE)) + ROOM_BYTES,
      // "When the transport took it", whatever a writer's clock says: retention goes by it.
      'message.timestamp.type': 'LogAppendTime',
      ...(compact ? { 'cleanup.policy': 'compact' } : { 'retention.ms': retention_ms }),
    }
    await admin.createTopics({
      topics: [name],
      partitions,
      ...(replication_factor !== undefined && { replicas: replication_factor }),
      configs: Object.entries(configs).map(([name, value]) => ({ name, value: String(value) })),
    })
  }

  async function untilSeen(name: string, deadline_ms: number): Promise<void> {
    for (;;) {
      try {
        await admin.metadata({ topics: [name], forceUpdate: true })
        return
      } catch (error) {
        if (clock.now() > deadline_ms) throw kafkaError(`topic ${name}`, error)
        await clock.sleep(200)
      }
    }
  }

  /** What is old is learned anew while the publishing goes on with it: records do not wait for what hardly changes. */
  async function limitsOf(name: string): Promise<TopicLimits> {
    const known = limits.get(name)
    if (known && clock.now() < known.until_ms) return known.value
    const learned = learning.get(name) ?? learnLimits(name)
    if (!known) return await learned
    learned.catch(() => {}) // Told to whoever asks next.
    return known.value
  }

  function learnLimits(name: string): Promise<TopicLimits> {
    const learned = askLimits(name)
      .then(value => {
        limits.set(name, { value, until_ms: clock.now() + LIMITS_AGE_MS })
        return value
      })
      .catch(error => {
        limits.delete(name)
        throw error
      })
      .finally(() => learning.delete(name))
    learning.set(name, learned)
    return learned
  }

  async function askLimits(name: string): Promise<TopicLimits> {
    const metadata = await admin.metadata({ topics: [name] })
    const partitions = metadata.topics.get(name)?.partitionsCount
    // The library leaves out the brokers' internal topics.
    if (partitions === undefined) throw notFound(`topic ${name}`)
    return { partitions, message_bytes_max: await messageBytesMax(name) }
  }

  async function messageBytesMax(name: string): Promise<number | null> {
    try {
      const [described] = await admin.describeConfigs({
        resources: [
          {
            resourceType: ConfigResourceTypes.TOPIC,
            resourceName: name,
            configurationKeys: ['max.message.bytes'],
          },
        ],
      })
      const bytes = Number(described?.configs[0]?.value ?? Number.NaN)
      return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null
    } catch (error) {
      // Writing needs no right to read settings; without it the brokers' refusals have to tell.
      if (hasError(error, 'TOPIC_AUTHORIZATION_FAILED')) return null
      throw error
    }
  }

  async function info(name?: string): Promise<TopicInfo[]> {
    const names =
      name === undefined
        ? (await admin.listTopics()).filter(topic => topic.startsWith('sentinel.')).sort()
        : [name]
    if (names.length === 0) return []
    const { topics } = await admin.metadata({ topics: names, forceUpdate: true })
    const partitions = new Map<string, ClusterPartitionMetadata[]>()
    for (const topic of names) {
      const known = topics.get(topic)
      // The library leaves out the brokers' internal topics.
      if (known === undefined) throw notFound(`topic ${topic}`)
      partitions.set(topic, known.partitions)
    }
    const [starts, ends] = [await offsets(partitions, EARLIEST), await offsets(partitions, LATEST)]
    return names.map(topic => ({
      name: topic,
      partitions: (partitions.get(topic) ?? []).map(({ replicas, isr }, partition) => ({
        partition,
        start_offset: starts.get(topic)?.get(partition) ?? 0,
        end_offset: ends.get(topic)?.get(partition) ?? 0,
        replicas: replicas.length,
        in_sync: isr.length,
      })),
    }))
  }

  /** By topic and partition. `timestamp` is one of the two above, or milliseconds; -1 stands for "none such". */
  async function offsets(
    partitions: ReadonlyMap<string, readonly unknown[]>,
    timestamp: bigint,
  ): Promise<Map<string, Map<number, number>>> {
    const listed = await admin.listOffsets({
      topics: [...partitions].map(([name, all]) => ({
        name,
        partitions: all.map((_, partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    })
    const found = new Map<string, Map<number, number>>()
    for (const { name, partitions } of listed) {
      const offsets = found.get(name) ?? new Map<number, number>()
      for (const { partitionIndex, offset } of partitions) offsets.set(partitionIndex, Number(offset))
      found.set(name, offsets)
    }
    return found
  }

  return {
    ensure,
    limitsOf,
    info,
    async ping(): Promise<void> {
      await admin.metadata({ topics: [], forceUpdate: true, retries: 0 })
    },
    async close(): Promise<void> {
      await admin.close().catch(() => {}) // Nothing is under way that could be lost.
    },
  }
}
