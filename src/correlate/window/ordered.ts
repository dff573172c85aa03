import type { Entry } from '../entry.ts'
import { withinLimits } from '../limits.ts'
import type { Plan } from '../plan.ts'
import { expressionHolds, occursAround } from './expression.ts'
import type { Window } from './window.ts'

/**
 * Which of the rules have matched within the window in the order of the correlation. Rules of one time count as in
 * order: logs that tell whole seconds could not be judged otherwise.
 *
 * Kept is, for every set of rules that has matched in order, the latest start of such a chain: the set is in the
 * window if this start is. So nothing has to be removed. `RULES_MAX` bounds the number of sets.
 */
export class OrderedWindow implements Window {
  readonly #plan: Plan
  /** By set of slots, as bits. */
  readonly #starts = new Map<number, number>()
  value = 0

  constructor(plan: Plan) {
    this.#plan = plan
  }

  add({ slot, time_ms }: Entry): void {
    const bit = 1 << slot
    for (const [set, start] of this.#starts)
      if (set < bit && start > (this.#starts.get(set | bit) ?? -Infinity)) this.#starts.set(set | bit, start)
    this.#starts.set(bit, time_ms)
  }

  remove(): void {}

  holds(time_ms: number, entries: readonly Entry[]): boolean {
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
  }
}

/** With so many rules a group keeps at most 1023 sets. */
export const RULES_MAX = 10

function bitsIn(set: number): number {
  let bits = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) bits++
  return bits
}
