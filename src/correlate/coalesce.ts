import type { EntryState, GroupChange, GroupSummary } from './group-state.ts'
import { encodeKey } from './key.ts'
import type { SignalId } from './signal.ts'

/** What several changes of one group come to: what a store writes of it in one transaction. */
export interface GroupWrite {
  readonly correlation: string
  readonly key: string
  /** Whether all that was stored of the group before is to be deleted first. */
  readonly is_reset: boolean
  /** Replaces the one before; null where nothing is left of the group. */
  readonly summary: GroupSummary | null
  readonly added: readonly EntryState[]
  readonly removed: readonly SignalId[]
}

/** Joins changes, which come in the order in which they happened, to one for each group. */
export function coalesceChanges(changes: readonly GroupChange[]): GroupWrite[] {
  const writes = new Map<string, GroupWrite>()
  for (const change of changes) {
    const id = encodeKey([change.correlation, change.key])
    const before = writes.get(id)
    writes.set(id, before ? joined(before, change) : { ...change, is_reset: change.summary === null })
  }
  return [...writes.values()]
}

function joined(before: GroupWrite, { summary, added, removed, ...group }: GroupChange): GroupWrite {
  if (summary === null) return { ...group, is_reset: true, summary, added: [], removed: [] }
  const kept = new Map(before.added.map(entry => [entry.id, entry]))
  // What was added and removed again within the transaction is never written.
  const stored = removed.filter(id => !kept.delete(id))
  for (const entry of added) kept.set(entry.id, entry)
  return {
    ...group,
    is_reset: before.is_reset,
    summary,
    added: [...kept.values()],
    removed: [...before.removed, ...stored],
  }
}
