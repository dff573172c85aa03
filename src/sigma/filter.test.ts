import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileRules, type RuleSet } from './index.ts'
import { testEvent } from './testing/detect.ts'

/** Filters (Sigma Filters Specification): conditions that are added to rules. */

const rule = (id: string, logsource = '{ product: test, category: process }') =>
  `title: Rule ${id}\nid: ${id}\nname: name_${id}\nlogsource: ${logsource}\ndetection: { selection: { X: 1 }, condition: selection }`

const filter = (
  rules: string,
  condition = 'not selection',
  logsource = '{ product: test, category: process }',
) =>
  `title: Filter\nlogsource: ${logsource}\nfilter:\n    rules: ${rules}\n    selection: { User|startswith: adm_ }\n    condition: ${condition}`

const compile = (...documents: string[]) => compileRules([{ text: documents.join('\n---\n') }])
const idsOf = (set: RuleSet, fields: Record<string, unknown>) =>
  set.match(testEvent(fields)).map(match => match.rule.id)
const reasonsOf = (set: RuleSet) => set.findings.map(({ severity, reason }) => `${severity}: ${reason}`)

describe('filters', () => {
  test('are joined with and to the rules that they name by id or by name', () => {
    const set = compile(rule('a'), rule('b'), rule('c'), filter('[a, name_b]'))
    assert.deepEqual(reasonsOf(set), [])
    assert.deepEqual(idsOf(set, { X: 1, User: 'adm_1' }), ['c'])
    assert.deepEqual(idsOf(set, { X: 1, User: 'bob' }), ['a', 'b', 'c'])
    assert.deepEqual(idsOf(set, { User: 'bob' }), [])
  })

  test('may stand before the rules and in another text', () => {
    const set = compileRules([{ text: filter('[a]') }, { text: rule('a') }])
    assert.deepEqual(idsOf(set, { X: 1, User: 'adm_1' }), [])
  })

  test('have search identifiers of their own: the same name means another thing in the rule', () => {
    const set = compile(rule('a'), filter('[a]'))
    assert.deepEqual(
      set.match(testEvent({ X: 1, User: 'bob' }))[0]?.matched.map(({ field }) => field),
      ['X'],
    )
  })

  test('several on one rule must all hold', () => {
    const other = filter('[a]').replace('title: Filter', 'title: Other').replace('adm_', 'svc_')
    const set = compile(rule('a'), filter('[a]'), other)
    assert.deepEqual(idsOf(set, { X: 1, User: 'svc_1' }), [])
    assert.deepEqual(idsOf(set, { X: 1, User: 'bob' }), ['a'])
  })

  test('any means all rules whose logsource lies within the filter', () => {
    const set = compile(
      rule('a'),
      rule('b', '{ product: test, service: s }'),
      filter('any', 'not selection', '{ product: test }'),
    )
    assert.deepEqual(idsOf(set, { X: 1, User: 'adm_1' }), [])
    const narrow = compile(rule('a'), rule('b', '{ product: test, service: s }'), filter('any'))
    assert.deepEqual(idsOf(narrow, { X: 1, User: 'adm_1' }), ['b'])
  })

  test('without a not are applied as they are written, with a warning', () => {
    const set = compile(rule('a'), filter('[a]', 'selection'))
    assert.match(reasonsOf(set).join(), /warning: the filter's condition has no 'not'/)
    assert.deepEqual(idsOf(set, { X: 1, User: 'adm_1' }), ['a'])
    assert.deepEqual(idsOf(set, { X: 1, User: 'bob' }), [])
  })

  test('that name a rule that is not there, or of another logsource, give a warning', () => {
    assert.match(
      reasonsOf(compile(rule('a'), filter('[a, zz]'))).join(),
      /warning: the filter names the rule 'zz'/,
    )
    const elsewhere = compile(rule('a', '{ product: test, category: other }'), filter('[a]'))
    assert.match(reasonsOf(elsewhere).join(), /warning: the filter's logsource does not hold the rule/)
    assert.deepEqual(idsOf(elsewhere, { X: 1, User: 'adm_1' }), ['a'])
  })

  test('without rules, a condition or a logsource are refused', () => {
    const cases: [text: string, reason: RegExp][] = [
      [filter('[]'), /'rules' of the filter is empty/],
      [filter('[a]').replace(/ {4}rules.*\n/, ''), /'rules' of the filter is missing/],
      [filter('[a]').replace(/\n {4}condition.*/, ''), /has no condition/],
      [filter('[a]').replace(/logsource.*\n/, ''), /no 'logsource'/],
      [filter('[a]', 'not other'), /'other', which does not exist/],
    ]
    for (const [text, reason] of cases) assert.match(reasonsOf(compile(text)).join(), reason)
  })
})

test('of two documents with one id the first stays', () => {
  const set = compileRules([
    { text: rule('a'), file: 'one.yml' },
    { text: rule('a'), file: 'two.yml' },
  ])
  assert.deepEqual(set.findings, [
    {
      file: 'two.yml',
      line: 1,
      column: 1,
      severity: 'error',
      check: 'duplicate-id',
      reason: "the id a is taken by 'Rule a' in one.yml, line 1",
    },
  ])
  assert.deepEqual([set.rules.length, set.broken], [1, 1])
})
