import { CHECKS, type CheckName, type Severity } from './checks.ts'

/**
 * What is wrong, or looks wrong, in a text of rules. A rule with an error is left out; a warning is for its author.
 */
export interface Finding {
  /** As the caller named the text; absent where it gave no name. */
  readonly file?: string
  /** Both count from 1. */
  readonly line: number
  readonly column?: number
  readonly severity: Severity
  readonly check: CheckName
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
  /** Undefined where the part that is being read says it: see `Findings.attempt`. */
  readonly check: CheckName | undefined

  constructor(place: Place, reason: string, check?: CheckName) {
    super(reason)
    this.place = { line: place.line, column: place.column }
    this.check = check
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

  /** Adds what `check` found; it says how bad that is. */
  add(check: CheckName, { line, column }: Place, reason: string): void {
    const { severity } = CHECKS[check]
    if (severity === 'error') this.#errors++
    this.list.push({ ...this.#file, line, column, severity, check, reason })
  }

  error(place: Place, reason: string): void {
    this.add('invalid-rule', place, reason)
  }

  /**
   * The result of `part`; if it throws a RuleError, that becomes a finding, of `check` unless the error says otherwise,
   * and the result is undefined.
   */
  attempt<T>(part: () => T, check: CheckName = 'invalid-rule'): T | undefined {
    try {
      return part()
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      this.add(error.check ?? check, error.place, error.message)
      return undefined
    }
  }

  get errors(): number {
    return this.#errors
  }
}
