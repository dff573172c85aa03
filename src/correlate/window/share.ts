import type { Limit } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import { withinLimits } from '../limits.ts'
import type { Signal } from '../signal.ts'
import type { Window } from './window.ts'

/**
 * How rare a value is: the percentage of the window's events that have the value of an event at its end. This is
 * what the specification's example of `value_percentile` asks for: "a process name ... less than 1% of all".
 */
export class ShareWindow implements Window {
  readonly #limits: readonly Limit[]
  readonly #counts = new Map<Signal['value'], number>()
  #total = 0
  value = 0

  constructor(limits: readonly Limit[]) {
    this.#limits = limits
  }

  add(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
    this.#total++
  }

  remove(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    const count = this.#counts.get(value) ?? 0
    if (count > 1) this.#counts.set(value, count - 1)
    else this.#counts.delete(value)
    this.#total--
  }

  /** If one of the values of that time holds; `value` is then the smallest such share. */
  holds(time_ms: number, entries: Entries, to: number): boolean {
    let smallest = Infinity
    for (let at = to - 1; at >= 0 && entries.timeAt(at) === time_ms; at--) {
      const share = (100 * (this.#counts.get(entries.valueAt(at)) ?? 0)) / this.#total
      if (share < smallest && withinLimits(this.#limits, share)) smallest = share
    }
    this.value = smallest
    return smallest < Infinity
  }

  clear(): void {
    this.#counts.clear()
    this.#total = 0
  }
}
