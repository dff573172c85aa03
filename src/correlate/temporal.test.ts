import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Expression } from './correlation.ts'
import { planCorrelations } from './plan.ts'
import { silencedRules } from './router.ts'
import { brief, correlation, given, type TestMatch } from './testing/given.ts'

const all = (value: number) => ({ limits: [{ operator: 'gte', value }] as const })
const search = (name: string): Expression => ({ kind: 'search', name })
const and_not: Expression = { kind: 'and', of: [search('a'), { kind: 'not', of: search('b') }] }

describe('temporal', () => {
  const both = correlation('both', { type: 'temporal', rules: ['a', 'b'], condition: all(2) })

  test('asks for all rules in any order', () => {
    assert.deepEqual(
      given([both])
        .when([
          [1, 'b'],
          [5, 'a'],
        ])
        .stories.map(brief),
      [[1, 5, 2]],
    )
    assert.deepEqual(
      given([both]).when([
        [1, 'a'],
        [5, 'a'],
      ]).stories,
      [],
    )
  })

  test('an event that several of its rules match stands for each of them', () => {
    const run = given([both])
    const match = (rule: string) => ({
      rule,
      event_id: 'one',
      time_ms: 1000,
      field: (name: string) => (name === 'user' ? 'anna' : undefined),
    })
    const signals = ['id-a', 'id-b'].flatMap(rule => run.router.signalsOf(match(rule)))
    assert.equal(run.correlator.process(signals).stories[0]?.count, 2)
  })

  test('a condition over rules holds when what it asks for is in the window', () => {
    const either: Expression = {
      kind: 'or',
      of: [search('a'), { kind: 'and', of: [search('b'), search('c')] }],
    }
    const rule = correlation('either', {
      type: 'temporal',
      rules: ['a', 'b', 'c'],
      condition: { expression: either },
    })
    assert.equal(given([rule]).when([[1, 'b']]).stories.length, 0)
    assert.equal(
      given([rule]).when([
        [1, 'b'],
        [2, 'c'],
      ]).stories.length,
      1,
    )
  })

  test('what must not match must not do so within the timespan before or after', () => {
    const rule = correlation('not', {
      type: 'temporal',
      rules: ['a', 'b'],
      condition: { expression: and_not },
    })
    const found = (...matches: TestMatch[]) => given([rule]).when(matches, Infinity).stories.length
    assert.equal(found([20, 'a']), 1)
    assert.equal(found([20, 'a'], [30, 'b']), 0)
    assert.equal(found([10, 'b'], [20, 'a']), 0)
    assert.equal(found([20, 'a'], [30.001, 'b']), 1)
    const waiting = given([rule]).when([[20, 'a']], 30)
    assert.deepEqual(waiting.stories, [])
    assert.equal(waiting.when([], 30.001).stories.length, 1)
  })
})

describe('temporal_ordered', () => {
  const ordered = correlation('ordered', {
    type: 'temporal_ordered',
    rules: ['a', 'b', 'c'],
    condition: all(3),
  })

  test('asks for the order of the rules', () => {
    assert.equal(
      given([ordered]).when([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ]).stories.length,
      1,
    )
    assert.equal(
      given([ordered]).when([
        [1, 'b'],
        [2, 'a'],
        [3, 'c'],
      ]).stories.length,
      0,
    )
    assert.equal(
      given([ordered]).when([
        [1, 'b'],
        [2, 'a'],
        [3, 'c'],
        [4, 'b'],
        [5, 'c'],
      ]).stories.length,
      1,
    )
  })

  test('the chain must fit into the window', () => {
    assert.equal(
      given([ordered]).when([
        [1, 'a'],
        [2, 'b'],
        [11.5, 'c'],
      ]).stories.length,
      0,
    )
    assert.equal(
      given([ordered]).when([
        [1, 'a'],
        [2, 'b'],
        [3, 'a'],
        [4, 'b'],
        [11.5, 'c'],
      ]).stories.length,
      1,
    )
  })

  test('events of one time count as in order', () => {
    assert.equal(
      given([ordered]).when([
        [1, 'c'],
        [1, 'b'],
        [1, 'a'],
      ]).stories.length,
      1,
    )
  })
})

describe('groups', () => {
  test('several fields are linked by and', () => {
    const rule = correlation('pair', { type: 'event_count', group_by: ['user', 'host'], condition: all(2) })
    const match = (at: number, user: string, host: string): TestMatch => [at, 'a', { user, host }]
    assert.equal(given([rule]).when([match(1, 'x', 'y'), match(2, 'x', 'z')]).stories.length, 0)
    const run = given([rule]).when([match(1, 'x', 'y'), match(2, 'x', 'y')])
    assert.deepEqual(run.stories[0]?.group, [
      { field: 'user', value: 'x' },
      { field: 'host', value: 'y' },
    ])
  })

  test('an alias stands for another field in each rule', () => {
    const rule = correlation('alias', {
      type: 'temporal',
      rules: ['a', 'b'],
      group_by: ['ip'],
      aliases: new Map([
        [
          'ip',
          new Map([
            ['a', 'src'],
            ['b', 'dst'],
          ]),
        ],
      ]),
      condition: all(2),
    })
    assert.equal(
      given([rule]).when([
        [1, 'a', { src: '9' }],
        [2, 'b', { dst: '9' }],
      ]).stories.length,
      1,
    )
    assert.equal(
      given([rule]).when([
        [1, 'a', { src: '9' }],
        [2, 'b', { src: '9' }],
      ]).stories.length,
      0,
    )
  })
})

