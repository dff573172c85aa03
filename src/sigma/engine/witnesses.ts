import type { Expression } from './expression.ts'
import type { FactTable } from './facts.ts'

/**
 * Witnesses of a rule: facts of which at least one holds whenever the rule does. An event on which none was found
 * does not touch the rule at all.
 */
export interface Witnesses {
  readonly facts: readonly number[]
  /** How many of them an event is expected to have. */
  readonly expected: number
}

/** The witnesses that events have least; undefined if the expression can hold without any fact being found. */
export function witnessesOf(
  expression: Expression,
  facts: FactTable,
  frequency: (fact: number) => number,
): Witnesses | undefined {
  switch (expression.kind) {
    case 'fact':
      return witnessesOfFact(expression.fact, facts, frequency)
    case 'not':
      return undefined
    case 'and':
      return rarest(expression.of.map(of => witnessesOf(of, facts, frequency)))
    case 'or':
      return together(expression.of.map(of => witnessesOf(of, facts, frequency)))
  }
}

function witnessesOfFact(
  number: number,
  facts: FactTable,
  frequency: (fact: number) => number,
): Witnesses | undefined {
  const fact = facts.get(number)
  if (fact.kind === 'any') return together(fact.of.map(of => witnessesOfFact(of, facts, frequency)))
  if (fact.kind === 'test' || fact.kind === 'count') return undefined
  return { facts: [number], expected: frequency(number) }
}

function rarest(each: readonly (Witnesses | undefined)[]): Witnesses | undefined {
  let best: Witnesses | undefined
  for (const witnesses of each)
    if (witnesses && (best === undefined || witnesses.expected < best.expected)) best = witnesses
  return best
}

function together(each: readonly (Witnesses | undefined)[]): Witnesses | undefined {
  const facts: number[] = []
  let expected = 0
  for (const witnesses of each) {
    if (!witnesses) return undefined
    for (const fact of witnesses.facts) facts.push(fact)
    expected += witnesses.expected
  }
  return { facts, expected }
}
