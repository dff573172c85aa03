import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf, filterParams, toggled, viewOf } from './view.ts'

test('an address without parameters shows the last day, newest first, unfiltered', () => {
  const view = viewOf(new URLSearchParams())
  assert.equal(filterParams(view.filter).size, 0)
  assert.deepEqual(boundsOf(view.range, Date.UTC(2026, 0, 2)), { from: '2026-01-01T00:00:00.000Z', to: null })
  assert.deepEqual([view.time, view.group, view.open, view.tab], ['detected', null, null, 'overview'])
})

test('the filter of the address is the filter of the API', () => {
  const address = 'text=root&level=critical&level=high&host=web-1&entity=ip%3A203.0.113.7&tag=attack.t1110'
  const params = filterParams(viewOf(new URLSearchParams(address)).filter)
  assert.equal(params.toString(), address)
})

test('what no version of the page wrote is left out', () => {
  const view = viewOf(new URLSearchParams('level=loud&range=9y&from=x&to=y&group=moon&time=never'))
  assert.deepEqual(view.filter.level, [])
  assert.ok('preset' in view.range)
  assert.deepEqual([view.group, view.time], [null, 'detected'])
})

test('a fixed range needs a start before its end', () => {
  const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']
  assert.deepEqual(viewOf(new URLSearchParams({ from: early, to: late })).range, { from: early, to: late })
  assert.ok('preset' in viewOf(new URLSearchParams({ from: late, to: early })).range)
})

test('a value is added once and taken away again', () => {
  assert.deepEqual(toggled(['a'], 'b'), ['a', 'b'])
  assert.deepEqual(toggled(['a', 'b'], 'a'), ['b'])
})
