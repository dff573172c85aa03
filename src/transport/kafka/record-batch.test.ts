import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecordsBatch, NumericMap, Reader, readRecordsBatch } from '@platformatic/kafka'
import fc from 'fast-check'
import { COMPRESSIONS } from './options.ts'
import { type Parcel, parcelsOf } from './parcels.ts'
import { createBatchEncoder, sealBatch } from './record-batch.ts'

const TIME_MS = 1_767_312_000_123
const PRODUCER = { id: 4711n, epoch: 3 }

const text = fc.string({ unit: 'binary', maxLength: 80 }).map(text => text.toWellFormed())
const records = fc.array(
  fc.record({
    key: fc.option(text),
    value: fc.uint8Array({ maxLength: 300 }),
    headers: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
  }),
  { minLength: 1, maxLength: 200 },
)

const parcels = (given: Parameters<typeof parcelsOf>[0]): Parcel[] => [...parcelsOf(given, 0, 1, () => 0)]

test('a batch is byte for byte what the client library makes of the same records', () => {
  const encode = createBatchEncoder('none')
  fc.assert(
    fc.property(records, fc.integer({ min: 0, max: 2 ** 31 - 1 }), (given, sequence) => {
      const batch = encode(parcels(given), TIME_MS)
      sealBatch(batch, PRODUCER, sequence)
      const sequences = new NumericMap()
      sequences.set('t:0', sequence)
      const expected = createRecordsBatch(
        given.map(({ key, value, headers }) => ({
          topic: 't',
          partition: 0,
          timestamp: BigInt(TIME_MS),
          ...(key !== null && { key: Buffer.from(key) }),
          value: Buffer.from(value),
          headers: new Map(
            Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
          ),
        })),
        {
          producerId: PRODUCER.id,
          producerEpoch: PRODUCER.epoch,
          sequences,
          partitionLeaderEpoch: -1,
        },
      )
      assert.deepEqual(batch.bytes, expected.buffer)
    }),
  )
})

for (const compression of COMPRESSIONS) {
  test(`what is compressed with ${compression} is read back, also when it is sealed a second time`, () => {
    const encode = createBatchEncoder(compression)
    fc.assert(
      fc.property(records, given => {
        const batch = encode(parcels(given), TIME_MS)
        sealBatch(batch, PRODUCER, 1)
        const once = Buffer.from(batch.bytes)
        sealBatch(batch, { id: 1n, epoch: 0 }, 2)
        sealBatch(batch, PRODUCER, 1)
        assert.deepEqual(batch.bytes, once)
        const read = readRecordsBatch(Reader.from(batch.bytes))
        assert.deepEqual(
          read.records.map(({ key, value, headers }) => [
            key?.toString() ?? null,
            [...(value ?? [])],
            headers.map(([name, text]) => [String(name), String(text)]),
          ]),
          given.map(({ key, value, headers }) => [key, [...value], Object.entries(headers)]),
        )
      }),
      { numRuns: 30 },
    )
  })
}

test('a record that is longer than the work buffer is written whole, and so are those after it', () => {
  const encode = createBatchEncoder('snappy')
  for (const bytes of [10, 9 * 1024 * 1024, 100]) {
    const value = Buffer.alloc(bytes, 'x')
    const batch = encode(parcels([{ key: null, value, headers: {} }]), TIME_MS)
    const [record] = readRecordsBatch(Reader.from(batch.bytes)).records
    assert.equal(record?.value?.length, bytes)
  }
})
