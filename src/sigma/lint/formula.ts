/**
 * Propositions, and a search for a way to fulfil them. What a rule asks of an event is one: its atoms are the tests of
 * single values. Of every two atoms it may be known that one makes the other hold, or that they can not both hold.
 */
export type Formula =
  | { readonly kind: 'atom'; readonly atom: number }
  | { readonly kind: 'not'; readonly of: Formula }
  /** So many of these hold, or more. */
  | { readonly kind: 'at_least'; readonly count: number; readonly of: readonly Formula[] }

export const TRUE: Formula = { kind: 'at_least', count: 0, of: [] }
export const FALSE: Formula = { kind: 'at_least', count: 1, of: [] }

export const not = (of: Formula): Formula => ({ kind: 'not', of })
export const and = (of: readonly Formula[]): Formula => ({ kind: 'at_least', count: of.length, of })
export const or = (of: readonly Formula[]): Formula => ({ kind: 'at_least', count: 1, of })

/** What follows for other atoms, by the atom's number. */
export interface Consequences {
  /** Atoms that hold where this one does. */
  readonly implied: readonly number[]
  /** Atoms that hold nowhere where this one does. */
  readonly excluded: readonly number[]
  /** Atoms that do not hold where this one does not. */
  readonly needing: readonly number[]
}

/** How many partial answers may still be tried, in one search or in several. */
export interface Budget {
  steps_left: number
}

/** For one search: far more than rules that people write need. */
const STEPS_MAX = 1_000

/** Values of atoms and verdicts on formulas: the opposite of one is its negative. */
const UNKNOWN = 0
const HOLDS = 1
const FAILS = -1

/**
 * Whether the formula can hold at all; undefined where that takes too long to tell. `false` is certain; `true` means
 * that nothing known speaks against it.
 */
export function isSatisfiable(
  formula: Formula,
  consequences: readonly Consequences[],
  budget: Budget = { steps_left: STEPS_MAX },
): boolean | undefined {
  if (budget.steps_left <= 0) return undefined
  const own = Math.min(STEPS_MAX, budget.steps_left)
  const search = new Search(consequences, own)
  const result = search.fulfil(formula)
  // A formula that is decided without a step has been looked at all the same.
  budget.steps_left -= Math.max(1, own - search.steps_left)
  return result
}

class Search {
  readonly #consequences: readonly Consequences[]
  readonly #values: Int8Array
  /** Atoms in the order in which they got a value, so that it can be taken back. */
  readonly #trail: number[] = []
  steps_left: number
  #next = { atom: 0, value: HOLDS }

  constructor(consequences: readonly Consequences[], steps_max: number) {
    this.#consequences = consequences
    this.#values = new Int8Array(consequences.length)
    this.steps_left = steps_max
  }

  fulfil(formula: Formula): boolean | undefined {
    const verdict = this.#evaluate(formula, HOLDS)
    if (verdict !== UNKNOWN) return verdict === HOLDS
    if (this.steps_left <= 0) return undefined
    this.steps_left--
    const { atom, value } = this.#next
    for (const tried of [value, -value]) {
      const mark = this.#trail.length
      const fulfilled = this.#set(atom, tried) ? this.fulfil(formula) : false
      if (fulfilled !== false) return fulfilled
      for (const undone of this.#trail.splice(mark)) this.#values[undone] = UNKNOWN
    }
    return false
  }

  /** Gives an atom and all that follows a value; false if that contradicts what others have. */
  #set(atom: number, value: number): boolean {
    const before = this.#values[atom] ?? UNKNOWN
    if (before !== UNKNOWN) return before === value
    this.#values[atom] = value
    this.#trail.push(atom)
    const { implied = [], excluded = [], needing = [] } = this.#consequences[atom] ?? {}
    if (value === FAILS) return needing.every(other => this.#set(other, FAILS))
    return implied.every(other => this.#set(other, HOLDS)) && excluded.every(other => this.#set(other, FAILS))
  }

  /**
   * What the values so far make of the formula. Where that is nothing yet, `#next` is an atom of it without a value, and
   * the value that brings the formula nearer to `wanted`.
   */
  #evaluate(formula: Formula, wanted: number): number {
    switch (formula.kind) {
      case 'atom': {
        const value = this.#values[formula.atom] ?? UNKNOWN
        if (value === UNKNOWN) this.#next = { atom: formula.atom, value: wanted }
        return value
      }
      case 'not':
        return -this.#evaluate(formula.of, -wanted)
      case 'at_least':
        return this.#evaluateCount(formula.count, formula.of, wanted)
    }
  }

  #evaluateCount(count: number, of: readonly Formula[], wanted: number): number {
    let needed = count
    /** Those that may hold: not tried yet, or not known. */
    let left = of.length
    let next: { atom: number; value: number } | undefined
    for (const part of of) {
      if (needed <= 0 || left < needed) break
      const verdict = this.#evaluate(part, wanted)
      if (verdict === HOLDS) needed--
      if (verdict !== UNKNOWN) left--
      else next ??= this.#next
    }
    if (needed <= 0) return HOLDS
    if (left < needed) return FAILS
    if (next) this.#next = next
    return UNKNOWN
  }
}
