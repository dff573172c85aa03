import type { Signal, SignalId } from './signal.ts'

/** A signal as its group keeps it. */
export interface Entry {
  readonly time_ms: number
  readonly id: SignalId
  /** The place of its rule among those that the correlation refers to. */
  readonly slot: number
  readonly value: Signal['value']
  readonly carried: Signal['carried']
  /** Whether the correlation held in the window that ends at this entry's time. */
  holds: boolean
}

/** The first index whose entry is at `time_ms` or later. Entries are in the order of time. */
export function firstAt(entries: readonly Entry[], time_ms: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.time_ms ?? Infinity) < time_ms) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Events of one time have no order of their own: they are put into that of the rules, then of their ids, which is
 * the same wherever and whenever they came in.
 */
export function compareEntries(left: Entry, right: Entry): number {
  return (
    left.time_ms - right.time_ms ||
    left.slot - right.slot ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  )
}
