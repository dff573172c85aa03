/** What every transport must do: the same tests for all adapters. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isSentinelError } from '../errors.ts'
import { consumingContract } from './consuming.contract.ts'
import {
  collect,
  createTopic,
  freshName,
  publishTo,
  RECORD_BYTES_MAX,
  record,
  stringsOf,
  type TopicExtras,
} from './contract-helpers.ts'
import type { Batch, OutgoingRecord, Transport } from './transport.ts'

const NOTHING = new Uint8Array(0)

/** `transport` gives the adapter under test; it is asked within tests only. */
export function transportContract(adapter: string, transport: () => Transport): void {
  const newTopic = (partitions = 1, more: TopicExtras = {}) => createTopic(transport(), partitions, more)
  const publish = (topic: string, records: OutgoingRecord[]) => publishTo(transport(), topic, records)

  describe(`${adapter}: publishing and reading`, () => {
    test('records come back byte for byte, with key, headers, offset and time', async () => {
      const topic = await newTopic()
      const values = [
        Buffer.from('plain'),
        Buffer.alloc(0),
        Buffer.from([0, 1, 0]),
        Buffer.from([0xff, 0xfe, 0x80]),
        Buffer.from('żółć 🦊'),
      ]
      const headers = { id: 'a:1', host: 'web-1', ['__proto__']: 'x', empty: '', 'ключ\0': '"\\' }
      const before = Date.now()
      await publish(
        topic,
        values.map(value => ({ key: 'k\0é', value, headers })),
      )
      await publish(topic, [{ key: null, value: Buffer.from('last'), headers: {} }])
      const read = await transport().read(topic, 0, 0, 100)
      assert.deepEqual(
        read.map(({ value }) => Buffer.from(value)),
        [...values, Buffer.from('last')],
      )
      assert.deepEqual(
        read.map(({ offset }) => offset),
        [0, 1, 2, 3, 4, 5],
      )
      assert.deepEqual(Object.entries(read[0]?.headers ?? {}), Object.entries(headers))
      assert.equal(Buffer.from(read[0]?.key ?? []).toString(), 'k\0é')
      assert.equal(read[5]?.key, null)
      assert.deepEqual(read[5]?.headers, {})
      for (const { time_ms } of read) assert.ok(time_ms >= before - 1 && time_ms <= Date.now() + 1)
    })

    test('a value as large as the topic takes travels through, random or not', async () => {
      const topic = await newTopic()
      const random = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)))
      const values = [
        Buffer.alloc(RECORD_BYTES_MAX, 'a'),
        Buffer.concat(
          Array.from({ length: 256 }, (_, index) =>
            Buffer.concat([random.subarray(index), random.subarray(0, index)]),
          ),
        ),
      ]
      for (const value of values) await publish(topic, [{ key: 'k', value, headers: { id: '1' } }])
      await publish(topic, [record('after')])
      const batches: Batch[] = []
      await collect(transport(), topic, 3, { onBatch: batch => batches.push(batch) })
      const received = batches.flatMap(batch => batch.records)
      assert.ok(values[0]?.equals(received[0]?.value ?? NOTHING))
      assert.ok(values[1]?.equals(received[1]?.value ?? NOTHING))
      const read = await transport().read(topic, 0, 1, 1)
      assert.ok(values[1]?.equals(read[0]?.value ?? NOTHING))
    })

    test('a record goes to the partition that it names, whatever its key', async () => {
      const topic = await newTopic(3)
      const { refused } = await transport().publish(
        topic,
        [0, 1, 2, 3].map(partition => ({ ...record(`to ${partition}`), partition })),
      )
      assert.deepEqual(
        refused.map(({ index }) => index),
        [3],
      )
      for (const partition of [0, 1, 2])
        assert.deepEqual(stringsOf(await transport().read(topic, partition, 0, 10)), [`to ${partition}`])
    })

    test('a record that is too large is refused by its index and the others go through', async () => {
      const topic = await newTopic(1, { record_bytes_max: 100_000 })
      const records = Array.from({ length: 50 }, (_, index) => record(`small ${index}`))
      records[7] = { key: 'k', value: Buffer.alloc(5_000_000, 'x'), headers: {} }
      records[31] = { key: 'k', value: Buffer.alloc(300_000, 'x'), headers: {} }
      const { refused } = await transport().publish(topic, records)
      assert.deepEqual(
        refused.map(({ index }) => index),
        [7, 31],
      )
      for (const { reason } of refused) assert.match(reason, /bytes/)
      assert.equal((await transport().read(topic, 0, 0, 100)).length, 48)
    })

    test('many records are not refused for their sum', async () => {
      const topic = await newTopic(1, { record_bytes_max: 100_000 })
      const records = Array.from({ length: 40 }, () => ({
        key: 'k',
        value: Buffer.from(crypto.getRandomValues(new Uint8Array(65_000))),
        headers: {},
      }))
      await publish(topic, records)
      const read = await transport().read(topic, 0, 0, 100)
      assert.deepEqual(
        read.map(({ value }) => Buffer.from(value)),
        records.map(({ value }) => value),
      )
    })

    test('a compact topic keeps the last record of each key and refuses a record without one', async () => {
      const topic = await newTopic(1, { compact: true })
      const { refused } = await transport().publish(topic, [
        record('one', 'a'),
        { key: null, value: Buffer.from('no key'), headers: {} },
        record('two', 'a'),
        record('three', 'b'),
      ])
      assert.deepEqual(
        refused.map(({ index }) => index),
        [1],
      )
      const last = new Map<string, string>()
      for (const { key, value } of await transport().read(topic, 0, 0, 100))
        last.set(Buffer.from(key ?? []).toString(), Buffer.from(value).toString())
      assert.deepEqual([...last].sort(), [
        ['a', 'two'],
        ['b', 'three'],
      ])
    })

    test('records of one key keep their order, also over calls that run at the same time', async () => {
      const topic = await newTopic(3)
      const keys = ['a', 'b', 'c', 'd', 'e']
      await Promise.all(
        Array.from({ length: 20 }, (_, call) =>
          publish(
            topic,
            keys.map(key => record(`${call}`, key)),
          ),
        ),
      )
      const seen = new Map<string, string[]>()
      for (let partition = 0; partition < 3; partition++)
        for (const { key, value } of await transport().read(topic, partition, 0, 1000)) {
          const name = Buffer.from(key ?? []).toString()
          seen.set(name, [...(seen.get(name) ?? []), Buffer.from(value).toString()])
        }
      const all = Array.from({ length: 20 }, (_, call) => `${call}`)
      for (const key of keys) assert.deepEqual(seen.get(key), all)
    })

    test('keys go where the Java client puts them, and records without one are spread', async () => {
      const topic = await newTopic(3)
      await publish(
        topic,
        ['21', 'foobar', 'abc'].map(key => record(key, key)),
      )
      // toPositive(murmur2(key)) % 3 with the hashes of Kafka's own test.
      const expected = [-973932308, -790332482, 479470107].map(hash => (hash & 0x7fffffff) % 3)
      for (const [index, key] of ['21', 'foobar', 'abc'].entries()) {
        const there = await transport().read(topic, expected[index] ?? -1, 0, 10)
        assert.ok(stringsOf(there).includes(key))
      }
      const { partitions: before } = await only(topic)
      await publish(
        topic,
        Array.from({ length: 30 }, () => ({ key: null, value: Buffer.from('x'), headers: {} })),
      )
      const { partitions } = await only(topic)
      for (const [index, { end_offset }] of partitions.entries())
        assert.equal(end_offset - (before[index]?.end_offset ?? 0), 10)
    })

    test('reading gives pages, from any offset, and nothing at the end', async () => {
      const topic = await newTopic()
      await publish(
        topic,
        Array.from({ length: 25 }, (_, index) => record(`${index}`)),
      )
      const page = async (offset: number) => stringsOf(await transport().read(topic, 0, offset, 10))
      assert.deepEqual(
        await page(0),
        Array.from({ length: 10 }, (_, index) => `${index}`),
      )
      assert.deepEqual(await page(20), ['20', '21', '22', '23', '24'])
      assert.deepEqual(await page(25), [])
      assert.deepEqual(await page(1_000_000), [])
      assert.deepEqual(
        await page(0),
        Array.from({ length: 10 }, (_, index) => `${index}`),
      )
    })

    test('the offset at a time is that of the first record received since', async () => {
      const topic = await newTopic()
      await publish(topic, [record('a'), record('b')])
      await new Promise(resolve => setTimeout(resolve, 20))
      await publish(topic, [record('c')])
      const [first, , third] = await transport().read(topic, 0, 0, 10)
      const at = (time_ms: number) => transport().offsetAt(topic, 0, time_ms)
      assert.equal(await at(0), 0)
      assert.equal(await at(-5), 0)
      assert.equal(await at((first?.time_ms ?? 0) + 1), 2)
      assert.equal(await at(third?.time_ms ?? 0), 2)
      assert.equal(await at((third?.time_ms ?? 0) + 1), 3)
    })
  })

  const only = async (topic: string) => {
    const [info] = await transport().topics(topic)
    assert.ok(info)
    return info
  }

  describe(`${adapter}: topics`, () => {
    test('tell their partitions and offsets, and are listed by prefix', async () => {
      const topic = await newTopic(2)
      await publish(topic, [record('x', 'a'), record('y', 'a')])
      const info = await only(topic)
      const ends = info.partitions.map(({ end_offset }) => end_offset).sort()
      assert.deepEqual(ends, [0, 2])
      for (const partition of info.partitions)
        assert.deepEqual([partition.start_offset, partition.replicas, partition.in_sync], [0, 1, 1])
      const listed = await transport().topics()
      assert.ok(listed.some(({ name }) => name === topic))
      assert.ok(listed.every(({ name }) => name.startsWith('sentinel.')))
    })

    test('are left as they are when they exist, also when several ask at once', async () => {
      const topic = await newTopic(2)
      await publish(topic, [record('kept', 'a')])
      const spec = { name: topic, partitions: 9, retention_ms: 1000, record_bytes_max: 1000 }
      const other = { ...spec, name: freshName() }
      await Promise.all([1, 2, 3].map(() => transport().ensureTopics([spec, other])))
      assert.equal((await only(topic)).partitions.length, 2)
      assert.equal((await only(other.name)).partitions.length, 9)
    })

    test('that do not exist are NOT_FOUND', async () => {
      const topic = await newTopic()
      const missing = freshName()
      const notFound = (error: unknown) => isSentinelError(error, 'NOT_FOUND')
      await assert.rejects(transport().topics(missing), notFound)
      await assert.rejects(transport().read(missing, 0, 0, 1), notFound)
      await assert.rejects(transport().read(topic, 1, 0, 1), notFound)
      await assert.rejects(transport().offsetAt(missing, 0, 0), notFound)
      await assert.rejects(transport().publish(missing, [record('x')]), notFound)
      assert.deepEqual(await transport().read(topic, 0, 0, 1), [])
    })

    test('ping resolves', () => transport().ping())
  })

  consumingContract(adapter, transport)
}
