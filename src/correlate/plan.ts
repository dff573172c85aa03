import type { Correlation, CorrelationType, Expression, Limit, NamedRule } from './correlation.ts'
import { encodeKey } from './key.ts'
import { leastOf, leastRulesOf, ORDERED_RULES_MAX, onlyAskForMore, saturationOf } from './limits.ts'
import { type Reference, resolveReferences } from './references.ts'

/** Correlations made ready to run: references resolved, fields laid out, and what follows for finality and memory. */

export interface Plan {
  readonly id: string
  /** Changes with every part of the correlation that its state depends on. */
  readonly fingerprint: string
  readonly type: CorrelationType
  readonly group_by: readonly string[]
  readonly timespan_ms: number
  readonly limits: readonly Limit[]
  readonly percentile: number | null
  /** Over the ids of rules. */
  readonly expression: Expression | null
  /** Ids of the rules and correlations it refers to, in their order. */
  readonly rules: readonly string[]
  /** By rule id: its place in `rules`. */
  readonly slots: ReadonlyMap<string, number>
  /** 0 where it refers only to rules; otherwise one more than the highest that it refers to. */
  readonly level: number
  /**
   * `early`: once it holds, no signal can take it back, so it is told at once. `final`: it is told when no signal
   * within the lateness can change it any more.
   */
  readonly mode: 'early' | 'final'
  /** How far behind a time one must have seen to decide about it: the timespan where a rule must not follow. */
  readonly lookahead_ms: number
  /** How many events or values a window needs at most to be decided. */
  readonly saturation: number
  /** With fewer signals it holds for no group. */
  readonly needed_min: number
  readonly inputs: readonly Input[]
  /** Names, as they stand in events, of the fields that are carried for outer correlations. By rule id. */
  readonly carried: readonly FieldOf[]
  /** The field or fields that are counted, summed ...; empty where none is. */
  readonly values: readonly FieldOf[]
  readonly keys: readonly FieldOf[]
  /** Whether the value is a number; otherwise values are texts that are told apart. */
  readonly counts_numbers: boolean
  readonly outputs: Output[]
}

/** What a field is called, for each rule that the correlation refers to, in their order. */
export interface FieldOf {
  readonly name: string
  readonly by_slot: readonly string[]
}

export interface Input {
  readonly rule: string
  readonly is_correlation: boolean
}

/** What is told to an outer correlation when this one holds. */
export interface Output {
  readonly outer: Plan
  readonly slot: number
  /** `each`: every time at which it holds; `story`: once for a story. */
  readonly tells: 'each' | 'story'
  readonly keys: readonly ValueSource[]
  readonly values: readonly ValueSource[]
  readonly carried: readonly ValueSource[]
  /** Whether all of these are in the group's key, so that all signals of a group say the same. */
  readonly from_key_only: boolean
}

/** Where a value is found: in the group's key, among what its signals carry, or nowhere. */
export type ValueSource = { readonly in: 'key' | 'carried'; readonly at: number } | null

export interface Plans {
  /** By id, inner ones before outer ones. */
  readonly by_id: ReadonlyMap<string, Plan>
  /** Why correlations were left out: one names an unknown rule, or itself. */
  readonly problems: readonly { readonly id: string; readonly reason: string }[]
}

