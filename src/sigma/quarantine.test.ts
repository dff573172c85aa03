import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileRules, createMatcher, createPlainMatcher } from './index.ts'
import { testEvent } from './testing/detect.ts'

/** Rules whose regular expressions come to their bound. */

const PATTERNS = { 'an automaton': '(?:a?){300}a{300}c', backtracking: '^(?=(?:a|a)+c)a' }
/** The patterns take more work on it than is allowed. */
const LONG = { X: `${'a'.repeat(100_000)}bc`, Y: 'y' }
const FITS = { X: `${'a'.repeat(300)}c` }

const rulesOf = (...detections: Readonly<Record<string, unknown>>[]) =>
  compileRules(
    detections.map((detection, at) => ({
      text: JSON.stringify({ title: `rule ${at}`, logsource: { product: 'test' }, detection }),
    })),
  ).rules

const CASES = Object.entries(PATTERNS).flatMap(([kind, hard]) => [
  { name: `by ${kind} and the plain matcher`, hard, create: createPlainMatcher },
  { name: `by ${kind} and the indexed matcher`, hard, create: createMatcher },
])

for (const { name, hard, create } of CASES)
  describe(`a rule that can not be decided ${name}`, () => {
    test('does not match, is told of once, and is not tried any more', () => {
      const matcher = create(rulesOf({ a: { 'X|re': hard }, condition: 'a' }))
      const fits = testEvent(FITS)
      assert.equal(matcher.match(fits).length, 1)
      assert.deepEqual(matcher.quarantined, [])
      for (let time = 0; time < 2; time++) {
        assert.deepEqual(matcher.match(testEvent(LONG)), [])
        assert.deepEqual(
          matcher.quarantined.map(({ title }) => title),
          ['rule 0'],
        )
      }
      assert.deepEqual(matcher.match(fits), [])
    })

    test('does not keep other rules from matching, on the same event and later', () => {
      const matcher = create(
        rulesOf(
          { a: { 'X|re': hard }, condition: 'a' },
          { a: { 'X|contains': 'ab' }, condition: 'a' },
          { a: { 'X|re': '^aa' }, condition: 'a' },
        ),
      )
      for (let time = 0; time < 2; time++)
        assert.deepEqual(
          matcher.match(testEvent(LONG)).map(({ rule }) => rule.title),
          ['rule 1', 'rule 2'],
        )
      assert.equal(matcher.quarantined.length, 1)
    })

    const conditions: [condition: string, matches: boolean | undefined][] = [
      ['hard', undefined],
      ['not hard', undefined],
      ['hard or yes', true],
      ['hard or no', undefined],
      ['hard and yes', undefined],
      ['hard and no', false],
      ['not (hard or yes)', false],
      ['not (hard and no)', true],
      ['1 of *', true],
      ['2 of *', undefined],
      ['3 of *', false],
      ['all of *', false],
      ['not 2 of *', undefined],
      ['list', undefined],
      ['list_all', false],
      ['list_yes', true],
      ['differs', undefined],
    ]
    for (const [condition, expected] of conditions)
      test(`is decided all the same where the rest of it decides it: ${condition}`, () => {
        const searches = { hard: { 'X|re': hard }, yes: { Y: 'y' }, no: { Y: 'n' } }
        const lists = {
          list: { 'X|re': [hard, 'nothing'] },
          list_all: { 'X|re|all': [hard, 'nothing'] },
          list_yes: { 'X|re': [hard, 'b+c$'] },
          differs: { 'X|re|neq': hard },
        }
        const detection = {
          ...(condition.startsWith('list') || condition === 'differs' ? lists : searches),
          condition,
        }
        const matcher = create(rulesOf(detection))
        assert.equal(matcher.match(testEvent(LONG)).length, expected ? 1 : 0)
        assert.equal(matcher.quarantined.length, expected === undefined ? 1 : 0)
      })

    test('is decided where one of several values fits', () => {
      const matcher = create(rulesOf({ a: { 'X|re': hard }, condition: 'a' }))
      const values = [LONG.X, FITS.X]
      assert.equal(matcher.match(testEvent({ X: values })).length, 1)
      assert.deepEqual(matcher.quarantined, [])
    })
  })

test('the indexed matcher keeps rules in quarantine when it makes its tables anew', () => {
  const limits = { routes: 1, table_bytes: 1000, memory_bytes: 1000, generations: 3 }
  const matcher = createMatcher(rulesOf({ a: { 'X|re': PATTERNS.backtracking }, condition: 'a' }), {}, limits)
  for (let time = 0; time < 10; time++) matcher.match(testEvent(LONG))
  assert.equal(matcher.quarantined.length, 1)
  assert.deepEqual(matcher.match(testEvent(FITS)), [])
})