describe('correlations of correlations', () => {
  const many = correlation('many', { type: 'event_count', rules: ['a'], condition: all(3) })
  const followed = correlation('followed', {
    type: 'temporal_ordered',
    rules: ['many', 'b'],
    timespan_ms: 60_000,
    condition: all(2),
  })
  const failures: TestMatch[] = [
    [1, 'a'],
    [2, 'a'],
    [3, 'a'],
  ]

  test('hold when what they refer to held', () => {
    const run = given([followed, many]).when([...failures, [30, 'b']])
    assert.deepEqual(run.stories.map(({ correlation: id }) => id).sort(), ['followed', 'many'])
    assert.equal(given([followed, many]).when([[2.5, 'b'], ...failures]).stories.length, 1)
  })

  test('an inner one that goes on for long still precedes what follows its end', () => {
    const long = Array.from({ length: 40 }, (_, at): TestMatch => [at * 5, 'a'])
    const run = given([followed, many]).when([...long, [230, 'b']])
    assert.deepEqual(run.stories.map(({ correlation: id }) => id).sort(), ['followed', 'many'])
  })

  test('group by their own fields, which any event of the inner window may have', () => {
    const by_host = correlation('many', { type: 'event_count', group_by: ['host'], condition: all(3) })
    const users: TestMatch[] = ['anna', 'ben', 'cleo'].map((user, at) => [at + 1, 'a', { user, host: 'web' }])
    for (const user of ['anna', 'cleo'])
      assert.equal(given([followed, by_host]).when([...users, [5, 'b', { user }]]).stories.length, 2)
    assert.equal(given([followed, by_host]).when([...users, [5, 'b', { user: 'dora' }]]).stories.length, 1)
  })

  test('that count count stories, not events', () => {
    const thrice = correlation('thrice', {
      type: 'event_count',
      rules: ['many'],
      timespan_ms: 100_000,
      condition: all(2),
    })
    const burst = (from: number): TestMatch[] => [0, 1, 2, 3, 4, 5].map(at => [from + at, 'a'])
    const count = (...matches: TestMatch[]) =>
      given([thrice, many])
        .when(matches, Infinity)
        .stories.filter(({ correlation: id }) => id === 'thrice').length
    assert.equal(count(...burst(1)), 0)
    assert.equal(count(...burst(1), ...burst(40)), 1)
  })

  test('silence what they refer to unless they say generate', () => {
    const plans = planCorrelations(
      [followed, many],
      ['a', 'b'].map(name => ({ id: `id-${name}`, name })),
    )
    assert.deepEqual([...silencedRules([followed, many], plans)].sort(), ['id-a', 'id-b', 'many'])
    assert.deepEqual([...silencedRules([followed, { ...many, generate: true }], plans)].sort(), [
      'id-b',
      'many',
    ])
  })

  test('that refer to what is unknown or to themselves are left out with the reason', () => {
    const cycle = [
      correlation('x', { type: 'temporal', rules: ['y'], condition: all(1) }),
      correlation('y', { type: 'temporal', rules: ['x'], condition: all(1) }),
      correlation('z', { type: 'temporal', rules: ['gone'], condition: all(1) }),
    ]
    const { by_id, problems } = planCorrelations(cycle, [])
    assert.equal(by_id.size, 0)
    assert.match(
      problems.map(({ id, reason }) => `${id} ${reason}`).join('; '),
      /z refers to the rule 'gone'.*x refers to itself/,
    )
  })
})

test('one rule that is named twice, by id and by name, is refused', () => {
  const twice = correlation('twice', { type: 'temporal', rules: ['a', 'id-a'], condition: all(2) })
  const { problems } = planCorrelations([twice], [{ id: 'id-a', name: 'a' }])
  assert.match(problems[0]?.reason ?? '', /twice to one rule, the second time as 'id-a'/)
})

test('more rules in an order than can be kept are refused', () => {
  const rules = Array.from({ length: 11 }, (_, at) => ({ id: `r${at}`, name: null }))
  const long = correlation('long', { type: 'temporal_ordered', rules: rules.map(({ id }) => id) })
  assert.match(planCorrelations([long], rules).problems[0]?.reason ?? '', /more than 10 rules/)
})