export function planCorrelations(correlations: readonly Correlation[], rules: readonly NamedRule[]): Plans {
  const too_long = correlations.filter(
    ({ type, rules: { length } }) => type === 'temporal_ordered' && length > ORDERED_RULES_MAX,
  )
  const { resolved, problems } = resolveReferences(
    correlations.filter(correlation => !too_long.includes(correlation)),
    rules,
  )
  const is_correlation = new Set(resolved.map(({ correlation }) => correlation.id))
  const by_id = new Map<string, Plan>()
  // From the outermost in: what is carried depends on who refers to it.
  const carried_by = new Map<string, Set<string>>()
  for (const { correlation, references } of [...resolved].reverse()) {
    const own = [...(carried_by.get(correlation.id) ?? [])]
    for (const reference of references) {
      const wanted = carried_by.get(reference.id) ?? new Set<string>()
      carried_by.set(reference.id, wanted)
      for (const name of [...correlation.group_by, ...correlation.condition.fields, ...own])
        wanted.add(fieldName(correlation, name, reference))
    }
  }
  for (const { correlation, references, level } of resolved) {
    const carried = [...(carried_by.get(correlation.id) ?? [])].filter(
      name => !correlation.group_by.includes(name),
    )
    const ids = references.map(({ id }) => id)
    const { condition, type } = correlation
    const expression = condition.expression && byId(condition.expression, references)
    const has_negation = expression !== null && hasNegation(expression)
    const field = (name: string): FieldOf => ({
      name,
      by_slot: references.map(reference => fieldName(correlation, name, reference)),
    })
    by_id.set(correlation.id, {
      id: correlation.id,
      fingerprint: fingerprintOf(correlation, ids, carried),
      type,
      group_by: correlation.group_by,
      timespan_ms: correlation.timespan_ms,
      limits: condition.limits,
      percentile: type === 'value_median' ? 50 : condition.percentile,
      expression,
      rules: ids,
      slots: new Map(ids.map((id, slot) => [id, slot])),
      level,
      mode: GROWING.has(type) && onlyAskForMore(condition.limits) && !has_negation ? 'early' : 'final',
      lookahead_ms: has_negation ? correlation.timespan_ms : 0,
      saturation: saturationOf(condition.limits),
      needed_min: !GROWING.has(type) ? 1 : expression ? leastRulesOf(expression) : leastOf(condition.limits),
      inputs: ids.map(rule => ({ rule, is_correlation: is_correlation.has(rule) })),
      carried: carried.map(field),
      values: condition.fields.map(field),
      keys: correlation.group_by.map(field),
      counts_numbers:
        type === 'value_sum' ||
        type === 'value_avg' ||
        type === 'value_median' ||
        (type === 'value_percentile' && condition.percentile !== null),
      outputs: [],
    })
  }
  for (const outer of by_id.values())
    outer.rules.forEach((rule, slot) => {
      const inner = by_id.get(rule)
      inner?.outputs.push(outputOf(inner, outer, slot))
    })
  const reason = `has more than ${ORDERED_RULES_MAX} rules in an order`
  return { by_id, problems: [...problems, ...too_long.map(({ id }) => ({ id, reason }))] }
}

/** Types whose value can only grow with more signals. Sums are none: there are negative numbers. */
const GROWING: ReadonlySet<CorrelationType> = new Set([
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
])
/** Types that ask whether something happened, not how often: they are told of every time at which it did. */
const ASKING: ReadonlySet<CorrelationType> = new Set(['value_count', 'temporal', 'temporal_ordered'])

function outputOf(inner: Plan, outer: Plan, slot: number): Output {
  const source = ({ by_slot }: FieldOf): ValueSource => {
    const name = by_slot[slot] ?? ''
    const in_key = inner.group_by.indexOf(name)
    if (in_key >= 0) return { in: 'key', at: in_key }
    const in_carried = inner.carried.findIndex(field => field.name === name)
    return in_carried >= 0 ? { in: 'carried', at: in_carried } : null
  }
  const keys = outer.keys.map(source)
  const values = outer.values.map(source)
  const carried = outer.carried.map(source)
  return {
    outer,
    slot,
    tells: ASKING.has(outer.type) ? 'each' : 'story',
    keys,
    values,
    carried,
    from_key_only: [...keys, ...values, ...carried].every(found => found?.in !== 'carried'),
  }
}

/** An alias stands for another field in events of the rules that it names; elsewhere it is a field of that name. */
function fieldName(correlation: Correlation, name: string, reference: NamedRule): string {
  const alias = correlation.aliases.get(name)
  const by_name = reference.name === null ? undefined : alias?.get(reference.name)
  return by_name ?? alias?.get(reference.id) ?? name
}

function byId(expression: Expression, references: readonly Reference[]): Expression {
  const idOf = (name: string) => references.find(({ written }) => written === name)?.id ?? name
  switch (expression.kind) {
    case 'search':
      return { kind: 'search', name: idOf(expression.name) }
    case 'not':
      return { kind: 'not', of: byId(expression.of, references) }
    case 'at_least':
      return { ...expression, of: expression.of.map(idOf) }
    default:
      return { ...expression, of: expression.of.map(part => byId(part, references)) }
  }
}

function hasNegation(expression: Expression): boolean {
  if (expression.kind === 'not') return true
  return (expression.kind === 'and' || expression.kind === 'or') && expression.of.some(hasNegation)
}

function fingerprintOf(
  correlation: Correlation,
  rules: readonly string[],
  carried: readonly string[],
): string {
  const { type, timespan_ms, condition, group_by } = correlation
  return encodeKey([
    type,
    String(timespan_ms),
    encodeKey(rules),
    encodeKey(group_by),
    encodeKey(condition.limits.flatMap(({ operator, value }) => [operator, String(value)])),
    encodeKey(condition.fields),
    String(condition.percentile),
    condition.expression ? textOf(condition.expression) : '',
    encodeKey(carried),
  ])
}

function textOf(expression: Expression): string {
  switch (expression.kind) {
    case 'search':
      return encodeKey(['search', expression.name])
    case 'not':
      return encodeKey(['not', textOf(expression.of)])
    case 'at_least':
      return encodeKey(['at_least', String(expression.count), ...expression.of])
    default:
      return encodeKey([expression.kind, ...expression.of.map(textOf)])
  }
}
