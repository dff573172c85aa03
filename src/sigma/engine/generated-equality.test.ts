import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compileRules, createMatcher, createPlainMatcher, type DetectionRule, type Match } from '../index.ts'
import { generatedEvent, generatedRule } from '../testing/generate.ts'

/**
 * The indexed matcher says the same as the plain one on rules and events at random. How many pairs of rule and event
 * are tried can be multiplied by `LOG_SENTINEL_EQUALITY_RUNS`.
 */
const TIMES = Number(process.env['LOG_SENTINEL_EQUALITY_RUNS'] ?? 1)

/** So that the route has seen as many events as it learns from. */
const ROUNDS = 500

/** Matches with their explanations, which are made when they are read. */
const read = (matches: readonly Match[]) => matches.map(({ rule, matched }) => ({ rule, matched }))

/** Those of the texts that are rules, each with an id of its own. */
function rulesOf(texts: readonly string[]): readonly DetectionRule[] {
  return compileRules(texts.map((text, at) => ({ text: text.replace('"generated"', `"rule ${at}"`) }))).rules
}

describe('the indexed matcher says the same as the plain one', () => {
  let pairs = 0
  let matches = 0

  for (const unknown_logsource of ['all', 'product-less-only'] as const)
    test(`where of an unknown logsource ${unknown_logsource} rules are tried`, t => {
      fc.assert(
        fc.property(
          fc.array(generatedRule, { minLength: 1, maxLength: 8 }),
          fc.array(generatedEvent, { minLength: 1, maxLength: 8 }),
          (texts, events) => {
            const rules = rulesOf(texts)
            const plain = createPlainMatcher(rules, { unknown_logsource })
            const indexed = createMatcher(rules, { unknown_logsource })
            for (const event of events) {
              const expected = plain.match(event)
              assert.deepEqual(read(indexed.match(event)), expected)
              pairs += rules.length
              matches += expected.length
            }
          },
        ),
        { numRuns: 3000 * TIMES },
      )
      t.diagnostic(`${pairs} pairs, ${matches} matches`)
    })

  test(
    'on at least 100,000 pairs of rule and event',
    { skip: TIMES < 1 ? 'fewer were asked for' : false },
    () => assert.ok(pairs >= 100_000),
  )

  test('within any limits', () => {
    const limits = fc.record({
      routes: fc.constantFrom(0, 1, 2),
      table_bytes: fc.constantFrom(0, 20_000),
      memory_bytes: fc.constantFrom(0, 1000, 100_000),
      generations: fc.constantFrom(1, 20, 1000),
    })
    fc.assert(
      fc.property(
        fc.array(generatedRule, { minLength: 1, maxLength: 8 }),
        fc.array(generatedEvent, { minLength: 1, maxLength: 8 }),
        limits,
        (texts, events, given) => {
          const rules = rulesOf(texts)
          const plain = createPlainMatcher(rules, { unknown_logsource: 'all' })
          const indexed = createMatcher(rules, { unknown_logsource: 'all' }, given)
          for (const event of [...events, ...events])
            assert.deepEqual(read(indexed.match(event)), plain.match(event))
        },
      ),
      { numRuns: 500 * TIMES },
    )
  })

  test('before and after it has learnt which facts are rare', () => {
    fc.assert(
      fc.property(
        fc.array(generatedRule, { minLength: 20, maxLength: 30 }),
        fc.array(generatedEvent, { minLength: 20, maxLength: 40 }),
        (texts, generated) => {
          const rules = rulesOf(texts)
          const events = generated.map(event => ({ ...event, logsource: {} }))
          const plain = createPlainMatcher(rules, { unknown_logsource: 'all' })
          const indexed = createMatcher(rules, { unknown_logsource: 'all' })
          const expected = events.map(event => plain.match(event))
          for (let round = 0; round < ROUNDS; round++)
            for (const [at, event] of events.entries()) {
              const found = indexed.match(event)
              if (round === 0 || round === ROUNDS - 1) assert.deepEqual(read(found), expected[at])
            }
        },
      ),
      { numRuns: 10 * TIMES },
    )
  })
})
