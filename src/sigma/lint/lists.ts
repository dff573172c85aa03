import type { Findings } from '../finding.ts'
import { literalOf } from '../pattern.ts'
import type { Detection, FieldTest, RuleValue, Search } from '../rule.ts'
import { implies, testKey } from './relations.ts'

/** Beyond so many values only the same value is looked for, not one that covers others. */
const COMPARED_MAX = 500

/** Looks at the values of each line: for those that say nothing new, and for those that contradict each other. */
export function checkLists(
  { searches }: Detection,
  has_one_value: (field: string) => boolean,
  findings: Findings,
): void {
  for (const { search } of searches.values())
    for (const line of linesOf(search)) {
      checkRepetition(line, findings)
      checkExactValues(line, has_one_value, findings)
    }
}

/** The lines of a search: fields with their values, and keywords. */
export function linesOf(search: Search): FieldTest[] {
  return search.kind === 'field' ? [search] : search.of.flatMap(linesOf)
}

function checkRepetition({ values, quantifier }: FieldTest, findings: Findings): void {
  const first = new Map<string, RuleValue>()
  const repeated = new Set<RuleValue>()
  for (const value of values) {
    const key = JSON.stringify(value.tests.map(testKey))
    const before = first.get(key)
    if (!before) {
      first.set(key, value)
      continue
    }
    repeated.add(value)
    findings.add(
      'duplicate-value',
      placeOf(value),
      `'${value.written}' stands in line ${before.line} already`,
    )
  }
  if (values.length > COMPARED_MAX) return
  const different = values.filter(value => !repeated.has(value))
  for (const value of different) {
    const other = different.find(
      candidate =>
        candidate !== value && (quantifier === 'all' ? says(candidate, value) : says(value, candidate)),
    )
    // Of two that say the same in different words one has to stay.
    if (!other || (says(other, value) && says(value, other) && values.indexOf(value) < values.indexOf(other)))
      continue
    findings.add(
      'covered-value',
      placeOf(value),
      quantifier === 'all'
        ? `'${value.written}' is found wherever '${other.written}' is`
        : `'${other.written}' finds all that '${value.written}' does`,
    )
  }
}

/** Whether whatever fits `a` fits `b`. */
function says(a: RuleValue, b: RuleValue): boolean {
  return a.tests.every(test => b.tests.some(other => implies(test, other)))
}

function checkExactValues(
  { field, quantifier, values, line }: FieldTest,
  has_one_value: (field: string) => boolean,
  findings: Findings,
): void {
  // Where the field is known to have one value, the condition is found to be impossible.
  if (quantifier !== 'all' || field === null || has_one_value(field)) return
  const exact = values.filter(({ tests }) =>
    tests.every(
      test => test.kind === 'literal' || (test.kind === 'string' && literalOf(test.pattern) !== undefined),
    ),
  )
  if (exact.length > 1)
    findings.add(
      'all-of-exact-values',
      { line, column: 1 },
      `'${field}' can be '${exact[0]?.written}' and '${exact[1]?.written}' only where it is a list: is contains|all meant?`,
    )
}

const placeOf = ({ line }: RuleValue) => ({ line, column: 1 })
