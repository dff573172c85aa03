import type { Limit } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import { withinLimits } from '../limits.ts'
import type { Signal } from '../signal.ts'
import type { Window } from './window.ts'

/** Counts how many different values a window has. */
export class DistinctWindow implements Window {
  readonly #limits: readonly Limit[]
  readonly #counts = new Map<Signal['value'], number>()

  constructor(limits: readonly Limit[]) {
    this.#limits = limits
  }

  get value(): number {
    return this.#counts.size
  }

  add(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
  }

  remove(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    const count = this.#counts.get(value) ?? 0
    if (count > 1) this.#counts.set(value, count - 1)
    else this.#counts.delete(value)
  }

  holds(): boolean {
    return withinLimits(this.#limits, this.#counts.size)
  }

  clear(): void {
    this.#counts.clear()
  }
}
