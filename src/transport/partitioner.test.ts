import assert from 'node:assert/strict'
import { test } from 'node:test'
import { murmur2, partitionOfKey } from './partitioner.ts'

// Expected values: UtilsTest.testMurmur2 of Apache Kafka.
const KNOWN: [string, number][] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

for (const [key, hash] of KNOWN)
  test(`the hash of ${key} is Kafka's`, () => assert.equal(murmur2(Buffer.from(key)), hash))

test('the partition is never negative and below the number of partitions', () => {
  for (const [key] of KNOWN)
    for (const partitions of [1, 2, 3, 7, 12]) {
      const partition = partitionOfKey(Buffer.from(key), partitions)
      assert.ok(partition >= 0 && partition < partitions)
    }
})
