import type { Expression } from '../correlation.ts'
import { encodeKey } from '../key.ts'
import type { Plan, Plans } from '../plan.ts'
import type { Signal, SignalId } from '../signal.ts'

/**
 * Correlations as their documentation tells them, computed from all signals at once and with no regard to cost: what
 * every other way to compute them is held against.
 */
export interface ReferenceStory {
  readonly identity: string
  readonly first_ms: number
  readonly last_ms: number
  readonly fired_ms: number
  readonly held_ms: number
  readonly count: number
  readonly value: number
  /** Of all of its events, in order. */
  readonly evidence: readonly SignalId[]
}

export function referenceStories(plans: Plans, base: readonly Signal[], reset_ms: number): ReferenceStory[] {
  const signals = [...base]
  const found: ReferenceStory[] = []
  for (const plan of plans.by_id.values()) {
    const own = new Map<string, Signal[]>()
    for (const signal of signals.filter(({ correlation }) => correlation === plan.id)) {
      const group = own.get(signal.key) ?? []
      own.set(signal.key, group)
      if (!group.some(({ id }) => id === signal.id)) group.push(signal)
    }
    for (const [key, group] of own) {
      const { stories, told } = groupStories(plan, key, group, reset_ms)
      found.push(...stories)
      signals.push(...told)
    }
  }
  return found
}

const slotOf = (plan: Plan, { rule }: Signal) => plan.rules.indexOf(rule)

function groupStories(plan: Plan, key: string, group: readonly Signal[], reset_ms: number) {
  const { timespan_ms, type } = plan
  const sorted = [...group].sort(
    (left, right) =>
      left.time_ms - right.time_ms ||
      slotOf(plan, left) - slotOf(plan, right) ||
      (left.id < right.id ? -1 : 1),
  )
  const windowAt = (time_ms: number) =>
    sorted.filter(signal => signal.time_ms <= time_ms && signal.time_ms >= time_ms - timespan_ms)
  const times = [...new Set(sorted.map(({ time_ms }) => time_ms))].filter(time_ms =>
    holdsAt(plan, sorted, windowAt(time_ms), time_ms),
  )
  const chains: number[][] = []
  for (const time_ms of times) {
    const chain = chains.at(-1)
    if (chain && time_ms - (chain.at(-1) ?? 0) <= Math.max(timespan_ms, reset_ms)) chain.push(time_ms)
    else chains.push([time_ms])
  }
  const is_share = type === 'value_percentile' && plan.percentile === null
  const stories: ReferenceStory[] = []
  const told: Signal[] = times.flatMap(time_ms =>
    tell(plan, key, 'each', windowAt(time_ms), time_ms, time_ms),
  )
  for (const chain of chains) {
    const members = sorted.filter(signal =>
      chain.some(time_ms =>
        is_share ? signal.time_ms === time_ms : windowAt(time_ms).some(({ id }) => id === signal.id),
      ),
    )
    const fired_ms = chain[0] ?? 0
    const held_ms = chain.at(-1) ?? 0
    const first_ms = members[0]?.time_ms ?? 0
    const values = {
      event_count: () => members.length,
      value_count: () => new Set(members.map(({ value }) => value)).size,
      temporal: () => new Set(members.map(({ rule }) => rule)).size,
      temporal_ordered: () => new Set(members.map(({ rule }) => rule)).size,
    }
    const count = type in values ? values[type as keyof typeof values]() : null
    stories.push({
      identity: encodeKey([plan.id, key, String(first_ms)]),
      first_ms,
      last_ms: members.at(-1)?.time_ms ?? 0,
      fired_ms,
      held_ms,
      count: members.length,
      value: count ?? measure(plan, windowAt(held_ms), held_ms),
      evidence: members.map(({ id }) => id),
    })
    const trigger = sorted.filter(({ time_ms }) => time_ms === fired_ms).slice(0, 1)
    told.push(...tell(plan, key, 'story', trigger, fired_ms, first_ms))
  }
  return { stories, told }
}

function holdsAt(plan: Plan, all: readonly Signal[], window: readonly Signal[], time_ms: number): boolean {
  const around = all.filter(signal => Math.abs(signal.time_ms - time_ms) <= plan.timespan_ms)
  const isAround = (id: string) => around.some(({ rule }) => rule === id)
  if (plan.type === 'temporal' && plan.expression)
    return holds(plan.expression, id => window.some(({ rule }) => rule === id), isAround)
  if (plan.type === 'temporal_ordered') {
    const chains = orderedSets(plan, window)
    const { expression } = plan
    if (expression) return chains.some(set => set.size > 0 && holds(expression, id => set.has(id), isAround))
    return within(plan, Math.max(...chains.map(({ size }) => size)))
  }
  if (plan.type === 'value_percentile' && plan.percentile === null)
    return window
      .filter(signal => signal.time_ms === time_ms)
      .some(({ value }) => within(plan, share(window, value)))
  return within(plan, measure(plan, window, time_ms))
}

