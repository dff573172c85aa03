import type { FactBoard } from './fact-board.ts'
import type { Fact, FactTable } from './facts.ts'

/** How often facts hold of the events of a route: guessed at first, then counted. */
export class FactFrequencies {
  readonly #facts: FactTable
  readonly #counts: Float64Array
  #events = 0

  constructor(facts: FactTable) {
    this.#facts = facts
    this.#counts = new Float64Array(facts.size)
  }

  /** Counts the facts that were found of an event. */
  count(board: FactBoard): void {
    this.#events++
    for (let at = 0; at < board.hit_count; at++) {
      const fact = board.hits[at] ?? 0
      this.#counts[fact] = (this.#counts[fact] ?? 0) + 1
    }
  }

  /** Takes over what was counted elsewhere: by fact, of how many of the events it held. */
  set(counts: Uint32Array, events: number): void {
    this.#counts.set(counts)
    this.#events = events
  }

  /** Whether the fact held of any event. */
  wasCounted(number: number): boolean {
    return (this.#counts[number] ?? 0) > 0
  }

  /** A guess weighs as much as GUESS_WEIGHT events. */
  of(number: number): number {
    const fact = this.#facts.get(number)
    if (fact.kind === 'any') {
      let sum = 0
      for (const of of fact.of) sum += this.of(of)
      return Math.min(sum, 1)
    }
    if (fact.kind === 'test' || fact.kind === 'count') return 0.5
    return ((this.#counts[number] ?? 0) + guess(fact) * GUESS_WEIGHT) / (this.#events + GUESS_WEIGHT)
  }
}

const GUESS_WEIGHT = 20

function guess(fact: Fact): number {
  switch (fact.kind) {
    case 'text':
    case 'exists':
      return 0.9
    case 'contains':
    case 'startswith':
      return 1 / (2 + fact.literal.length)
    case 'equals':
    case 'endswith':
      return 0.5 / (2 + fact.literal.length)
    default:
      return 0.5
  }
}
