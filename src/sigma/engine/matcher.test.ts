import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileRules, createMatcher, createPlainMatcher, ENGINE_LIMITS, type SigmaEvent } from '../index.ts'

const rulesOf = (...detections: unknown[]) =>
  compileRules(
    detections.map((detection, at) => ({
      text: JSON.stringify({ title: `rule ${at}`, logsource: { product: 'p' }, detection }),
    })),
  ).rules

const eventOf = (fields: SigmaEvent['fields'], logsource: SigmaEvent['logsource'] = { product: 'p' }) => ({
  logsource,
  fields,
  raw: '',
})

describe('the indexed matcher', () => {
  test('finds one of a hundred thousand values', () => {
    const values = Array.from({ length: 100_000 }, (_, at) => `value ${at}.`)
    const matcher = createMatcher(rulesOf({ a: { 'X|contains': values }, condition: 'a' }))
    assert.equal(matcher.match(eventOf({ X: 'there is VALUE 77777. in it' })).length, 1)
    assert.equal(matcher.match(eventOf({ X: 'there is value 100000. in it' })).length, 0)
  })

  test('gives rules in the order in which they were given, whichever is found first', () => {
    const rules = rulesOf(...['c', 'a', 'b'].map(text => ({ a: { 'X|contains': text }, condition: 'a' })))
    const found = createMatcher(rules).match(eventOf({ X: 'abc' }))
    assert.deepEqual(
      found.map(({ rule }) => rule.title),
      ['rule 0', 'rule 1', 'rule 2'],
    )
  })

  test('does not grow with what events make up', () => {
    const matcher = createMatcher(rulesOf({ a: { 'X|contains': ['abc', 'bcd'] }, condition: 'a' }))
    for (let at = 0; at < 100; at++) matcher.match(eventOf({ X: 'abcd' }))
    const bytes = matcher.tableBytes()
    assert.ok(bytes > 0)
    for (let at = 0; at < 20_000; at++)
      matcher.match(eventOf({ [`field ${at}`]: 'abc', X: `abc ${at}` }, { product: 'p', service: `s${at}` }))
    assert.equal(matcher.tableBytes(), bytes)
  })

  test('says the same of hostile events as the plain one', () => {
    const rules = rulesOf(
      { a: { 'X|contains': 'abc' }, condition: 'a' },
      { k: ['needle'], condition: 'k' },
      { a: { 'A.B|endswith': 'z' }, condition: 'not a' },
      { a: { '__proto__|contains': 'abc' }, condition: 'a' },
      { a: { 'X|re': '(a+)+$' }, condition: 'a' },
    )
    const deep = (levels: number): unknown => {
      let node: unknown = 'a needle'
      for (let level = 0; level < levels; level++) node = level % 2 === 0 ? { B: node } : [node]
      return node
    }
    const plain = createPlainMatcher(rules)
    const indexed = createMatcher(rules)
    const events: SigmaEvent['fields'][] = [
      { X: 'ab'.repeat(5_000_000) },
      { X: `${'a'.repeat(65_536)}b` },
      Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`X${at}`, 'needle'])),
      { A: deep(1000) },
      { X: 'abc\ud800', A: '\udfffabc' },
      JSON.parse('{"__proto__":"abc","X":{"__proto__":"abc"}}'),
      JSON.parse('{"X":123456789012345678901234567890,"A":{"B":1e999}}'),
      { X: undefined, A: { B: undefined } },
    ]
    for (const fields of events) {
      const found = indexed.match(eventOf(fields)).map(({ rule, matched }) => ({ rule, matched }))
      assert.deepEqual(found, plain.match(eventOf(fields)))
    }
  })

  test('starts anew before it runs out of numbers for events', () => {
    const rules = rulesOf({ a: { X: 1 }, condition: 'a' }, { a: { Y: null }, condition: 'a' })
    for (let period = 2; period < 30; period++) {
      const matcher = createMatcher(rules, {}, { ...ENGINE_LIMITS, generations: 7 })
      for (let at = 0; at < 200; at++) {
        const is_due = at % period === 0
        assert.equal(matcher.match(eventOf({ X: is_due ? 1 : 0 })).length, is_due ? 2 : 1)
      }
    }
  })
})
