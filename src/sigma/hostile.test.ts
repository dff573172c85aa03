import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileRules } from './index.ts'
import { ruleText, testEvent } from './testing/detect.ts'

/** Whatever a rule or an event holds, nothing is thrown. */

const RULE = ruleText(`
selection:
    - A|contains|all: ['x*', '\\y']
      B.C|re|i: '^(a|b)+$'
    - D|cidr: 10.0.0.0/8
      E|fieldref: F
      G|hour|gte: 5
      H|windash|base64offset|contains: '-x'
      I: null
      J|exists: false
      K|lt: 5
keywords: ['evil', 5]
filter: { A|neq: '' }
condition: 1 of selection* or (keywords and not filter)`)

test('a rule changed in any place is read or refused', () => {
  const pieces = [
    '',
    '\n',
    ' ',
    ':',
    '-',
    "'",
    '"',
    '[',
    '{',
    '|',
    '*',
    '\\',
    '&a',
    '*a',
    '!',
    '---\n',
    'null',
    '\0',
    '\ud800',
  ]
  const change = fc.tuple(fc.nat(RULE.length), fc.nat(10), fc.constantFrom(...pieces))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
      let text = RULE
      for (const [at, length, piece] of changes) text = text.slice(0, at) + piece + text.slice(at + length)
      const { findings } = compileRules([{ text }])
      const lines = text.split('\n').length
      for (const { line, column = 1 } of findings) assert.ok(line >= 1 && line <= lines && column >= 1)
    }),
    { numRuns: 2000 },
  )
})

test('an event of any shape is matched or not', () => {
  const rules = compileRules([{ text: RULE }])
  assert.equal(rules.rules.length, 1)
  const names = fc.constantFrom('A', 'B', 'B.C', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', '__proto__')
  const fields = fc.dictionary(names, fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })))
  fc.assert(
    fc.property(fields, fc.string({ unit: 'binary' }), (values, raw) => {
      assert.ok(rules.match(testEvent(values, raw)).length <= 1)
    }),
    { numRuns: 2000 },
  )
})
