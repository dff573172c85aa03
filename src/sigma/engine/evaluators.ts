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
      const match = this.matchOf(number, view)
      if (match) matches.push(match)
    }
    return matches
  }

  matchOf(number: number, view: EventView): Match | undefined {
    const rule = this.#rules[number]
    return rule && new FoundMatch(rule, number, view, this)
  }

  /** What decides a rule. */
  of(rule: DetectionRule, number: number): Holds {
    const holds = this.#evaluators[number] ?? compileRule(rule)
    this.#evaluators[number] = holds
    return holds
  }

  /** What made a rule match that does. */
  explain(rule: DetectionRule, number: number, view: EventView): MatchedField[] {
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
  readonly #number: number
  readonly #view: EventView
  readonly #evaluators: Evaluators
  #matched: readonly MatchedField[] | undefined

  constructor(rule: DetectionRule, number: number, view: EventView, evaluators: Evaluators) {
    this.rule = rule
    this.#number = number
    this.#view = view
    this.#evaluators = evaluators
  }

  get matched(): readonly MatchedField[] {
    this.#matched ??= this.#evaluators.explain(this.rule, this.#number, this.#view)
    return this.#matched
  }
}
