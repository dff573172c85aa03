import { compileExplanation, compileRule, type Holds, type MatchedField } from '../evaluate.ts'
import type { EventView } from '../event-view.ts'
import type { Match } from '../matcher.ts'
import type { DetectionRule } from '../rule.ts'

/** What decides and explains rules one by one, made for a rule when it is first needed. */
export class Evaluators {
  readonly #rules: readonly DetectionRule[]
  /** By rule. */
  readonly #evaluators: (Holds | undefined)[] = []
  /** By rule. */
  readonly #explanations: (Holds | undefined)[] = []

  constructor(rules: readonly DetectionRule[]) {
    this.#rules = rules
  }

  /**
   * Matches of rules that were found to match; each is explained when its explanation is first read.
   *
   * @param numbers The places of the rules among all.
   */
  matchesOf(numbers: readonly number[], view: EventView): Match[] {
    const matches: Match[] = []
    for (const number of numbers) {
      const rule = this.#rules[number]
      if (rule) matches.push(new FoundMatch(rule, () => this.#explain(rule, number, view)))
    }
    return matches
  }

  /** What decides a rule. */
  of(rule: DetectionRule, number: number): Holds {
    const holds = this.#evaluators[number] ?? compileRule(rule)
    this.#evaluators[number] = holds
    return holds
  }

  #explain(rule: DetectionRule, number: number, view: EventView): MatchedField[] {
    const explain = this.#explanations[number] ?? compileExplanation(rule)
    this.#explanations[number] = explain
    const matched: MatchedField[] = []
    explain(view, matched)
    return matched
  }
}

/** A match whose explanation is made when it is first read: to count matches takes none. */
class FoundMatch implements Match {
  readonly rule: DetectionRule
  #explain: (() => readonly MatchedField[]) | undefined
  #matched: readonly MatchedField[] = []

  constructor(rule: DetectionRule, explain: () => readonly MatchedField[]) {
    this.rule = rule
    this.#explain = explain
  }

  get matched(): readonly MatchedField[] {
    if (this.#explain) {
      this.#matched = this.#explain()
      this.#explain = undefined
    }
    return this.#matched
  }
}
