import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isoTime } from '../alert.ts'
import { TimeText } from './time-text.ts'

describe('times that are written one after another', () => {
  const written = (times: TimeText, time_ms: number) => {
    const bytes = times.bytesOf(time_ms)
    return bytes && Buffer.from(bytes).toString()
  }

  test('are each as it is written by itself', () => {
    const base = fc.oneof(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1.7e12, max: 1.8e12 }),
      fc.constantFrom(253402300800000, 253402300799999, 8.64e15, 9e15, -62135596800000),
    )
    const near = fc.oneof(fc.constant(0), fc.nat(200_000), fc.double({ min: -1e5, max: 1e5, noNaN: true }))
    fc.assert(
      fc.property(base, fc.array(near, { maxLength: 10 }), (first, steps) => {
        const times = new TimeText()
        for (const step of steps) {
          const alone = isoTime(first + step)
          assert.equal(written(times, first + step), alone === undefined ? null : JSON.stringify(alone))
        }
      }),
    )
    assert.equal(written(new TimeText(), Number.NaN), null)
  })
})
