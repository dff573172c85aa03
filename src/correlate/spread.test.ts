import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeKey } from './key.ts'
import { planCorrelations } from './plan.ts'
import { createSpread } from './spread.ts'
import { correlation } from './testing/given.ts'

const RULES = [
  { id: 'id-a', name: 'a' },
  { id: 'id-b', name: 'b' },
]
const LIMIT = { condition: { limits: [{ operator: 'gte', value: 2 } as const] } }
const spreadOf = (...correlations: Parameters<typeof planCorrelations>[0]) =>
  createSpread(planCorrelations(correlations, RULES))
const key = encodeKey(['anna'])
const other = encodeKey(['ben'])

test('groups are places of their own', () => {
  const spread = spreadOf(correlation('one', { type: 'event_count', ...LIMIT }))
  assert.notEqual(spread({ correlation: 'one', key }), spread({ correlation: 'one', key: other }))
})

test('correlations that build on each other over the same group meet in one place for each group', () => {
  const spread = spreadOf(
    correlation('inner', { type: 'event_count', ...LIMIT }),
    correlation('outer', { type: 'temporal', rules: ['inner', 'b'] }),
  )
  assert.equal(spread({ correlation: 'inner', key }), spread({ correlation: 'outer', key }))
  assert.notEqual(spread({ correlation: 'inner', key }), spread({ correlation: 'inner', key: other }))
})

test('correlations that build on each other over different groups meet in one place', () => {
  const spread = spreadOf(
    correlation('inner', { type: 'event_count', group_by: ['user', 'ip'], ...LIMIT }),
    correlation('outer', { type: 'temporal', rules: ['inner', 'b'] }),
    correlation('apart', { type: 'event_count', ...LIMIT }),
  )
  const places = ['inner', 'outer'].flatMap(id => [key, other].map(key => spread({ correlation: id, key })))
  assert.equal(new Set(places).size, 1)
  assert.ok(!places.includes(spread({ correlation: 'apart', key })))
})

test('two families that an outer correlation joins are one', () => {
  const spread = spreadOf(
    correlation('x', { type: 'event_count', ...LIMIT }),
    correlation('y', { type: 'event_count', rules: ['b'], group_by: ['ip'], ...LIMIT }),
    correlation('z', { type: 'temporal', rules: ['x', 'y'] }),
  )
  const places = ['x', 'y', 'z'].map(id => spread({ correlation: id, key }))
  assert.equal(new Set(places).size, 1)
})
