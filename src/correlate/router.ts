import { encodeKey, keyPart } from './key.ts'
import { KnownParts } from './known-parts.ts'
import type { FieldOf, Plan, Plans } from './plan.ts'
import type { Signal, SignalId } from './signal.ts'
import { numberOf } from './values.ts'

/** Makes signals of the matches of rules: where events are, before they are spread by group. */
export interface Router {
  /** Whether a correlation refers to the rule: only then are its matches worth handing over. */
  knows(rule: string): boolean
  /** Whether an event that several rules match is one for each of them, or one in all. */
  tellsRulesApart(correlation: string): boolean
  /** The fields that are asked of events that match a rule. */
  fieldsOf(rule: string): readonly string[]
  /**
   * Tells what a match means to the correlations that refer to its rule. The signal that is told is another one as soon
   * as `tell` returns.
   */
  route(match: MatchedEvent, tell: (signal: Signal) => void): void
  /** What a match means to the correlations that refer to its rule. */
  signalsOf(match: MatchedEvent): Signal[]
  /** Matches that went into no group, by correlation. */
  readonly left_out: ReadonlyMap<string, LeftOut>
}

export interface MatchedEvent {
  readonly rule: string
  readonly event_id: SignalId
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
  const by_rule = new Map<string, RoutedRule>()
  const left_out = new Map<string, LeftOut>()
  // Of each field by itself: one whose values hardly repeat must not crowd out the others'.
  const parts = new Map<string, KnownParts>()
  for (const plan of plans.by_id.values()) {
    const counts = { without_group: 0, without_value: 0, not_a_number: 0 }
    left_out.set(plan.id, counts)
    for (const [slot, { rule, is_correlation }] of plan.inputs.entries()) {
      if (is_correlation) continue
      const routed = by_rule.get(rule) ?? new RoutedRule(parts)
      by_rule.set(rule, routed)
      routed.add(plan, slot, counts)
    }
  }
  return {
    left_out,
    knows: rule => by_rule.has(rule),
    tellsRulesApart: correlation => {
      const plan = plans.by_id.get(correlation)
      return plan !== undefined && tellsRulesApart(plan)
    },
    fieldsOf: rule => by_rule.get(rule)?.names ?? [],
    route: (match, tell) => by_rule.get(match.rule)?.route(match, tell),
    signalsOf: match => {
      const signals: Signal[] = []
      by_rule.get(match.rule)?.route(match, signal => signals.push({ ...signal }))
      return signals
    },
  }
}

interface Target {
  readonly plan: Plan
  readonly left_out: LeftOut
  readonly tells_rules_apart: boolean
  /** Its place among the different groupings of the rule. */
  readonly grouping: number
  /** Places among the names. */
  readonly values: readonly number[]
  readonly carried: readonly number[]
}

type Writable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] }

/** What is to be made of the matches of a rule: of an event each field is read once, and each key made once. */
class RoutedRule {
  readonly names: string[] = []
  /** Different lists of fields by which correlations group, as places among the names. */
  readonly #groupings: (readonly number[])[] = []
  readonly #targets: Target[] = []
  /** Of the event at hand, by name and by grouping. */
  readonly #values: unknown[] = []
  readonly #keys: (string | null)[] = []
  readonly #parts: Map<string, KnownParts>
  /** By name. */
  readonly #parts_of: KnownParts[] = []
  readonly #signal: Writable<Signal> = {
    id: 0,
    correlation: '',
    key: '',
    rule: '',
    time_ms: 0,
    value: null,
    carried: NOTHING,
  }

  constructor(parts: Map<string, KnownParts>) {
    this.#parts = parts
  }

  add(plan: Plan, slot: number, left_out: LeftOut): void {
    const placesOf = (fields: readonly FieldOf[]) =>
      fields.map(({ by_slot }) => this.#placeOf(by_slot[slot] ?? ''))
    const keys = placesOf(plan.keys)
    const known = this.#groupings.findIndex(grouping => grouping.join() === keys.join())
    const grouping = known >= 0 ? known : this.#groupings.push(keys) - 1
    this.#targets.push({
      plan,
      left_out,
      tells_rules_apart: tellsRulesApart(plan),
      grouping,
      values: placesOf(plan.values),
      carried: placesOf(plan.carried),
    })
  }

  #placeOf(name: string): number {
    const known = this.names.indexOf(name)
    if (known >= 0) return known
    const parts = this.#parts.get(name) ?? new KnownParts()
    this.#parts.set(name, parts)
    this.#parts_of.push(parts)
    return this.names.push(name) - 1
  }

  route(match: MatchedEvent, tell: (signal: Signal) => void): void {
    const signal = this.#signal
    signal.rule = match.rule
    signal.time_ms = match.time_ms
    // By their places: what `for ... of` makes for each step is a third of what is allocated here.
    for (let at = 0; at < this.names.length; at++) this.#values[at] = match.field(this.names[at] ?? '')
    for (let at = 0; at < this.#groupings.length; at++)
      this.#keys[at] = this.#keyOf(this.#groupings[at] ?? NOWHERE)
    for (let at = 0; at < this.#targets.length; at++) {
      const target = this.#targets[at]
      if (target && this.#aim(target, match.event_id)) tell(signal)
    }
  }

  /** Makes the signal that of a correlation; false if the event does not count there. */
  #aim(target: Target, event_id: SignalId): boolean {
    const { plan, left_out } = target
    const signal = this.#signal
    const key = this.#keys[target.grouping] ?? null
    if (key === null) {
      left_out.without_group++
      return false
    }
    signal.value = null
    if (plan.counts_numbers) {
      const raw = this.#values[target.values[0] ?? -1]
      signal.value = numberOf(raw)
      if (signal.value === null) {
        if (raw === undefined || raw === null) left_out.without_value++
        else left_out.not_a_number++
        return false
      }
    } else if (target.values.length > 0) {
      signal.value = this.#keyOf(target.values)
      if (signal.value === null) {
        left_out.without_value++
        return false
      }
    }
    // Where rules are told apart, an event that several of them match stands for each of them.
    signal.id =
      target.tells_rules_apart && typeof event_id === 'string' ? encodeKey([signal.rule, event_id]) : event_id
    signal.correlation = plan.id
    signal.key = key
    signal.carried =
      target.carried.length === 0 ? NOTHING : target.carried.map(at => keyPart(this.#values[at]))
    return true
  }

  #keyOf(places: readonly number[]): string | null {
    let key = ''
    for (let nth = 0; nth < places.length; nth++) {
      const at = places[nth] ?? 0
      const part = keyPart(this.#values[at])
      if (part === null) return null
      key += this.#parts_of[at]?.of(part) ?? encodeKey([part])
    }
    return key
  }
}

/** Most correlations carry nothing: one list for all of their signals. */
const NOTHING: readonly null[] = []
const NOWHERE: readonly number[] = []

const tellsRulesApart = ({ type }: Plan) => type === 'temporal' || type === 'temporal_ordered'

/** The rules that raise no alerts of their own, since a correlation stands for them (`generate`, off by default). */
export function silencedRules(
  correlations: readonly { readonly id: string; readonly generate: boolean }[],
  plans: Plans,
): ReadonlySet<string> {
  return new Set(
    correlations.filter(({ generate }) => !generate).flatMap(({ id }) => plans.by_id.get(id)?.rules ?? []),
  )
}
