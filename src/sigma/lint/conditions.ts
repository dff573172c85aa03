import type { Findings } from '../finding.ts'
import type { Condition, Detection, FieldTest, NamedSearch, Search } from '../rule.ts'
import { and, FALSE, type Formula, isSatisfiable, not, TRUE } from './formula.ts'
import { testKey } from './relations.ts'
import { RuleFormulas } from './rule-formula.ts'

/** Steps of one rule's searches times its atoms: of thousands of rules none comes near it. */
const WORK_MAX = 10_000_000

/**
 * Finds conditions that no event or every event fulfils, and selections that make no difference: by looking for an event
 * that would. What is reported is certain as long as fields of which `has_one_value` says so are never lists.
 */
export function checkCondition(
  detection: Detection,
  line: number,
  has_one_value: (field: string) => boolean,
  findings: Findings,
): void {
  const formulas = new RuleFormulas(detection, has_one_value)
  const condition = formulas.condition()
  // Each step looks at the whole formula.
  const budget = { steps_left: Math.ceil(WORK_MAX / (formulas.size + 1)) }
  const never = (formula: Formula) => isSatisfiable(formula, formulas.consequences, budget) === false
  const named = namesIn(detection.condition)
  const used = [...detection.searches].filter(([name]) => named.has(name))
  const impossible = new Set(used.filter(([name]) => never(formulas.search(name))).map(([name]) => name))
  for (const [name, { line }] of used)
    if (impossible.has(name))
      findings.add('impossible-selection', { line, column: 1 }, `no event can fulfil '${name}'`)
  const place = { line, column: 1 }
  if (never(condition)) findings.add('never-matches', place, 'no event can fulfil the condition')
  else if (never(not(condition))) findings.add('always-matches', place, 'every event fulfils the condition')
  else checkEffects(used.filter(([name]) => !impossible.has(name)))

  function checkEffects(searches: readonly (readonly [string, NamedSearch])[]): void {
    const twins = twinsOf(searches)
    for (const [name, { line }] of searches) {
      const place = { line, column: 1 }
      const twin = twins.get(name)
      if (twin !== undefined)
        findings.add('duplicate-selection', place, `'${name}' asks the same as '${twin}'`)
      else if (makesNoDifference(name))
        findings.add(
          'selection-without-effect',
          place,
          `without '${name}' the rule would match the same events`,
        )
    }
  }

  /** Whether the rule would match the same if the selection always held, or never. */
  function makesNoDifference(name: string): boolean {
    const sign = signOf(detection.condition, name)
    // Where it counts both ways it takes more to tell.
    if (sign === undefined) return false
    const [always, never_held] = [TRUE, FALSE].map(constant =>
      formulas.condition(new Map([[name, constant]])),
    )
    if (!always || !never_held) return false
    const [widest, narrowest] = sign === 1 ? [always, never_held] : [never_held, always]
    return never(and([widest, not(condition)])) || never(and([condition, not(narrowest)]))
  }
}

/** A condition that holds where no selection does finds nearly every event: there is nothing that it looks for. */
export function checkNothingFound(
  { condition, searches }: Detection,
  line: number,
  findings: Findings,
): void {
  if (!holdsWithout(condition)) return
  const names = [...searches.keys()].map(name => `'${name}'`)
  findings.add(
    'matches-everything-else',
    { line, column: 1 },
    `every event matches but for some of ${names.join(', ')}: ask for something that must be there as well`,
  )
}

function holdsWithout(condition: Condition): boolean {
  switch (condition.kind) {
    case 'search':
    case 'at_least':
      return false
    case 'not':
      return !holdsWithout(condition.of)
    case 'and':
      return condition.of.every(holdsWithout)
    case 'or':
      return condition.of.some(holdsWithout)
  }
}

/** 1 where the condition asks for the search, -1 where it asks for its negation, undefined where it asks for both. */
function signOf(condition: Condition, name: string): 1 | -1 | undefined {
  const signs = new Set<number>()
  const visit = (part: Condition, sign: number): void => {
    switch (part.kind) {
      case 'search':
        if (part.name === name) signs.add(sign)
        break
      case 'at_least':
        if (part.of.includes(name)) signs.add(sign)
        break
      case 'not':
        visit(part.of, -sign)
        break
      case 'and':
      case 'or':
        for (const of of part.of) visit(of, sign)
    }
  }
  visit(condition, 1)
  if (signs.size !== 1) return undefined
  return signs.has(1) ? 1 : -1
}

function namesIn(condition: Condition): ReadonlySet<string> {
  switch (condition.kind) {
    case 'search':
      return new Set([condition.name])
    case 'not':
      return namesIn(condition.of)
    case 'and':
    case 'or':
      return new Set(condition.of.flatMap(of => [...namesIn(of)]))
    case 'at_least':
      return new Set(condition.of)
  }
}

/** Of selections that ask the same, each but the first with the first. */
function twinsOf(searches: readonly (readonly [string, NamedSearch])[]): Map<string, string> {
  const first = new Map<string, string>()
  const twins = new Map<string, string>()
  for (const [name, { search }] of searches) {
    const key = searchKey(search)
    const before = first.get(key)
    if (before === undefined) first.set(key, name)
    else twins.set(name, before)
  }
  return twins
}

/** The same for searches that ask the same, in whichever order. */
function searchKey(search: Search): string {
  if (search.kind === 'field') return lineKey(search)
  return JSON.stringify([search.kind, search.of.map(searchKey).sort()])
}

function lineKey({ field, quantifier, negated, values }: FieldTest): string {
  const keys = values.map(({ tests }) => JSON.stringify(tests.map(testKey).sort())).sort()
  return JSON.stringify([field, values.length === 1 ? 'any' : quantifier, negated, keys])
}
