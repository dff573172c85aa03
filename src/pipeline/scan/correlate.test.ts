import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRules } from '../../sigma/index.ts'
import { planRules } from '../correlations.ts'
import { createScanCorrelator } from './correlate.ts'
import { SignalWriter } from './signal-columns.ts'

const { rules, correlations } = compileRules([
  {
    text: `title: A
id: a
logsource: { product: test }
detection: { s: { X: 1 }, condition: s }
---
title: Two
id: two
correlation: { type: event_count, rules: [a], group-by: [user], timespan: 60s, condition: { gte: 2 } }
`,
  },
])
const plans = planRules({ rules, correlations })
const signal = (second: number) => ({
  id: `${second}`,
  correlation: 'two',
  key: '4:anna',
  rule: 'a',
  time_ms: second * 1000,
  value: null,
  carried: [],
})
function columnsOf(signals: readonly ReturnType<typeof signal>[]) {
  const columns = new SignalWriter()
  for (const one of signals) columns.add(one, one.time_ms)
  return columns.take()
}

const TIMES = [1000, 1010, 650, 750, 760]

test('of one file what is later than the lateness is left out and counted, however the file is cut', () => {
  for (const size of [1, 2, 5]) {
    const correlator = createScanCorrelator(plans, { lateness_ms: 300_000, is_merged: false })
    const stories = []
    for (let from = 0; from < TIMES.length; from += size)
      stories.push(...correlator.add(columnsOf(TIMES.slice(from, from + size).map(signal))))
    stories.push(...correlator.end())
    assert.deepEqual(stories.map(({ first_ms }) => first_ms / 1000).toSorted(), [1000, 750])
    assert.equal(correlator.left_out, 1)
  }
})

test('a single record far in the future makes none of the others late', () => {
  const year_s = 365 * 86_400
  for (const at of [0, 2, 4]) {
    const times = [1000, 1010, 1020, 1030].toSpliced(at, 0, 1000 + 73 * year_s)
    const correlator = createScanCorrelator(plans, { lateness_ms: 300_000, is_merged: false })
    const stories = [...correlator.add(columnsOf(times.map(signal))), ...correlator.end()]
    assert.deepEqual([stories.map(({ count }) => count), correlator.left_out], [[4], 0])
  }
})

test('what is over is told at once, and several files at the end, of which nothing is late', () => {
  const one = createScanCorrelator(plans, { lateness_ms: 300_000, is_merged: false })
  assert.equal(one.add(columnsOf([1, 2].map(signal))).length, 0)
  assert.equal(one.add(columnsOf([1000, 1001].map(signal))).length, 1)
  const several = createScanCorrelator(plans, { lateness_ms: 300_000, is_merged: true })
  assert.deepEqual(
    [several.add(columnsOf(TIMES.map(signal))), several.add(columnsOf([signal(651)]))],
    [[], []],
  )
  assert.deepEqual(
    several.end().map(({ first_ms, count }) => [first_ms / 1000, count]),
    [
      [650, 2],
      [750, 2],
      [1000, 2],
    ],
  )
  assert.equal(several.left_out, 0)
})
