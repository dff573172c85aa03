import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Limit } from './correlation.ts'
import { brief, correlation, given, type TestMatch } from './testing/given.ts'

const limit = (operator: Limit['operator'], value: number): Limit => ({ operator, value })
const values = (field: string, ...found: unknown[]): TestMatch[] =>
  found.map((value, at) => [at + 1, 'a', { [field]: value }])

describe('event_count', () => {
  test('one that several of its rules match is one event', () => {
    const count = correlation('count', {
      type: 'event_count',
      rules: ['a', 'b'],
      condition: { limits: [limit('gte', 2)] },
    })
    const run = given([count])
    const matchOf = (event_id: string) => (rule: string) => ({
      rule,
      event_id,
      time_ms: 1000,
      field: (name: string) => (name === 'user' ? 'anna' : undefined),
    })
    const take = (event_id: string) =>
      run.correlator.process(
        ['id-a', 'id-b'].map(matchOf(event_id)).flatMap(match => run.router.signalsOf(match)),
      ).stories
    assert.deepEqual(take('one'), [])
    assert.deepEqual(take('two').map(brief), [[1, 1, 2]])
    assert.equal(run.correlator.counts.get('count')?.repeated, 2)
  })
})

describe('value_count', () => {
  const hosts = correlation('hosts', {
    type: 'value_count',
    condition: { fields: ['host'], limits: [limit('gte', 3)] },
  })

  test('counts different values', () => {
    assert.deepEqual(given([hosts]).when(values('host', 'x', 'x', 'y')).stories, [])
    const run = given([hosts]).when(values('host', 'x', 'x', 'y', 'z'))
    assert.deepEqual(run.stories.map(brief), [[1, 4, 4]])
    assert.equal(run.stories[0]?.value, 3)
  })

  test('several fields count as one value together', () => {
    const both = correlation('both', {
      type: 'value_count',
      condition: { fields: ['host', 'port'], limits: [limit('gte', 2)] },
    })
    const match = (at: number, host: string, port: string): TestMatch => [at, 'a', { host, port }]
    assert.equal(given([both]).when([match(1, 'x', '1y'), match(2, 'x1', 'y')]).stories.length, 1)
    assert.equal(given([both]).when([match(1, 'x', '1'), match(2, 'x', '1')]).stories.length, 0)
  })

  test('an event without the field is counted and left out', () => {
    const run = given([hosts]).when(values('host', 'x', undefined, 'y'))
    assert.equal(run.router.left_out.get('hosts')?.without_value, 1)
  })
})

describe('numbers', () => {
  const of = (
    type: 'value_sum' | 'value_avg' | 'value_median' | 'value_percentile',
    limits: Limit[],
    percentile: number | null = null,
  ) => correlation(type, { type, condition: { fields: ['bytes'], limits, percentile } })
  const value = (type: Parameters<typeof of>[0], percentile: number | null, ...found: unknown[]) =>
    given([of(type, [limit('gte', -1e9)], percentile)]).when(values('bytes', ...found), Infinity).stories[0]
      ?.value

  test('sums are exact whatever their order', () => {
    assert.equal(value('value_sum', null, 0.1, 0.2, 0.3, -0.1, -0.2, -0.3), 0)
    assert.equal(value('value_sum', null, 1e16, 1, -1e16), 1)
  })

  test('sums are told when no late number can change them', () => {
    const run = given([of('value_sum', [limit('gt', 10)])]).when(values('bytes', 6, 5), 2)
    assert.deepEqual(run.stories, [])
    assert.equal(run.when([], 2.001).stories[0]?.value, 11)
  })

  test('an average, a median and a percentile are those of the window', () => {
    assert.equal(value('value_avg', null, 1, 2, 6), 3)
    assert.equal(value('value_median', null, 1, 9, 3, 4), 3.5)
    assert.equal(value('value_percentile', 90, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 9)
  })

  test('a text that is a decimal number counts as one, anything else is counted and left out', () => {
    const run = given([of('value_sum', [limit('gte', 5)])])
    run.when(values('bytes', '2', '3.0', 'many', '0x10', null, {}, Number.NaN), Infinity)
    assert.deepEqual(run.stories.map(brief), [[1, 2, 2]])
    assert.equal(run.router.left_out.get('value_sum')?.not_a_number, 4)
    assert.equal(run.router.left_out.get('value_sum')?.without_value, 1)
  })

  test('without a percentile it is the share of the value that is compared', () => {
    const numbers = given([
      correlation('rare', {
        type: 'value_percentile',
        condition: { fields: ['image'], limits: [limit('lte', 25)] },
      }),
    ])
    numbers.when(values('image', 'x', 'x', 'x', 'y', 'x'), Infinity)
    assert.deepEqual(numbers.stories.map(brief), [[4, 4, 1]])
    assert.equal(numbers.stories[0]?.value, 25)
  })
})

describe('limits', () => {
  const counted = (...limits: Limit[]) =>
    correlation('counted', { type: 'event_count', condition: { limits } })
  const storyOf = (times: number[], ...limits: Limit[]) =>
    given([counted(...limits)])
      .when(
        times.map(time => [time, 'a']),
        Infinity,
      )
      .stories.map(brief)

  test('every operator compares', () => {
    assert.deepEqual(storyOf([1, 2], limit('gt', 1)), [[1, 2, 2]])
    assert.deepEqual(storyOf([1, 2], limit('gt', 2)), [])
    assert.deepEqual(storyOf([1, 2], limit('lt', 2)), [[1, 1, 1]])
    assert.deepEqual(storyOf([1, 2], limit('lte', 2)), [[1, 2, 2]])
    assert.deepEqual(storyOf([1, 2, 3], limit('eq', 2)), [[1, 2, 2]])
    assert.deepEqual(storyOf([1, 2, 3], limit('neq', 1)), [[1, 3, 3]])
  })

  test('several limits are a range', () => {
    assert.deepEqual(storyOf([1, 2, 3, 4], limit('gt', 1), limit('lte', 3)), [[1, 3, 3]])
  })

  test('of events of one time all are counted before the window is judged', () => {
    assert.deepEqual(storyOf([1, 1, 1], limit('eq', 2)), [])
  })
})
