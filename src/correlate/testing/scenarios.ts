import fc from 'fast-check'
import type { Correlation, CorrelationType, Expression } from '../correlation.ts'
import { type Plans, planCorrelations } from '../plan.ts'
import { createRouter } from '../router.ts'
import type { Signal } from '../signal.ts'

/** Random correlations, also of each other, and random matches for them, small enough to meet often. */

export const LATENESS_MS = 6
const RULES = ['r0', 'r1', 'r2']
const TYPES: readonly CorrelationType[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
]

export interface Scenario {
  readonly plans: Plans
  readonly correlations: readonly Correlation[]
  /** In the order in which they come in; none is later than `LATENESS_MS`. */
  readonly arrivals: readonly Signal[]
}

const limits = (percent: boolean) =>
  fc.array(
    fc.record({
      operator: fc.constantFrom(
        'gte',
        'gte',
        'gte',
        'gte',
        'gt',
        'gt',
        'lt',
        'lte',
        'eq',
        'neq',
      ) as fc.Arbitrary<'gte'>,
      value: percent ? fc.integer({ min: 10, max: 90 }) : fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 2 },
  )

const expression = (names: readonly string[]): fc.Arbitrary<Expression> => {
  const name = fc.constantFrom(...names)
  const search = name.map((found): Expression => ({ kind: 'search', name: found }))
  const literal = fc.oneof(
    search,
    search.map((of): Expression => ({ kind: 'not', of })),
    fc.constant<Expression>({ kind: 'at_least', count: Math.min(2, names.length), of: [...names] }),
  )
  return fc
    .tuple(search, fc.array(literal, { minLength: 1, maxLength: 2 }), fc.constantFrom('and', 'or'))
    .map(([first, rest, kind]): Expression => {
      const inner: Expression = kind === 'or' ? { kind: 'and', of: [first, ...rest.slice(1)] } : first
      return { kind: 'and', of: [inner, ...rest] }
    })
}

function correlation(id: string, inner: readonly string[]): fc.Arbitrary<Correlation> {
  const choices = [...inner, ...RULES]
  return fc
    .record({
      type: fc.constantFrom(...TYPES, ...TYPES.slice(0, 4)),
      rules: fc.uniqueArray(fc.constantFrom(...choices), { minLength: 1, maxLength: 3 }),
      group_by: fc.constantFrom(['user'], ['host'], ['user', 'host'], ['who']),
      timespan_ms: fc.integer({ min: 1, max: 12 }),
      by_rules: fc.boolean(),
      percentile: fc.constantFrom(null, 50, 90),
    })
    .chain(({ type, by_rules, percentile, rules, ...shape }) => {
      const is_temporal = type.startsWith('temporal')
      const own_percentile = type === 'value_percentile' ? percentile : null
      const counts = type.startsWith('value_')
      return fc.tuple(limits(type === 'value_percentile' && percentile === null), expression(rules)).map(
        ([own_limits, condition]): Correlation => ({
          ...shape,
          id,
          name: `name-${id}`,
          type,
          rules,
          generate: false,
          aliases: new Map([['who', new Map(rules.map((rule, at) => [rule, at === 0 ? 'user' : 'host']))]]),
          condition: {
            limits: is_temporal && by_rules ? [] : own_limits,
            expression: is_temporal && by_rules ? condition : null,
            percentile: own_percentile,
            fields: !counts ? [] : type === 'value_count' ? ['host', 'number'] : ['number'],
          },
        }),
      )
    })
}

const match = fc.record({
  time_ms: fc.integer({ min: 0, max: 60 }),
  delay_ms: fc.integer({ min: 0, max: LATENESS_MS }),
  rule: fc.constantFrom(...RULES),
  user: fc.constantFrom('anna', 'anna', 'ben'),
  host: fc.constantFrom('web', 'web', 'db', undefined),
  number: fc.constantFrom(1, 2, 3, -2, 'none', undefined),
})

export const scenarios: fc.Arbitrary<Scenario> = fc
  .tuple(
    correlation('c0', []),
    correlation('c1', ['c0', 'c0', 'c0']),
    correlation('c2', ['c0', 'c1', 'c1']),
    fc.array(match, { maxLength: 45, size: 'max' }),
  )
  .map(([c0, c1, c2, matches]) => {
    const correlations = [c2, c0, c1]
    const rules = RULES.map(id => ({ id, name: null }))
    const plans = planCorrelations(correlations, rules)
    const router = createRouter(plans)
    const arrivals = matches
      .map((event, at) => ({ ...event, id: `e${at}` }))
      .sort((left, right) => left.time_ms + left.delay_ms - right.time_ms - right.delay_ms)
      .flatMap(event => {
        const fields = new Map<string, unknown>(Object.entries(event))
        const { rule, time_ms, id } = event
        return router.signalsOf({ rule, time_ms, event_id: id, field: name => fields.get(name) })
      })
    return { plans, correlations, arrivals }
  })
