import { compareEntries } from './entries.ts'
import type { Evidence } from './evidence.ts'
import type { Group } from './group.ts'
import type { Plan } from './plan.ts'
import type { Signal, SignalId } from './signal.ts'
import type { Story } from './story.ts'

/**
 * How a group is written down, as plain data that JSON can hold: its entries one by one, each once, and a summary
 * that is replaced. So a group that is flooded costs no more to write than what has been added to it. `version` and
 * `fingerprint` tell whether it can be read back; state of a correlation that has been changed since means nothing
 * to the new one.
 */
export interface GroupSummary {
  readonly version: 1
  readonly fingerprint: string
  /** Entries before this time are settled; null for none. */
  readonly settled_ms: number | null
  /** Entries up to this time belong to a story or to none; null for none. */
  readonly assigned_ms: number | null
  readonly stories: readonly StoryState[]
  readonly told: readonly number[]
  readonly truncated: boolean
}

export interface GroupChange {
  readonly correlation: string
  readonly key: string
  /** Replaces the one before. Null where nothing is left to keep: all entries are to be deleted, too. */
  readonly summary: GroupSummary | null
  readonly added: readonly EntryState[]
  /** Ids of entries that are to be deleted. */
  readonly removed: readonly SignalId[]
}

/** A group as it is read back: its last summary, and what was added to it and not removed, in any order. */
export interface GroupState {
  readonly correlation: string
  readonly key: string
  readonly summary: GroupSummary
  readonly entries: readonly EntryState[]
}

export interface EntryState {
  readonly id: SignalId
  readonly time_ms: number
  readonly slot: number
  readonly value: Signal['value']
  readonly carried: Signal['carried']
}

export interface StoryState extends Omit<Story, 'values' | 'changed' | 'head' | 'tail' | 'by_slot'> {
  readonly by_slot: readonly number[]
  readonly values: readonly string[]
  readonly head: readonly Evidence[]
  readonly tail: readonly Evidence[]
}

export function summaryOf(group: Group): GroupSummary {
  return {
    version: 1,
    fingerprint: group.plan.fingerprint,
    settled_ms: timeOrNull(group.settled_ms),
    assigned_ms: timeOrNull(group.stories.assigned_ms),
    stories: group.stories.list.map(({ changed: _, ...story }) => ({
      ...story,
      by_slot: [...story.by_slot],
      values: [...story.values],
      head: story.head.list(),
      tail: story.tail.list(),
    })),
    told: [...group.told],
    truncated: group.truncated,
  }
}

/** Of a group about which nothing has been decided. */
export function summaryOfWaiting({ fingerprint }: Plan, settled_ms: number): GroupSummary {
  return {
    version: 1,
    fingerprint,
    settled_ms: timeOrNull(settled_ms),
    assigned_ms: null,
    stories: [],
    told: [],
    truncated: false,
  }
}

/** Whether it is one of those, or one of which nothing is left but its signals. */
export function isWaiting({ summary }: GroupState): boolean {
  return (
    summary.stories.length === 0 &&
    summary.told.length === 0 &&
    !summary.truncated &&
    summary.assigned_ms === null
  )
}

/** Fills a new group of the same plan. */
export function restoreGroup(group: Group, { summary, entries }: GroupState): void {
  for (const entry of [...entries].sort(compareEntries)) group.entries.push(entry, entry.slot)
  group.settled_ms = summary.settled_ms ?? -Infinity
  group.settled = group.entries.firstAt(group.settled_ms)
  group.stories.assigned_ms = summary.assigned_ms ?? -Infinity
  group.stories.unassigned = group.entries.firstAt(group.stories.assigned_ms + 1)
  group.stories.list = summary.stories.map(story => ({
    ...story,
    by_slot: [...story.by_slot],
    values: new Set(story.values),
    head: group.stories.evidence(story.head),
    tail: group.stories.evidence(story.tail),
    changed: false,
  }))
  group.told = [...summary.told]
  group.truncated = summary.truncated
  group.restore()
}

function timeOrNull(time_ms: number): number | null {
  return Number.isFinite(time_ms) ? time_ms : null
}
