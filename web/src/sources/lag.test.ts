import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behindOf, caughtUpIn, nextBehind, type PartitionRow, withSample } from './lag.ts'

const row = (lag: number, events_per_second: number): PartitionRow => ({
  topic: 'sentinel.logs',
  partition: 0,
  next_offset: 0,
  events: 0,
  alerts: 0,
  parse_failures: 0,
  dead_letters: 0,
  updated_at: '2026-01-01T00:00:00.000Z',
  end_offset: lag,
  lag,
  events_per_second,
  owner: null,
})

test('detection is as far behind as its slowest partition', () => {
  assert.equal(behindOf([row(0, 100), row(1000, 100), row(500, 500)]), 10_000)
  assert.equal(behindOf([row(0, 0)]), 0)
})

test('the time to catch up follows from the pace of the last half minute', () => {
  assert.equal(
    caughtUpIn([
      { at_ms: 0, lag: 9000 },
      { at_ms: 10_000, lag: 8000 },
      { at_ms: 30_000, lag: 6000 },
    ]),
    60_000,
  )
  assert.equal(caughtUpIn([{ at_ms: 0, lag: 0 }]), 0)
})

test('a lag that does not shrink has no such time', () => {
  assert.equal(caughtUpIn([{ at_ms: 0, lag: 5 }]), null)
  assert.equal(
    caughtUpIn([
      { at_ms: 0, lag: 5 },
      { at_ms: 1000, lag: 6 },
    ]),
    null,
  )
})

test('samples are bounded', () => {
  let samples: { at_ms: number; lag: number }[] = []
  for (let at_ms = 0; at_ms < 1000; at_ms++) samples = withSample(samples, { at_ms, lag: 1 })
  assert.equal(samples.length, 120)
  assert.equal(samples.at(-1)?.at_ms, 999)
})

test('records that were just seen waiting have not waited for long', () => {
  const idle = nextBehind(null, 0, [row(0, 0)])
  const first = nextBehind(idle, 2000, [row(50, 0)])
  assert.equal(first.behind_ms, 0)
  assert.equal(nextBehind(first, 4000, [row(50, 0)]).behind_ms, 2000)
  assert.equal(nextBehind(first, 90_000, [row(50, 0)]).behind_ms, 50_000)
  assert.equal(nextBehind(null, 0, [row(50, 0)]).behind_ms, 50_000)
})
