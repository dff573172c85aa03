import type { Limit } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import { withinLimits } from '../limits.ts'
import type { Window } from './window.ts'

/**
 * The median or another percentile of a window's numbers, exactly. A percentile is by nearest rank: the smallest
 * value that at least so many percent of the values do not exceed. The median of an even number of values is the
 * mean of the two in the middle.
 */
export class PercentileWindow implements Window {
  readonly #limits: readonly Limit[]
  readonly #which: number | 'median'
  readonly #sorted: number[] = []

  constructor(limits: readonly Limit[], which: number | 'median') {
    this.#limits = limits
    this.#which = which
  }

  get value(): number {
    const sorted = this.#sorted
    const half = sorted.length / 2
    if (this.#which === 'median')
      return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2
    return sorted[Math.max(0, Math.ceil((this.#which * sorted.length) / 100) - 1)] ?? 0
  }

  add(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value === 'number') this.#sorted.splice(this.#placeOf(value), 0, value)
  }

  remove(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value === 'number') this.#sorted.splice(this.#placeOf(value), 1)
  }

  holds(): boolean {
    return withinLimits(this.#limits, this.value)
  }

  clear(): void {
    this.#sorted.length = 0
  }

  #placeOf(value: number): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle] ?? Infinity) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
