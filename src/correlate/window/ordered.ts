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
  /** By set of slots, as bits. */
  readonly #starts = new Map<number, number>()
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
    for (const [set, start] of this.#starts)
      if (set < bit && start > (this.#starts.get(set | bit) ?? -Infinity)) this.#starts.set(set | bit, start)
    this.#starts.set(bit, time_ms)
  }

  remove(): void {}

  holds(time_ms: number, entries: Entries): boolean {
    const { timespan_ms, limits, expression, slots } = this.#plan
    this.value = 0
    let holds = false
    for (const [set, start] of this.#starts) {
      if (start < time_ms - timespan_ms) {
        this.#starts.delete(set)
        continue
      }
      this.value = Math.max(this.value, bitsIn(set))
      holds ||=
        expression !== null &&
        expressionHolds(
          expression,
          id => (set & (1 << (slots.get(id) ?? 31))) !== 0,
          id => occursAround(this.#plan, id, time_ms, entries),
        )
    }
    return expression === null ? withinLimits(limits, this.value) : holds
  }

  clear(): void {
    this.#starts.clear()
    this.#at_time = 0
  }
}

function bitsIn(set: number): number {
  let bits = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) bits++
  return bits
}
