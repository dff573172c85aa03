import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compileRules } from './index.ts'
import { ruleText } from './testing/detect.ts'

/** Correlation documents are parsed and checked (Sigma Correlation Rules Specification). */

const BASE = ruleText('a:\n    x: 1\ncondition: a', 'id: base-id\nname: base\n')

const correlation = (body: string, title = 'C') =>
  `title: ${title}\ncorrelation:\n    ${body.trim().replaceAll('\n', '\n    ')}`
const COUNT = 'type: event_count\nrules: [base]\ngroup-by: [User]\ntimespan: 5m\ncondition: { gte: 10 }'

function compile(...documents: string[]) {
  return compileRules([{ text: [BASE, ...documents].join('\n---\n') }])
}

function parse(body: string) {
  const set = compile(correlation(body))
  assert.deepEqual(set.findings, [])
  const [rule] = set.correlations
  assert.ok(rule)
  const { type, rules, group_by, timespan_ms, condition, aliases, generate } = rule
  return { type, rules, group_by, timespan_ms, condition, aliases, generate }
}

describe('correlations', () => {
  test('are read with all of their attributes', () => {
    assert.deepEqual(parse(`${COUNT}\ngenerate: true\naliases:\n    ip:\n        base: src_ip`), {
      type: 'event_count',
      rules: ['base'],
      group_by: ['User'],
      timespan_ms: 300_000,
      condition: { limits: [{ operator: 'gte', value: 10 }], fields: [] },
      aliases: new Map([['ip', new Map([['base', 'src_ip']])]]),
      generate: true,
    })
  })

  test('timespans have seconds, minutes, hours or days', () => {
    for (const [text, ms] of [
      ['10s', 10_000],
      ['90m', 5_400_000],
      ['2h', 7_200_000],
      ['1d', 86_400_000],
    ] as const)
      assert.equal(parse(COUNT.replace('5m', text)).timespan_ms, ms)
  })

  test('several limits make a range', () => {
    assert.deepEqual(parse(COUNT.replace('{ gte: 10 }', '{ gt: 100, lte: 200 }')).condition.limits, [
      { operator: 'gt', value: 100 },
      { operator: 'lte', value: 200 },
    ])
  })

  test('a temporal one without a condition needs all of its rules', () => {
    const body = COUNT.replace('event_count', 'temporal')
      .replace(/condition.*/, '')
      .replace('[base]', '[base, base-id]')
    assert.deepEqual(parse(body).condition, { limits: [{ operator: 'gte', value: 2 }], fields: [] })
  })

  for (const type of ['value_count', 'value_sum', 'value_avg', 'value_percentile'])
    test(`${type} needs a field`, () => {
      const body = COUNT.replace('event_count', type)
      assert.match(
        compile(correlation(body))
          .findings.map(({ reason }) => reason)
          .join(),
        /'field' .* is missing/,
      )
      assert.deepEqual(parse(body.replace('gte: 10', 'gte: 10, field: [A, B]')).condition.fields, ['A', 'B'])
    })

  test('may refer to each other, in any order', () => {
    const outer = correlation(COUNT.replace('[base]', '[inner]'), 'Outer')
    const inner = `name: inner\n${correlation(COUNT, 'Inner')}`
    const set = compile(outer, inner)
    assert.deepEqual(set.findings, [])
    assert.equal(set.correlations.length, 2)
  })

  test('that refer to a rule that is not there are left out, and what refers to them too', () => {
    const outer = correlation(COUNT.replace('[base]', '[inner]'), 'Outer')
    const inner = `name: inner\n${correlation(COUNT.replace('[base]', '[gone]'), 'Inner')}`
    const set = compile(outer, inner)
    assert.deepEqual(set.correlations, [])
    assert.equal(set.broken, 2)
    assert.equal(set.rules.length, 1)
  })

  const wrong: [name: string, body: string, reason: RegExp][] = [
    ['an unknown type', COUNT.replace('event_count', 'near'), /type is 'near': use one of/],
    ['no rules', COUNT.replace(/rules.*\n/, ''), /'rules' of the correlation is missing/],
    ['no grouping', COUNT.replace(/group-by.*\n/, ''), /'group-by' of the correlation is missing/],
    ['no timespan', COUNT.replace(/timespan.*\n/, ''), /timespan is ''/],
    ['a timespan of weeks', COUNT.replace('5m', '5w'), /timespan is '5w'/],
    ['no condition', COUNT.replace(/condition.*/, ''), /needs a condition/],
    ['an empty condition', COUNT.replace('gte: 10', ''), /names no limit/],
    ['an unknown operator', COUNT.replace('gte', 'ge'), /has 'ge': use one of/],
    ['a limit that is a text', COUNT.replace('10', "'10'"), /must be a number/],
    ['a field where events are counted', COUNT.replace('gte: 10', 'gte: 10, field: A'), /counts no values/],
    ['aliases that are a list', `${COUNT}\naliases: [a]`, /must be a map of maps/],
    ['generate that is a text', `${COUNT}\ngenerate: 'yes'`, /must be true or false/],
  ]
  for (const [name, body, reason] of wrong)
    test(`${name} is refused`, () => {
      const set = compile(correlation(body))
      assert.match(set.findings.map(finding => finding.reason).join(), reason)
      assert.equal(set.correlations.length, 0)
    })
})

const specification = fileURLToPath(new URL('../../../shared/sigma-specification', import.meta.url))

test('the examples that come with the specification are read', {
  skip: existsSync(specification) ? false : 'the Sigma specification is not at hand',
}, () => {
  for (const file of globSync('v2.*/tests/schema/*/*.yml', { cwd: specification })) {
    const text = readFileSync(`${specification}/${file}`, 'utf8')
    const errors = compileRules([{ text, file }]).findings.filter(({ severity }) => severity === 'error')
    // Examples refer to rules that do not come with them.
    assert.deepEqual(
      errors.filter(({ reason }) => !reason.includes('which is not loaded')),
      [],
      file,
    )
  }
})
