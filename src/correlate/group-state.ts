import type { Group } from './group.ts'
import type { Signal } from './signal.ts'
import type { Evidence, Story } from './story.ts'

/**
 * A group as it is written down: plain data that JSON can hold. `version` and `fingerprint` tell whether it can be
 * read back; state of a correlation that has been changed since means nothing to the new one.
 */
export interface GroupState {
  readonly version: 1
  readonly correlation: string
  readonly key: string
  readonly fingerprint: string
  /** In the order of time: time, id, slot, value, carried, whether the correlation held there. */
  readonly entries: readonly EntryState[]
  readonly settled: number
  readonly unassigned: number
  readonly stories: readonly StoryState[]
  readonly told: readonly number[]
  readonly truncated: boolean
}

export type EntryState = readonly [
  time_ms: number,
  id: string,
  slot: number,
  value: Signal['value'],
  carried: Signal['carried'],
  holds: boolean,
]

export interface StoryState extends Omit<Story, 'values' | 'changed' | 'head' | 'tail' | 'by_slot'> {
  readonly by_slot: readonly number[]
  readonly values: readonly string[]
  readonly head: readonly Evidence[]
  readonly tail: readonly Evidence[]
}

export function stateOf(group: Group): GroupState {
  return {
    version: 1,
    correlation: group.plan.id,
    key: group.key,
    fingerprint: group.plan.fingerprint,
    entries: group.entries.map(({ time_ms, id, slot, value, carried, holds }) => [
      time_ms,
      id,
      slot,
      value,
      carried,
      holds,
    ]),
    settled: group.settled,
    unassigned: group.stories.unassigned,
    stories: group.stories.list.map(({ changed: _, ...story }) => ({
      ...story,
      by_slot: [...story.by_slot],
      values: [...story.values],
      head: story.head.map(evidenceOf),
      tail: story.tail.map(evidenceOf),
    })),
    told: [...group.told],
    truncated: group.truncated,
  }
}

function evidenceOf({ id, slot, time_ms }: Evidence): Evidence {
  return { id, slot, time_ms }
}

/** Fills a new group of the same plan. */
export function restoreGroup(group: Group, state: GroupState): void {
  for (const [time_ms, id, slot, value, carried, holds] of state.entries)
    group.entries.push({ time_ms, id, slot, value, carried, holds })
  group.settled = state.settled
  group.stories.unassigned = state.unassigned
  group.stories.list = state.stories.map(story => ({
    ...story,
    by_slot: [...story.by_slot],
    values: new Set(story.values),
    head: [...story.head],
    tail: [...story.tail],
    changed: false,
  }))
  group.told = [...state.told]
  group.truncated = state.truncated
  group.restore()
}
