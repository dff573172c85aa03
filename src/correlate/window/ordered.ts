import type { Expression } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import { withinLimits } from '../limits.ts'
import type { Plan } from '../plan.ts'
import { expressionHolds, occursAround } from './expression.ts'
import type { Window } from './window.ts'

/**
 * Which of the rules have matched within the window in the order of the correlation. Rules of one time count as in
 * order: logs that tell whole seconds could not be judged otherwise.
 *
 * Kept is, for every set of rules that has matched in order, the latest start of such a chain: the set is in the
 * window if this start is. So nothing has to be removed. `ORDERED_RULES_MAX` bounds the number of sets.
 */
export class OrderedWindow implements Window {
  readonly #plan: Plan
  /** Sets of slots, as bits, in the order of these numbers, and side by side with them their starts. */
  readonly #sets: number[] = []
  readonly #starts: number[] = []
  /** The rules that matched at the latest time, as bits. */
  #at_time = 0
  #time_ms = -Infinity
  value = 0

  constructor(plan: Plan) {
    this.#plan = plan
  }

  add(entries: Entries, at: number): void {
    const slot = entries.slotAt(at)
    const time_ms = entries.timeAt(at)
    if (time_ms !== this.#time_ms) {
      this.#time_ms = time_ms
      this.#at_time = 0
    }
    this.#at_time |= 1 << slot
    // What came at the same time may follow, too.
    for (let rest = this.#at_time >> slot, bit = 1 << slot; rest !== 0; rest >>= 1, bit <<= 1)
      if (rest & 1) this.#follow(bit, time_ms)
  }

  /** Every chain of earlier rules goes on with this one, or it begins a chain. */
  #follow(bit: number, time_ms: number): void {
    // What is put in between stands behind these.
    for (let at = 0; at < this.#sets.length; at++) {
      const set = this.#sets[at] ?? bit
      if (set >= bit) break
      this.#note(set | bit, this.#starts[at] ?? -Infinity)
    }
    this.#note(bit, time_ms)
  }

  #note(set: number, start: number): void {
    let low = 0
    let high = this.#sets.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sets[middle] ?? 0) < set) low = middle + 1
      else high = middle
    }
    if (this.#sets[low] !== set) {
      this.#sets.splice(low, 0, set)
      this.#starts.splice(low, 0, start)
    } else if (start > (this.#starts[low] ?? -Infinity)) this.#starts[low] = start
  }

  remove(): void {}

  holds(time_ms: number, entries: Entries): boolean {
    const { timespan_ms, limits, expression } = this.#plan
    const sets = this.#sets
    const starts = this.#starts
    this.value = 0
    let holds = false
    let kept = 0
    for (let at = 0; at < sets.length; at++) {
      const set = sets[at] ?? 0
      const start = starts[at] ?? 0
      if (start < time_ms - timespan_ms) continue
      sets[kept] = set
      starts[kept++] = start
      this.value = Math.max(this.value, bitsIn(set))
      if (expression !== null && !holds) holds = this.#isMet(expression, set, time_ms, entries)
    }
    // To set the length of a list takes its time, and mostly all are left.
    if (kept < sets.length) {
      sets.length = kept
      starts.length = kept
    }
    return expression === null ? withinLimits(limits, this.value) : holds
  }

  #isMet(expression: Expression, set: number, time_ms: number, entries: Entries): boolean {
    const { slots } = this.#plan
    return expressionHolds(
      expression,
      id => (set & (1 << (slots.get(id) ?? 31))) !== 0,
      id => occursAround(this.#plan, id, time_ms, entries),
    )
  }

  clear(): void {
    this.#sets.length = 0
    this.#starts.length = 0
    this.#at_time = 0
  }
}

function bitsIn(set: number): number {
  let bits = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) bits++
  return bits
}
