import type { Group } from './group.ts'
import { decodeKey, encodeKey } from './key.ts'
import type { SignalId } from './signal.ts'
import type { Story } from './story.ts'

/** What is told of a story: each report replaces what was told of the same identity before. */
export interface StoryReport {
  /** The same wherever, whenever and in whatever order its events came in. */
  readonly identity: string
  readonly correlation: string
  /** The group, as it is encoded in signals, and by the fields of `group-by`. */
  readonly key: string
  readonly group: readonly { readonly field: string; readonly value: string }[]
  /**
   * `open`: may still grow. `closed`: final. `merged`: turned out to be part of the story `merged_into`, because an
   * event came in late that belongs before or between; it is no story of its own.
   */
  readonly state: 'open' | 'closed' | 'merged'
  readonly merged_into: string | null
  readonly first_ms: number
  readonly last_ms: number
  /** When the correlation first held, and when it last did. */
  readonly fired_ms: number
  readonly held_ms: number
  /** How many events. */
  readonly count: number
  /** What the condition asks about: events, different values, rules, or the sum, mean ... when it last held. */
  readonly value: number
  /** Whether `count` and `value` are only known to be at least so large, because a limit was reached. */
  readonly is_truncated: boolean
  readonly rules: readonly { readonly rule: string; readonly count: number }[]
  /** The first and the last events, in the order of time; `omitted` ones between them are only counted. */
  readonly evidence: readonly { readonly id: SignalId; readonly rule: string; readonly time_ms: number }[]
  readonly omitted: number
  /** How many times an analyst is to be told of it by now: once, and again for every so long that it goes on. */
  readonly notifications: number
}

export function reportOf(
  group: Group,
  story: Story,
  state: 'open' | 'closed',
  settings: { renotify_ms: number; values_max: number },
): StoryReport {
  const { plan } = group
  const ruleAt = (slot: number) => plan.rules[slot] ?? ''
  const evidence: { id: SignalId; rule: string; time_ms: number }[] = []
  for (const events of [story.head, story.tail])
    events.each((id, slot, time_ms) => evidence.push({ id, rule: ruleAt(slot), time_ms }))
  return {
    ...told(group, story.first_ms),
    state,
    merged_into: null,
    first_ms: story.first_ms,
    last_ms: story.last_ms,
    fired_ms: story.fired_ms,
    held_ms: story.held_ms,
    count: story.count,
    value: askedValue(group, story),
    is_truncated:
      group.truncated || (plan.type === 'value_count' && story.values.size >= settings.values_max),
    rules: story.by_slot.flatMap((count, slot) => (count > 0 ? [{ rule: ruleAt(slot), count }] : [])),
    evidence,
    omitted: story.count - evidence.length,
    notifications: 1 + Math.floor((story.held_ms - story.fired_ms) / settings.renotify_ms),
  }
}

/** The story that was told of with this first event is part of another one. */
export function mergeOf(group: Group, first_ms: number, into: Story): StoryReport {
  return {
    ...told(group, first_ms),
    state: 'merged',
    merged_into: identityOf(group, into.first_ms),
    first_ms,
    last_ms: into.last_ms,
    fired_ms: into.fired_ms,
    held_ms: into.held_ms,
    count: 0,
    value: 0,
    is_truncated: group.truncated,
    rules: [],
    evidence: [],
    omitted: 0,
    notifications: 0,
  }
}

function identityOf(group: Group, first_ms: number): string {
  return encodeKey([group.plan.id, group.key, String(first_ms)])
}

function told(group: Group, first_ms: number) {
  const values = decodeKey(group.key)
  return {
    identity: identityOf(group, first_ms),
    correlation: group.plan.id,
    key: group.key,
    group: group.plan.group_by.map((field, at) => ({ field, value: values[at] ?? '' })),
  }
}

function askedValue({ plan }: Group, story: Story): number {
  switch (plan.type) {
    case 'event_count':
      return story.count
    case 'value_count':
      return story.values.size
    case 'temporal':
    case 'temporal_ordered':
      return story.by_slot.filter(count => count > 0).length
    default:
      return story.value
  }
}
