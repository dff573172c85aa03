import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRateMeter } from './rate.ts'

test('a rate is averaged over the last five seconds and fades when nothing comes', () => {
  let now = 10_000
  const meter = createRateMeter({ now: () => now })
  meter.add(50)
  assert.equal(meter.perSecond(), 10)
  now += 3_000
  meter.add(50)
  assert.equal(meter.perSecond(), 20)
  now += 2_000
  assert.equal(meter.perSecond(), 10)
  now += 60_000
  assert.equal(meter.perSecond(), 0)
})
