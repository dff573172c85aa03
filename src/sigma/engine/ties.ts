import type { FactFrequencies } from './fact-frequencies.ts'
import type { FactTable } from './facts.ts'
import type { Frequency } from './program.ts'
import type { PreparedRule } from './rule-group.ts'
import { type Witnesses, witnessesOf } from './witnesses.ts'

/** What leads from the facts of an event to the rules of a route that may match. */
export interface Ties {
  /** By fact: where the rules that it is a witness of start in `witnessed`. */
  readonly witness_starts: Int32Array
  readonly witnessed: Int32Array
  /** Rules that can match without any fact being found. */
  readonly always: readonly number[]
  /** By rule: its witnesses; undefined for those that are always tried. */
  readonly by_rule: readonly (readonly number[] | undefined)[]
}

/** After so many events rules are tied anew, by what was learnt of them. */
export const LEARNING: readonly number[] = [200, 2000, 10_000]
export const LEARNING_MAX = Math.max(...LEARNING)

/**
 * Ties rules to the rarest of their witnesses.
 *
 * @param before How they were tied until now: a rule of which no witness has been seen since has cost nothing, and stays
 *   as it is.
 */
export function tieRules(
  rules: readonly PreparedRule[],
  facts: FactTable,
  frequencies: FactFrequencies,
  before?: Ties,
): Ties {
  const frequency = remembered(frequencies, facts)
  const always: number[] = []
  const starts = new Int32Array(facts.size + 1)
  const by_rule = rules.map(({ expression }, rule) => {
    const known = before?.by_rule[rule]
    const is_settled = known !== undefined && !known.some(fact => frequencies.wasCounted(fact))
    const distinct = is_settled ? known : distinctFacts(witnessesOf(expression, facts, frequency))
    if (!distinct) always.push(rule)
    else for (const fact of distinct) starts[fact + 1] = (starts[fact + 1] ?? 0) + 1
    return distinct
  })
  for (let fact = 0; fact < facts.size; fact++)
    starts[fact + 1] = (starts[fact + 1] ?? 0) + (starts[fact] ?? 0)
  const places = starts.slice()
  const witnessed = new Int32Array(starts[facts.size] ?? 0)
  for (const [rule, distinct] of by_rule.entries())
    for (const fact of distinct ?? []) {
      const place = places[fact] ?? 0
      places[fact] = place + 1
      witnessed[place] = rule
    }
  return { witness_starts: starts, witnessed, always, by_rule }
}

function distinctFacts(witnesses: Witnesses | undefined): readonly number[] | undefined {
  return witnesses && [...new Set(witnesses.facts)]
}

/** How often facts hold as far as that is known now, each reckoned once. */
export function remembered(frequencies: FactFrequencies, facts: FactTable): Frequency {
  const known = new Float64Array(facts.size).fill(-1)
  return fact => {
    let found = known[fact] ?? -1
    if (found < 0) {
      found = frequencies.of(fact)
      known[fact] = found
    }
    return found
  }
}
