import type { Group } from './group.ts'
import { decodeKey, encodeKey } from './key.ts'
import type { Output, ValueSource } from './plan.ts'
import type { Signal } from './signal.ts'
import { numberOf } from './values.ts'

/** Signals for outer correlations: that an inner one holds at a time, and for whom. */

/**
 * For outer correlations that ask whether it held: one signal for the time of the entry before `to`, for each different
 * group and value that the events of the window `from..to` have. All events of the window count, not only
 * the last: a user whose logon failed first is as much part of "many failed logons" as the one that failed last.
 */
export function signalsOfTime(group: Group, from: number, to: number, is_new: boolean): Signal[] {
  const time_ms = group.entries.timeAt(to - 1)
  const signals: Signal[] = []
  for (const output of group.plan.outputs) {
    if (output.tells !== 'each' || (output.from_key_only && !is_new)) continue
    const members = output.from_key_only ? [] : Array.from({ length: to - from }, (_, nth) => from + nth)
    const id = encodeKey([group.plan.id, group.key, String(time_ms)])
    signals.push(...signalsFor(output, group, members, time_ms, id))
  }
  return signals
}

/** For outer correlations that count or add up: one signal for a story, with what the entry at its start says. */
export function signalsOfStory(group: Group, first_ms: number, fired_ms: number, at: number): Signal[] {
  const id = encodeKey([group.plan.id, group.key, String(first_ms)])
  return group.plan.outputs
    .filter(output => output.tells === 'story')
    .flatMap(output => signalsFor(output, group, [at], fired_ms, id))
}

function signalsFor(
  output: Output,
  group: Group,
  members: readonly number[],
  time_ms: number,
  id: string,
): Signal[] {
  const parts = decodeKey(group.key)
  const { outer } = output
  const told = new Map<string, Signal>()
  for (const member of output.from_key_only ? [0] : members) {
    const own = output.from_key_only ? [] : group.entries.carriedAt(member)
    const read = (source: ValueSource): string | null =>
      source === null ? null : ((source.in === 'key' ? parts[source.at] : own[source.at]) ?? null)
    const keys = output.keys.map(read)
    const values = output.values.map(read)
    const carried = output.carried.map(read)
    const known = keys.filter(part => part !== null)
    const present = values.filter(part => part !== null)
    if (known.length < keys.length || present.length < values.length) continue
    const key = encodeKey(known)
    const value =
      values.length === 0 ? null : outer.counts_numbers ? numberOf(present[0]) : encodeKey(present)
    if (outer.counts_numbers && value === null) continue
    const says = encodeKey([key, value === null ? '' : String(value), ...carried.map(part => part ?? '')])
    if (told.has(says)) continue
    told.set(says, {
      id: output.from_key_only ? id : encodeKey([id, says]),
      correlation: outer.id,
      key,
      rule: group.plan.id,
      time_ms,
      value,
      carried,
    })
  }
  return [...told.values()]
}
