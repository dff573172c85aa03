/** What the Kafka transport does when brokers die, hang, or are not there yet. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka'
import { startKafka, type TestKafka } from '../../test/helpers/kafka.ts'
import { isSentinelError } from '../errors.ts'
import { silentLogger } from '../runtime/logger.ts'
import { freshName, record, stringsOf, waitFor } from './contract-helpers.ts'
import { createKafkaTransport } from './kafka.ts'
import type { Transport } from './transport.ts'

const unavailable = (error: unknown) => isSentinelError(error, 'KAFKA_UNAVAILABLE')
const spec = (name: string, partitions: number) => ({
  name,
  partitions,
  retention_ms: 3_600_000,
  record_bytes_max: 1_000_000,
})

// One broker for all of them, for starting one takes longest: down at first, and up after the first test.
let kafka: TestKafka
let transport: Transport
before(async () => {
  kafka = await startKafka({ running: false })
  transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
})
after(async () => {
  await transport.close()
  await kafka.stop()
})

/** Publishes `count` numbered records in small calls, trying each again until it is acknowledged. */
async function publishAll(
  transport: Transport,
  topic: string,
  count: number,
  onDone: (sent: number) => void,
) {
  for (let sent = 0; sent < count; sent += 100) {
    const records = Array.from({ length: 100 }, (_, index) => record(`${sent + index}`, `${index % 13}`))
    for (;;) {
      try {
        const { refused } = await transport.publish(topic, records)
        assert.deepEqual(refused, [])
        break
      } catch (error) {
        assert.ok(unavailable(error), String(error))
      }
    }
    onDone(sent + 100)
  }
}

test('a broker that is not there yet is told and waited for', async () => {
  const topic = freshName()
  const problems: (string | null)[] = []
  const values: string[] = []
  const stop = new AbortController()
  const consuming = transport.consume(
    {
      topic,
      group: freshName(),
      offsets: async () => new Map(),
      async handle(batch) {
        values.push(...stringsOf(batch.records))
      },
      onProblem: problem => void problems.push(problem),
    },
    stop.signal,
  )
  await assert.rejects(transport.ping(), unavailable)
  await assert.rejects(transport.publish(topic, [record('x')]), unavailable)
  await assert.rejects(transport.topics(), unavailable)
  await waitFor(() => problems.length > 0)
  assert.match(problems[0] ?? '', /group .* Check that the brokers run/)
  await kafka.restart()
  await transport.ensureTopics([spec(topic, 1)])
  await transport.publish(topic, [record('first')])
  await waitFor(() => values.length === 1)
  assert.equal(problems.at(-1), null)

  // A broker that hangs keeps its connections open; leaving must not wait for it.
  kafka.pause()
  stop.abort()
  await consuming
  kafka.resume()
})

test('a broker that is killed loses nothing: publisher and consumer come through', async () => {
  const topic = freshName()
  const count = 30_000
  await transport.ensureTopics([spec(topic, 3)])

  const stop = new AbortController()
  const offsets = new Map<number, number>()
  const seen = new Map<string, number>()
  const problems: (string | null)[] = []
  const consuming = transport.consume(
    {
      topic,
      group: freshName(),
      offsets: async () => new Map(offsets),
      async handle({ partition, records, next_offset }) {
        assert.equal(records[0]?.offset, offsets.get(partition) ?? 0, 'batches follow each other')
        offsets.set(partition, next_offset)
        for (const value of stringsOf(records)) seen.set(value, (seen.get(value) ?? 0) + 1)
        await sleep(5)
      },
      onProblem: problem => void problems.push(problem),
    },
    stop.signal,
  )
  let sent = 0
  const publishing = publishAll(transport, topic, count, done => {
    sent = done
  })
  await waitFor(() => sent > count / 3)
  await kafka.kill()
  await sleep(1000)
  await kafka.restart()
  await publishing
  await waitFor(() => seen.size === count)
  stop.abort()
  await consuming
  assert.ok(problems.length >= 2, 'the outage was told')
  assert.equal(problems.at(-1), null)
  // Each offset was handled once; a record can only come twice where its acknowledgement was lost.
  const twice = [...seen.values()].filter(times => times > 1).length
  assert.ok(twice <= 1_000, `${twice} records came twice`)
})

test('records that only the broker can refuse are found among the others', async () => {
  const topic = freshName()
  await transport.ensureTopics([spec(topic, 2)])
  await transport.publish(topic, [record('the limits of the topic are known now')])
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.bootstrap] })
  await admin.incrementalAlterConfigs({
    resources: [
      {
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName: topic,
        configs: [
          {
            name: 'max.message.bytes',
            value: '20000',
            configOperation: IncrementalAlterConfigOperationTypes.SET,
          },
        ],
      },
    ],
  })
  await admin.close()
  const random = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes)))
  const records = Array.from({ length: 64 }, (_, index) => ({
    key: `${index}`,
    value: random(index === 13 || index === 40 ? 30_000 : 1_000),
    headers: {},
  }))
  const { refused } = await transport.publish(topic, records)
  assert.deepEqual(
    refused.map(({ index }) => index),
    [13, 40],
  )
  for (const { reason } of refused) assert.match(reason, /MESSAGE_TOO_LARGE/)
  const taken: number[] = []
  for (const partition of [0, 1])
    for (const { key } of await transport.read(topic, partition, 0, 100)) {
      const index = Number(Buffer.from(key ?? []).toString())
      if (Number.isInteger(index)) taken.push(index)
    }
  // Each once: the partition that was taken in the same request was not sent again.
  assert.deepEqual(
    taken.sort((a, b) => a - b),
    records.map((_, index) => index).filter(index => index !== 13 && index !== 40),
  )
})
