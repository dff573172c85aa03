import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { SortedNumbers } from './sorted-numbers.ts'

describe('sorted numbers', () => {
  const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true }))

  /** Enough to be split into lists again and again, and to be emptied of them. */
  test('are found by their ranks as in one sorted list, whatever is added and taken away', () => {
    const runs = fc.array(
      fc.record({
        values: fc.array(value, { minLength: 1, maxLength: 8 }),
        times: fc.nat(300),
        adds: fc.boolean(),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(runs, steps => {
        const numbers = new SortedNumbers()
        const all: number[] = []
        for (const { values, times, adds } of steps) {
          for (let nth = 0; nth < times; nth++) {
            const number = (values[nth % values.length] ?? 0) + (nth % 7)
            if (adds) {
              numbers.add(number)
              all.push(number)
            } else {
              const taken = all.splice(nth % Math.max(1, all.length), 1)[0]
              if (taken !== undefined) numbers.remove(taken)
            }
          }
          const sorted = all.toSorted((left, right) => left - right)
          assert.equal(numbers.length, sorted.length)
          for (let rank = 0; rank < sorted.length; rank += 1 + (sorted.length >> 5))
            assert.ok(numbers.at(rank) === sorted[rank], `rank ${rank} of ${sorted.length}`)
          assert.equal(numbers.at(sorted.length), undefined)
        }
      }),
    )
  })

  test('that are not there can not be taken away, and none is there after all were cleared', () => {
    const numbers = new SortedNumbers()
    numbers.remove(1)
    for (let nth = 0; nth < 2000; nth++) numbers.add(nth)
    numbers.remove(0.5)
    assert.equal(numbers.length, 2000)
    numbers.clear()
    assert.deepEqual([numbers.length, numbers.at(0)], [0, undefined])
    numbers.add(3)
    assert.equal(numbers.at(0), 3)
  })
})
