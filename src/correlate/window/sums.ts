import type { Limit } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import { ExactSum } from '../exact-sum.ts'
import { withinLimits } from '../limits.ts'
import type { Window } from './window.ts'

/** Windows that count events, and that add up or average their numbers. */

export class CountWindow implements Window {
  readonly #limits: readonly Limit[]
  value = 0

  constructor(limits: readonly Limit[]) {
    this.#limits = limits
  }

  add(): void {
    this.value++
  }

  remove(): void {
    this.value--
  }

  holds(): boolean {
    return withinLimits(this.#limits, this.value)
  }

  clear(): void {
    this.value = 0
  }
}

export class SumWindow implements Window {
  readonly #limits: readonly Limit[]
  readonly #sum = new ExactSum()

  constructor(limits: readonly Limit[]) {
    this.#limits = limits
  }

  get value(): number {
    return this.#sum.value
  }

  add(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value === 'number') this.#sum.add(value)
  }

  remove(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value === 'number') this.#sum.add(-value)
  }

  holds(): boolean {
    return withinLimits(this.#limits, this.value)
  }

  clear(): void {
    this.#sum.clear()
  }
}

export class AverageWindow implements Window {
  readonly #limits: readonly Limit[]
  readonly #sum = new ExactSum()
  #count = 0

  constructor(limits: readonly Limit[]) {
    this.#limits = limits
  }

  get value(): number {
    return this.#count === 0 ? 0 : this.#sum.value / this.#count
  }

  add(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value !== 'number') return
    this.#sum.add(value)
    this.#count++
  }

  remove(entries: Entries, at: number): void {
    const value = entries.valueAt(at)
    if (typeof value !== 'number') return
    this.#sum.add(-value)
    this.#count--
  }

  holds(): boolean {
    return withinLimits(this.#limits, this.value)
  }

  clear(): void {
    this.#sum.clear()
    this.#count = 0
  }
}
