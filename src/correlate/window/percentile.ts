import type { Limit } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import { withinLimits } from '../limits.ts'
import { SortedNumbers } from './sorted-numbers.ts'
import type { Window } from './window.ts'

/**
 * The median or another percentile of a window's numbers, exactly. A percentile is by nearest rank: the smallest
 * value that at least so many percent of the values do not exceed. The median of an even number of values is the
 * mean of the two in the middle.
 */
export class PercentileWindow implements Window {
  readonly #limits: readonly Limit[]
  readonly #which: number | 'median'
  readonly #sorted = new SortedNumbers()

  constructor(limits: readonly Limit[], which: number | 'median') {
    this.#limits = limits
    this.#which = which
  }

  get value(): number {
    const sorted = this.#sorted
    const half = sorted.length / 2
    if (this.#which === 'median')
      return ((sorted.at(Math.ceil(half) - 1) ?? 0) + (sorted.at(Math.floor(half)) ?? 0)) / 2
    return sorted.at(Math.max(0, Math.ceil((this.#which * sorted.length) / 100) - 1)) ?? 0
  }

  add(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value === 'number') this.#sorted.add(value)
  }

  remove(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value === 'number') this.#sorted.remove(value)
  }

  holds(): boolean {
    return withinLimits(this.#limits, this.value)
  }

  clear(): void {
    this.#sorted.clear()
  }
}
