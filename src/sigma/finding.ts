/**
 * What is wrong, or looks wrong, in a text of rules. A rule with an error is left out; a warning is for its author.
 */
export interface Finding {
  /** As the caller named the text; absent where it gave no name. */
  readonly file?: string
  /** Both count from 1. */
  readonly line: number
  readonly column?: number
  readonly severity: 'error' | 'warning'
  readonly reason: string
}

/** A place in a text. Both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Thrown inside this folder where a part of a document makes no sense; it never leaves it. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  readonly place: Place

  constructor(place: Place, reason: string) {
    super(reason)
    this.place = { line: place.line, column: place.column }
  }
}

/** Collects the findings of one text. */
export class Findings {
  readonly list: Finding[] = []
  readonly #file: { file?: string }
  #errors = 0

  constructor(file: string | undefined) {
    this.#file = file === undefined ? {} : { file }
  }

  error(place: Place, reason: string): void {
    this.#errors++
    this.list.push({ ...this.#file, line: place.line, column: place.column, severity: 'error', reason })
  }

  warning(place: Place, reason: string): void {
    this.list.push({ ...this.#file, line: place.line, column: place.column, severity: 'warning', reason })
  }

  /** The result of `part`; if it throws a RuleError, that becomes a finding and the result is undefined. */
  attempt<T>(part: () => T): T | undefined {
    try {
      return part()
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      this.error(error.place, error.message)
      return undefined
    }
  }

  get errors(): number {
    return this.#errors
  }
}
