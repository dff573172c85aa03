import { encodeKey, keyPart } from './key.ts'
import type { FieldOf, Plan, Plans } from './plan.ts'
import type { Signal } from './signal.ts'
import { numberOf } from './values.ts'

/** Makes signals of the matches of rules: where events are, before they are spread by group. */
export interface Router {
  /** Whether a correlation refers to the rule: only then are its matches worth handing over. */
  knows(rule: string): boolean
  /** What a match means to the correlations that refer to its rule. */
  signalsOf(match: MatchedEvent): Signal[]
  /** Matches that went into no group, by correlation. */
  readonly left_out: ReadonlyMap<string, LeftOut>
}

export interface MatchedEvent {
  readonly rule: string
  readonly event_id: string
  /** The event's own time, in milliseconds since 1970. */
  readonly time_ms: number
  /** The value of a field; undefined where the event does not have it. */
  field(name: string): unknown
}

export interface LeftOut {
  /** A field of `group-by` is missing, or is a list or a map. */
  without_group: number
  /** The field that is counted is missing. */
  without_value: number
  /** The field that is summed up, averaged ... holds no number. */
  not_a_number: number
}

export function createRouter(plans: Plans): Router {
  const by_rule = new Map<string, { plan: Plan; slot: number; left_out: LeftOut }[]>()
  const left_out = new Map<string, LeftOut>()
  for (const plan of plans.by_id.values()) {
    const counts = { without_group: 0, without_value: 0, not_a_number: 0 }
    left_out.set(plan.id, counts)
    for (const [slot, { rule, is_correlation }] of plan.inputs.entries())
      if (!is_correlation) by_rule.set(rule, [...(by_rule.get(rule) ?? []), { plan, slot, left_out: counts }])
  }
  return {
    left_out,
    knows: rule => by_rule.has(rule),
    signalsOf(match) {
      const signals: Signal[] = []
      for (const target of by_rule.get(match.rule) ?? []) {
        const signal = signalFor(match, target.plan, target.slot, target.left_out)
        if (signal) signals.push(signal)
      }
      return signals
    },
  }
}

function signalFor(match: MatchedEvent, plan: Plan, slot: number, left_out: LeftOut): Signal | undefined {
  const parts = partsOf(plan.keys, slot, match)
  if (!parts) {
    left_out.without_group++
    return undefined
  }
  let value: Signal['value'] = null
  if (plan.counts_numbers) {
    const raw = match.field(plan.values[0]?.by_slot[slot] ?? '')
    value = numberOf(raw)
    if (value === null) {
      if (raw === undefined || raw === null) left_out.without_value++
      else left_out.not_a_number++
      return undefined
    }
  } else if (plan.values.length > 0) {
    const values = partsOf(plan.values, slot, match)
    if (!values) {
      left_out.without_value++
      return undefined
    }
    value = encodeKey(values)
  }
  return {
    // Where rules are told apart, an event that several of them match stands for each of them.
    id: tellsRulesApart(plan) ? encodeKey([match.rule, match.event_id]) : match.event_id,
    correlation: plan.id,
    key: encodeKey(parts),
    rule: match.rule,
    time_ms: match.time_ms,
    value,
    carried:
      plan.carried.length === 0
        ? NOTHING
        : plan.carried.map(({ by_slot }) => keyPart(match.field(by_slot[slot] ?? ''))),
  }
}

/** Most correlations carry nothing: one list for all of their signals. */
const NOTHING: readonly null[] = []

const tellsRulesApart = ({ type }: Plan) => type === 'temporal' || type === 'temporal_ordered'

function partsOf(fields: readonly FieldOf[], slot: number, match: MatchedEvent): string[] | null {
  const parts: string[] = []
  for (const { by_slot } of fields) {
    const part = keyPart(match.field(by_slot[slot] ?? ''))
    if (part === null) return null
    parts.push(part)
  }
  return parts
}

/** The rules that raise no alerts of their own, since a correlation stands for them (`generate`, off by default). */
export function silencedRules(
  correlations: readonly { readonly id: string; readonly generate: boolean }[],
  plans: Plans,
): ReadonlySet<string> {
  return new Set(
    correlations.filter(({ generate }) => !generate).flatMap(({ id }) => plans.by_id.get(id)?.rules ?? []),
  )
}
