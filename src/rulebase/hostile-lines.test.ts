import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { normalize } from '../normalize/normalize.ts'
import { compileRules, createMatcher, createPlainMatcher } from '../sigma/index.ts'
import { HOSTILE_LINE_RULES, HOSTILE_LINES } from '../sigma/testing/hostile-lines.ts'

/** From the bytes of a line to the rules that match: nothing is thrown, and both matchers say the same. */

const { rules } = compileRules(
  HOSTILE_LINE_RULES.map(text => ({ text })),
  { unknown_logsource: 'all' },
)

describe('hostile lines', () => {
  test('come with rules that can all be run', () => assert.equal(rules.length, HOSTILE_LINE_RULES.length))

  const plain = createPlainMatcher(rules, { unknown_logsource: 'all' })
  const indexed = createMatcher(rules, { unknown_logsource: 'all' })
  const matched = new Set<string>()

  for (const { name, bytes } of HOSTILE_LINES)
    test(name, () => {
      const { event } = normalize({
        id: '',
        host: '',
        source: '',
        logsource: {},
        value: bytes(),
        received_ms: 0,
      })
      const expected = plain.match(event)
      const found = indexed.match(event).map(({ rule, matched }) => ({ rule, matched }))
      assert.deepEqual(found, expected)
      assert.deepEqual(indexed.quarantined, plain.quarantined)
      for (const { rule } of expected) matched.add(rule.title)
    })

  test('are matched by every rule', () => {
    const silent = rules.filter(({ title }) => !matched.has(title))
    assert.deepEqual(
      silent.map(({ title }) => title),
      [],
    )
  })
})
