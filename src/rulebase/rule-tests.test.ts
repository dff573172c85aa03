import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isSentinelError } from '../errors.ts'
import { compileRules, type SigmaEvent } from '../sigma/index.ts'
import { isRuleTestFile } from './rule-test-file.ts'
import { parseRuleTests, type RuleTestEvent, ruleTestFileOf, runRuleTests } from './rule-tests.ts'
import { ruleText } from './testing/rule-text.ts'

test('the file of tests stands beside the rule', () => {
  assert.equal(ruleTestFileOf('rules/linux/a.yml'), 'rules/linux/a.test.yml')
  assert.equal(ruleTestFileOf('a.yaml'), 'a.test.yaml')
  assert.equal(isRuleTestFile('rules/a.test.yml'), true)
  assert.equal(isRuleTestFile('rules/test.yml'), false)
})

describe('tests of a rule', () => {
  test('are lines or fields, with hints of their own or of the file', () => {
    const text = `
logsource: { product: test }
match:
    - 'a line'
    - line: 'another'
      logsource: { service: s }
no_match:
    - fields: { X: 2 }
`
    assert.deepEqual(parseRuleTests(text, 'a.test.yml'), {
      match: [
        { input: 'a line', hints: { product: 'test' } },
        { input: 'another', hints: { service: 's' } },
      ],
      no_match: [{ input: { X: 2 }, hints: { product: 'test' } }],
    })
  })

  test('that do not fit the format are refused with their place', () => {
    for (const text of [
      '',
      'match: []',
      'match: [1]',
      'match: [x]\nother: 1',
      'match: [{line: x, fields: {}}]',
      'match: [',
      '- x',
    ])
      assert.throws(
        () => parseRuleTests(text, 'a.test.yml'),
        error => isSentinelError(error, 'RULES_INVALID') && error.message.includes('a.test.yml'),
        text,
      )
  })

  const [rule] = compileRules([{ text: ruleText('a') }]).rules
  const toEvent = (input: RuleTestEvent['input'], hints: SigmaEvent['logsource']): SigmaEvent => ({
    logsource: hints,
    fields: typeof input === 'string' ? { X: input } : input,
    raw: JSON.stringify(input),
  })

  test('pass where the rule does what they say', () => {
    assert.ok(rule)
    const tests = parseRuleTests(
      "logsource: { product: test }\nmatch: ['1', { fields: { X: 1 } }]\nno_match: ['2']",
      'x',
    )
    assert.deepEqual(runRuleTests(rule, tests, toEvent), [])
  })

  test('fail with the reason where it does not', () => {
    assert.ok(rule)
    const tests = parseRuleTests(
      "match: ['1']\nno_match: ['2', { line: '1', logsource: { product: test } }]",
      'x',
    )
    const failures = runRuleTests(rule, tests, toEvent)
    assert.deepEqual(
      failures.map(({ explanation, ...failure }) => ({ ...failure, applies: explanation.applies })),
      [
        { list: 'match', index: 0, input: '1', reason: 'not matched as an event of {}', applies: false },
        { list: 'no_match', index: 1, input: '1', reason: 'matched by X 1', applies: true },
      ],
    )
  })
})
