import type { Expression } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import { withinLimits } from '../limits.ts'
import type { Plan } from '../plan.ts'
import { expressionHolds, occursAround } from './expression.ts'
import type { Window } from './window.ts'

/** Which of the rules have matched within the window, in any order. */
export class TemporalWindow implements Window {
  readonly #plan: Plan
  readonly #expression: Expression | null
  readonly #counts: number[]
  value = 0

  constructor(plan: Plan) {
    this.#plan = plan
    this.#expression = plan.expression
    this.#counts = plan.rules.map(() => 0)
  }

  add(entries: Entries, at: number): void {
    const slot = entries.slotAt(at)
    const count = this.#counts[slot] ?? 0
    if (count === 0) this.value++
    this.#counts[slot] = count + 1
  }

  remove(entries: Entries, at: number): void {
    const slot = entries.slotAt(at)
    const count = (this.#counts[slot] ?? 1) - 1
    if (count === 0) this.value--
    this.#counts[slot] = count
  }

  holds(time_ms: number, entries: Entries): boolean {
    if (this.#expression === null) return withinLimits(this.#plan.limits, this.value)
    const { slots } = this.#plan
    return expressionHolds(
      this.#expression,
      id => (this.#counts[slots.get(id) ?? -1] ?? 0) > 0,
      id => occursAround(this.#plan, id, time_ms, entries),
    )
  }

  clear(): void {
    this.#counts.fill(0)
    this.value = 0
  }
}
