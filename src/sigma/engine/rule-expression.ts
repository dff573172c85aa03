import {
  type Condition,
  type Detection,
  type DetectionRule,
  detectionsOf,
  type FieldTest,
  type Search,
} from '../rule.ts'
import { and, type Expression, fact, NEVER, not, or } from './expression.ts'
import type { FactTable } from './facts.ts'
import { testExpression } from './test-expression.ts'

/** From so many facts on an `or` is a fact of its own, which rules share and an event settles once. */
const SHARED_FROM = 6

/** What a rule with its filters asks of an event. New facts are added to `facts`. */
export function ruleExpression(rule: DetectionRule, facts: FactTable): Expression {
  return and(detectionsOf(rule).map(detection => detectionExpression(detection, facts)))
}

function detectionExpression({ searches, condition }: Detection, facts: FactTable): Expression {
  const made = new Map<string, Expression>()
  const named = (name: string): Expression => {
    const found = searches.get(name)
    if (!found) return NEVER
    const expression = made.get(name) ?? searchExpression(found.search, facts)
    made.set(name, expression)
    return expression
  }
  return conditionExpression(condition, named, facts)
}

function conditionExpression(
  condition: Condition,
  named: (name: string) => Expression,
  facts: FactTable,
): Expression {
  switch (condition.kind) {
    case 'search':
      return named(condition.name)
    case 'not':
      return not(conditionExpression(condition.of, named, facts))
    case 'and':
      return and(condition.of.map(of => conditionExpression(of, named, facts)))
    case 'or':
      return or(condition.of.map(of => conditionExpression(of, named, facts)))
    case 'at_least':
      return atLeast(condition.count, condition.of.map(named), facts)
  }
}

function atLeast(count: number, of: readonly Expression[], facts: FactTable): Expression {
  if (count <= 0) return and([])
  if (count > of.length) return NEVER
  if (count === of.length) return and(of)
  if (count === 1) return or(of)
  // What holds for at least two is looked for among one: that one of them holds can be indexed.
  return and([or(of), fact(facts.numberOf({ kind: 'count', count, of }))])
}

function searchExpression(search: Search, facts: FactTable): Expression {
  switch (search.kind) {
    case 'all':
      return and(search.of.map(of => searchExpression(of, facts)))
    case 'any':
      return or(search.of.map(of => searchExpression(of, facts)))
    case 'field':
      return fieldExpression(search, facts)
  }
}

function fieldExpression({ field, quantifier, negated, values }: FieldTest, facts: FactTable): Expression {
  const each = values.map(({ tests }) =>
    anyOf(
      tests.map(test => testExpression(field, test, facts)),
      facts,
    ),
  )
  // `all` of no values holds never, like `any`.
  const joined = quantifier === 'all' && each.length > 0 ? and(each) : anyOf(each, facts)
  return negated ? not(joined) : joined
}

function anyOf(of: readonly Expression[], facts: FactTable): Expression {
  const joined = or(of)
  if (joined.kind !== 'or' || joined.of.length < SHARED_FROM) return joined
  const plain = new Set<number>()
  const others: Expression[] = []
  for (const part of joined.of)
    if (part.kind === 'fact') plain.add(part.fact)
    else others.push(part)
  if (plain.size < SHARED_FROM) return joined
  const sorted = [...plain].sort((a, b) => a - b)
  return or([fact(facts.numberOf({ kind: 'any', of: sorted })), ...others])
}
