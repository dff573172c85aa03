import type { Logsource } from '../event.ts'
import type { DetectionRule } from '../rule.ts'
import { collectFacts, type Expression } from './expression.ts'
import type { FactTable } from './facts.ts'
import { ruleExpression } from './rule-expression.ts'

/** A rule with its place in the order of all rules. */
export interface NumberedRule {
  readonly number: number
  readonly rule: DetectionRule
}

export interface PreparedRule {
  readonly number: number
  readonly expression: Expression
}

/** The rules of one logsource. Their expressions are made when the first event comes that they are meant for. */
export class RuleGroup {
  readonly number: number
  readonly logsource: Logsource
  readonly #rules: NumberedRule[] = []
  readonly #facts: FactTable
  #prepared: readonly PreparedRule[] | undefined
  #by_field: ReadonlyMap<string | null, ReadonlySet<number>> | undefined

  constructor(number: number, logsource: Logsource, facts: FactTable) {
    this.number = number
    this.logsource = logsource
    this.#facts = facts
  }

  add(rule: NumberedRule): void {
    this.#rules.push(rule)
  }

  rules(): readonly PreparedRule[] {
    this.#prepared ??= this.#rules.map(({ number, rule }) => ({
      number,
      expression: ruleExpression(rule, this.#facts),
    }))
    return this.#prepared
  }

  /** The facts that an index finds, by the field that they are about. */
  factsByField(): ReadonlyMap<string | null, ReadonlySet<number>> {
    this.#by_field ??= this.#collectFacts()
    return this.#by_field
  }

  #collectFacts(): ReadonlyMap<string | null, ReadonlySet<number>> {
    const numbers = new Set<number>()
    for (const { expression } of this.rules()) collectFacts(expression, numbers)
    const by_field = new Map<string | null, Set<number>>()
    // The set grows while it is gone through: what a fact is made of is added to it.
    for (const number of numbers) {
      const fact = this.#facts.get(number)
      if (fact.kind === 'any') for (const of of fact.of) numbers.add(of)
      else if (fact.kind === 'count') for (const of of fact.of) collectFacts(of, numbers)
      else if (fact.kind !== 'test') {
        const known = by_field.get(fact.field)
        if (known) known.add(number)
        else by_field.set(fact.field, new Set([number]))
      }
    }
    return by_field
  }
}

/** What some groups together ask of one field, null for keywords, of what an index finds. */
export interface FieldFacts {
  readonly field: string | null
  /** The same for the same field and groups: they can share what is made for it. */
  readonly key: string
  numbers(): ReadonlySet<number>
}

/** By field. */
export function fieldFactsOf(groups: readonly RuleGroup[]): FieldFacts[] {
  const asking = new Map<string | null, RuleGroup[]>()
  for (const group of groups)
    for (const field of group.factsByField().keys()) {
      const others = asking.get(field)
      if (others) others.push(group)
      else asking.set(field, [group])
    }
  return [...asking].map(([field, of]) => ({
    field,
    key: JSON.stringify([field, of.map(({ number }) => number)]),
    numbers: () => new Set(of.flatMap(group => [...(group.factsByField().get(field) ?? [])])),
  }))
}

/** The rules by their logsource. */
export function groupRules(rules: readonly DetectionRule[], facts: FactTable): RuleGroup[] {
  const groups = new Map<string, RuleGroup>()
  for (const [number, rule] of rules.entries()) {
    const { product, service, category } = rule.logsource
    const key = JSON.stringify([product ?? null, service ?? null, category ?? null])
    let group = groups.get(key)
    if (!group) {
      group = new RuleGroup(groups.size, rule.logsource, facts)
      groups.set(key, group)
    }
    group.add({ number, rule })
  }
  return [...groups.values()]
}
