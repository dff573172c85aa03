/** What consuming means on every transport; part of the contract suite. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { collect, createTopic, freshName, publishTo, record, stringsOf, waitFor } from './contract-helpers.ts'
import type { Batch, OutgoingRecord, Transport } from './transport.ts'

export function consumingContract(adapter: string, transport: () => Transport): void {
  const newTopic = (partitions = 1) => createTopic(transport(), partitions)
  const publish = (topic: string, records: OutgoingRecord[]) => publishTo(transport(), topic, records)

  describe(`${adapter}: consuming`, () => {
    test('starts at the first record, in order and without gaps, and tells the lag', async () => {
      const topic = await newTopic(2)
      const records = Array.from({ length: 12_000 }, (_, index) => record(`${index}`, `${index % 7}`))
      await publish(topic, records)
      const batches: Batch[] = []
      await collect(transport(), topic, records.length, { onBatch: batch => batches.push(batch) })
      for (const partition of [0, 1]) {
        let next = 0
        for (const batch of batches.filter(batch => batch.partition === partition)) {
          for (const { offset } of batch.records) assert.equal(offset, next++)
          assert.equal(batch.next_offset, next)
          assert.ok(batch.records.length <= 5_000)
          assert.ok(batch.end_offset >= next)
        }
      }
    })

    test('goes on at the given offsets, and takes what is published meanwhile', async () => {
      const topic = await newTopic()
      await publish(
        topic,
        Array.from({ length: 10 }, (_, index) => record(`${index}`)),
      )
      const consuming = collect(transport(), topic, 5, { offsets: new Map([[0, 7]]) })
      await publish(topic, [record('10'), record('11')])
      assert.deepEqual(await consuming, ['7', '8', '9', '10', '11'])
    })

    test('an offset beyond the end starts at the first record: the topic was made anew', async () => {
      const topic = await newTopic()
      await publish(topic, [record('a'), record('b')])
      assert.deepEqual(await collect(transport(), topic, 2, { offsets: new Map([[0, 50]]) }), ['a', 'b'])
    })

    test('a batch that the handler rejects comes again from the offsets loaded anew', async () => {
      const topic = await newTopic()
      await publish(topic, [record('a'), record('b'), record('c')])
      let offset = 0
      let loads = 0
      const taken: string[] = []
      const stop = new AbortController()
      await transport().consume(
        {
          topic,
          group: freshName(),
          async offsets() {
            loads++
            return new Map([[0, offset]])
          },
          async handle(batch) {
            if (loads < 3) {
              offset = loads // As if one more record had been stored before the failure.
              throw new Error('the database is away')
            }
            taken.push(...stringsOf(batch.records))
            if (taken.at(-1) === 'c') stop.abort()
          },
        },
        stop.signal,
      )
      assert.deepEqual(taken, ['c'])
      assert.equal(loads, 3)
    })

    test('two members share the partitions; those of one that leaves go to the other', async () => {
      const topic = await newTopic(4)
      const group = freshName()
      const offsets = new Map<number, number>()
      const seen: string[] = []
      const join = () => {
        const stop = new AbortController()
        let partitions: readonly number[] = []
        const done = transport().consume(
          {
            topic,
            group,
            offsets: async () => new Map(offsets),
            async handle(batch) {
              // The fence of the store: who comes with old offsets is rejected.
              if (batch.records[0]?.offset !== (offsets.get(batch.partition) ?? 0)) throw new Error('fenced')
              offsets.set(batch.partition, batch.next_offset)
              seen.push(...stringsOf(batch.records))
            },
            onAssignment: given => {
              partitions = given
            },
          },
          stop.signal,
        )
        const leave = () => {
          stop.abort()
          return done
        }
        return { held: () => partitions, leave }
      }
      const spread = (from: number, count: number) =>
        Array.from({ length: count }, (_, index) => record(`${from + index}`, `${index}`))
      const first = join()
      await waitFor(() => first.held().length === 4)
      const second = join()
      await waitFor(() => first.held().length === 2 && second.held().length === 2)
      assert.deepEqual([...first.held(), ...second.held()].sort(), [0, 1, 2, 3])
      await publish(topic, spread(0, 40))
      await waitFor(() => seen.length === 40)
      await first.leave()
      assert.deepEqual(first.held(), [])
      await waitFor(() => second.held().length === 4)
      await publish(topic, spread(40, 40))
      await waitFor(() => seen.length === 80)
      await second.leave()
      assert.equal(new Set(seen).size, 80)
    })

    test('an abort lets the running handler end and starts no other', async () => {
      const topic = await newTopic()
      await publish(topic, [record('a')])
      const stop = new AbortController()
      const running = Promise.withResolvers<void>()
      const release = Promise.withResolvers<void>()
      let handled = 0
      const done = transport().consume(
        {
          topic,
          group: freshName(),
          offsets: async () => new Map(),
          async handle() {
            running.resolve()
            await release.promise
            handled++
          },
        },
        stop.signal,
      )
      await running.promise
      stop.abort()
      await publish(topic, [record('b')])
      let ended = false
      void done.then(() => {
        ended = true
      })
      await new Promise(resolve => setTimeout(resolve, 50))
      assert.equal(ended, false)
      release.resolve()
      await done
      assert.equal(handled, 1)
    })

    test('an aborted signal ends at once', async () => {
      const topic = await newTopic()
      const consumer = { topic, group: freshName(), offsets: async () => new Map(), handle: async () => {} }
      await transport().consume(consumer, AbortSignal.abort())
    })
  })
}
