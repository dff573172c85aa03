import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compileRules } from './index.ts'
import { ruleText } from './testing/detect.ts'

/** Correlation documents are parsed and checked (Sigma Correlation Rules Specification). */

const BASE = ruleText('a:\n    x: 1\ncondition: a', 'id: base-id\nname: base\n')
const OTHER = ruleText('a:\n    x: 2\ncondition: a', 'id: other-id\nname: other\n')

const correlation = (body: string, title = 'C') =>
  `title: ${title}\ncorrelation:\n    ${body.trim().replaceAll('\n', '\n    ')}`
const COUNT = 'type: event_count\nrules: [base]\ngroup-by: [User]\ntimespan: 5m\ncondition: { gte: 10 }'
const PERCENTILE = COUNT.replace('event_count', 'value_percentile').replace(
  'gte: 10',
  'gte: 10, field: A, percentile: 95',
)
const SUM_OF_TWO = COUNT.replace('event_count', 'value_sum').replace('gte: 10', 'gte: 10, field: [A, B]')
const TEMPORAL = 'type: temporal\nrules: [base]\ngroup-by: [User]\ntimespan: 5m\ncondition: base'

function compile(...documents: string[]) {
  return compileRules([{ text: [BASE, ...documents].join('\n---\n') }])
}

function parse(body: string, ...others: string[]) {
  const set = compile(...others, correlation(body))
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
      condition: {
        limits: [{ operator: 'gte', value: 10 }],
        fields: [],
        percentile: null,
        expression: null,
      },
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
      .replace('[base]', '[base, other]')
    assert.deepEqual(parse(body, OTHER).condition.limits, [{ operator: 'gte', value: 2 }])
  })

  for (const type of ['value_count', 'value_sum', 'value_avg', 'value_percentile', 'value_median'])
    test(`${type} needs a field`, () => {
      const body = COUNT.replace('event_count', type)
      assert.match(
        compile(correlation(body))
          .findings.map(({ reason }) => reason)
          .join(),
        /'field' .* is missing/,
      )
      assert.deepEqual(parse(body.replace('gte: 10', 'gte: 10, field: A')).condition.fields, ['A'])
    })

  for (const type of ['value_count', 'value_percentile'])
    test(`${type} may tell values of several fields apart`, () => {
      const body = COUNT.replace('event_count', type).replace('gte: 10', 'gte: 10, field: [A, B]')
      assert.deepEqual(parse(body).condition.fields, ['A', 'B'])
    })

  test('a percentile may be named', () => {
    const body = COUNT.replace('event_count', 'value_percentile')
    assert.equal(parse(body.replace('gte: 10', 'gte: 10, field: A, percentile: 95')).condition.percentile, 95)
  })

  test('a temporal one may have a condition over its rules', () => {
    const body = (rules: string) =>
      `type: temporal\n${rules}group-by: [User]\ntimespan: 5m\ncondition: base and not other`
    for (const rules of ['rules: [base, other]\n', '']) {
      const set = compile(OTHER, correlation(body(rules)))
      assert.deepEqual(set.findings, [])
      assert.deepEqual(set.correlations[0]?.rules, ['base', 'other'])
      assert.deepEqual(set.correlations[0]?.condition.expression, {
        kind: 'and',
        of: [
          { kind: 'search', name: 'base' },
          { kind: 'not', of: { kind: 'search', name: 'other' } },
        ],
      })
    }
  })

  test('that refer to themselves, over others too, are left out', () => {
    const named = (name: string, of: string) =>
      `name: ${name}\n${correlation(COUNT.replace('[base]', `[${of}]`), name)}`
    const set = compile(
      named('a', 'b'),
      named('b', 'a'),
      named('self', 'self'),
      named('above', 'a'),
      named('fine', 'base'),
    )
    assert.deepEqual(
      set.correlations.map(rule => rule.name),
      ['fine'],
    )
    assert.equal(set.broken, 4)
    assert.equal(set.findings.filter(({ reason }) => /to itself/.test(reason)).length, 4)
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
    ['no timespan', COUNT.replace(/timespan.*\n/, ''), /timespan is missing/],
    ['a timespan of weeks', COUNT.replace('5m', '5w'), /timespan is '5w'/],
    ['a timespan of centuries', COUNT.replace('5m', '9999999d'), /at most 366d/],
    ['a negative timespan', COUNT.replace('5m', "'-5m'"), /timespan is '-5m'/],
    ['a sum of two fields', SUM_OF_TWO, /numbers of one field, and this one names 2/],
    ['a percentile of two fields', PERCENTILE.replace('field: A', 'field: [A, B]'), /numbers of one field/],
    ['a percentile of a count', COUNT.replace('gte: 10', 'gte: 10, percentile: 5'), /has no percentile/],
    ['a percentile above 100', PERCENTILE.replace('95', '101'), /above 0, up to 100/],
    ['rules that are counted', COUNT.replace('{ gte: 10 }', 'base'), /needs limits/],
    [
      'a condition that nothing fulfils',
      TEMPORAL.replace('condition: base', 'condition: not base'),
      /nothing has matched/,
    ],
    [
      'a condition over an unknown rule',
      TEMPORAL.replace('condition: base', 'condition: gone'),
      /names 'gone'/,
    ],
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
