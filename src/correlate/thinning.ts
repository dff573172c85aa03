import type { Entries } from './entries.ts'
import type { Plan } from './plan.ts'

/**
 * Which settled entries of a group still matter: those that can lie in a window that is not decided yet, and of
 * these only what the condition needs. A story that has begun holds its events itself, as numbers.
 *
 * - Counting events, limits are decided by the latest `saturation` of them.
 * - Counting values, by the latest event of each of the latest `saturation` values.
 * - Asking which rules matched, by the latest event of each rule.
 *
 * Events that are in no story yet, and may come into one, are kept.
 */
export function needed({ plan, entries, settled, stories }: Thinned, horizon_ms: number): boolean[] {
  const live_from = Math.min(settled, entries.firstAt(horizon_ms - plan.timespan_ms))
  const keeps = new Array<boolean>(settled).fill(false)
  const same = plan.outputs.some(output => !output.from_key_only) ? null : SAMENESS[plan.type]
  const seen = new Set<unknown>()
  let kept = 0
  for (let at = settled - 1; at >= live_from; at--) {
    if (same?.saturates && (same.of ? seen.size : kept) >= plan.saturation) break
    const is_latest = !same?.of || !seen.has(same.of(entries, at))
    keeps[at] = !same || is_latest || at >= stories.unassigned
    if (keeps[at]) kept++
    if (same?.of) seen.add(same.of(entries, at))
  }
  return keeps
}

/** What is asked of a group. */
export interface Thinned {
  readonly plan: Plan
  readonly entries: Entries
  /** How many entries are settled. */
  readonly settled: number
  /** Entries from `unassigned` on are in no story yet. */
  readonly stories: { readonly unassigned: number }
}

interface Sameness {
  /** Entries of which a window needs only the latest; absent where it needs all. */
  readonly of?: (entries: Entries, at: number) => unknown
  /** Whether no more than the plan's `saturation` of them are needed. */
  readonly saturates: boolean
}

const SAMENESS: Partial<Record<Plan['type'], Sameness>> = {
  event_count: { saturates: true },
  value_count: { of: (entries, at) => entries.valueAt(at), saturates: true },
  temporal: { of: (entries, at) => entries.slotAt(at), saturates: false },
}