const share = (window: readonly Signal[], value: Signal['value']) =>
  (100 * window.filter(signal => signal.value === value).length) / window.length

/** All sets of rules that match in order, by trying all of them. */
function orderedSets(plan: Plan, window: readonly Signal[]): Set<string>[] {
  const sets: Set<string>[] = []
  for (let bits = 0; bits < 1 << plan.rules.length; bits++) {
    const wanted = plan.rules.filter((_, slot) => bits & (1 << slot))
    let after = -Infinity
    const is_there = wanted.every(rule => {
      const next = window.find(signal => signal.rule === rule && signal.time_ms >= after)
      after = next?.time_ms ?? Infinity
      return next !== undefined
    })
    if (is_there) sets.push(new Set(wanted))
  }
  return sets
}

function holds(
  expression: Expression,
  occurs: (id: string) => boolean,
  around: (id: string) => boolean,
): boolean {
  if (expression.kind === 'search') return occurs(expression.name)
  if (expression.kind === 'not') return !holds(expression.of, around, occurs)
  if (expression.kind === 'at_least') return expression.of.filter(occurs).length >= expression.count
  const parts = expression.of.map(part => holds(part, occurs, around))
  return expression.kind === 'and' ? !parts.includes(false) : parts.includes(true)
}

function within({ limits }: Plan, measured: number): boolean {
  return limits.every(({ operator, value }) => {
    const sign = Math.sign(measured - value)
    return { lt: sign < 0, lte: sign <= 0, gt: sign > 0, gte: sign >= 0, eq: sign === 0, neq: sign !== 0 }[
      operator
    ]
  })
}

/** Values in tests are whole numbers, so that plain sums are exact. */
function measure(plan: Plan, window: readonly Signal[], time_ms: number): number {
  const numbers = window
    .flatMap(({ value }) => (typeof value === 'number' ? [value] : []))
    .sort((a, b) => a - b)
  const sum = numbers.reduce((total, value) => total + value, 0)
  switch (plan.type) {
    case 'event_count':
      return window.length
    case 'value_count':
      return new Set(window.map(({ value }) => value)).size
    case 'value_sum':
      return sum
    case 'value_avg':
      return sum / numbers.length
    case 'value_median': {
      const upper = numbers.slice(Math.floor(numbers.length / 2))
      const lower = numbers.slice(0, Math.ceil(numbers.length / 2))
      return ((lower.at(-1) ?? 0) + (upper[0] ?? 0)) / 2
    }
    case 'value_percentile': {
      if (plan.percentile === null) {
        const shares = window
          .filter(signal => signal.time_ms === time_ms)
          .map(({ value }) => share(window, value))
        return Math.min(...shares.filter(found => within(plan, found)))
      }
      const wanted = plan.percentile
      return (
        numbers.find(
          candidate => (100 * numbers.filter(value => value <= candidate).length) / numbers.length >= wanted,
        ) ?? 0
      )
    }
    default:
      return new Set(window.map(({ rule }) => rule)).size
  }
}

function tell(
  plan: Plan,
  key: string,
  tells: 'each' | 'story',
  members: readonly Signal[],
  time_ms: number,
  identity_ms: number,
): Signal[] {
  const parts = [...key.matchAll(/(\d+):/g)].length === 0 ? [] : partsOf(key)
  return plan.outputs
    .filter(output => output.tells === tells)
    .flatMap(output =>
      members.flatMap((member): Signal[] => {
        const read = (source: (typeof output.keys)[number]) =>
          source === null
            ? null
            : ((source.in === 'key' ? parts[source.at] : member.carried[source.at]) ?? null)
        const keys = output.keys.map(read)
        const values = output.values.map(read)
        const carried = output.carried.map(read)
        if (keys.includes(null) || values.includes(null)) return []
        const number = Number(values[0])
        if (output.outer.counts_numbers && !Number.isFinite(number)) return []
        const value =
          values.length === 0 ? null : output.outer.counts_numbers ? number : encodeKey(values.map(String))
        const outer_key = encodeKey(keys.map(String))
        const says = encodeKey([
          outer_key,
          value === null ? '' : String(value),
          ...carried.map(part => part ?? ''),
        ])
        const id = encodeKey([plan.id, key, String(identity_ms)])
        return [
          {
            id: output.from_key_only ? id : encodeKey([id, says]),
            correlation: output.outer.id,
            key: outer_key,
            rule: plan.id,
            time_ms,
            value,
            carried,
          },
        ]
      }),
    )
}

function partsOf(key: string): string[] {
  const [, length = '0', rest = ''] = /^(\d+):(.*)$/s.exec(key) ?? []
  return key === '' ? [] : [rest.slice(0, Number(length)), ...partsOf(rest.slice(Number(length)))]
}
