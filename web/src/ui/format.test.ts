import assert from 'node:assert/strict'
import { test } from 'node:test'
import { absolute, ago, axisLabel, bytes, compact, fromInput, toInput } from './format.ts'

const NOON = Date.UTC(2026, 2, 1, 12, 4, 5, 6)

test('times are told in UTC with their milliseconds', () => {
  assert.equal(absolute(NOON, 'utc'), '2026-03-01 12:04:05.006 UTC')
})

test('how long ago is told in one unit', () => {
  assert.deepEqual(
    [0, 999, 1000, 59_999, 60_000, 3_600_000, 200_000_000].map(past => ago(NOON - past, NOON)),
    ['now', 'now', '1s', '59s', '1m', '1h', '2d'],
  )
  assert.equal(ago(NOON + 5000, NOON), 'in 5s')
})

test('what an input for a time holds stands for the same time', () => {
  const whole = NOON - 6
  assert.equal(fromInput(toInput(whole, 'utc'), 'utc'), whole)
  assert.equal(fromInput(toInput(whole, 'local'), 'local'), whole)
})

test('an axis tells the clock within a day and the date beyond', () => {
  assert.equal(axisLabel(NOON, 3_600_000, 'utc'), '12:04')
  assert.equal(axisLabel(NOON, 7 * 86_400_000, 'utc'), '03-01 12:04')
})

test('large numbers are short', () => {
  assert.deepEqual([0, 0.7, 999, 1000, 12_345, 999_499, 1_500_000, 2_000_000_000].map(compact), [
    '0',
    '0.7',
    '999',
    '1k',
    '12.3k',
    '999k',
    '1.5M',
    '2G',
  ])
  assert.deepEqual([0, 1023, 1024, 1536, 5_000_000_000].map(bytes), [
    '0 B',
    '1023 B',
    '1.0 KiB',
    '1.5 KiB',
    '4.7 GiB',
  ])
})
