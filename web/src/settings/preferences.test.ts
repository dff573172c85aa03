import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePreferences } from './preferences.ts'

test('what was stored comes back', () => {
  const stored = { zone: 'utc', density: 'comfortable', columns: ['level', 'rule'], widths: { rule: 300 } }
  assert.deepEqual(parsePreferences(JSON.stringify(stored)), stored)
})

test('what does not fit falls back to the usual', () => {
  const usual = parsePreferences(null)
  for (const text of [
    '',
    'no json',
    '7',
    'null',
    '[]',
    '{"zone":"mars","density":1,"columns":2,"widths":3}',
  ]) {
    assert.deepEqual(parsePreferences(text), usual)
  }
  assert.deepEqual(parsePreferences('{"widths":{"rule":-5,"host":1e9,"level":80}}').widths, { level: 80 })
})
