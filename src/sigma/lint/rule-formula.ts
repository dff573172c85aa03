import type { Condition, Detection, FieldTest, Search, ValueTest } from '../rule.ts'
import { and, type Consequences, FALSE, type Formula, not, or } from './formula.ts'
import { excludes, implies, testKey } from './relations.ts'

/** Makes a formula of what a detection asks for, each test of a value an atom of it. */

/** Beyond so many tests of one field it is not looked for what they say about each other. */
const RELATED_MAX = 200

interface Atom {
  readonly field: string | null
  readonly test: ValueTest
}

export class RuleFormulas {
  readonly #detection: Detection
  readonly #has_one_value: (field: string) => boolean
  readonly #numbers = new Map<string, number>()
  readonly #atoms: Atom[] = []
  readonly #searches = new Map<string, Formula>()
  #consequences: readonly Consequences[] | undefined

  /** `has_one_value` tells whether a field is never a list in events that the rule is meant for. */
  constructor(detection: Detection, has_one_value: (field: string) => boolean) {
    this.#detection = detection
    this.#has_one_value = has_one_value
    for (const [name, { search }] of detection.searches) this.#searches.set(name, this.#search(search))
  }

  /** What the search asks for. */
  search(name: string): Formula {
    return this.#searches.get(name) ?? FALSE
  }

  /** What the condition asks for, with `replaced` in place of the searches that it names. */
  condition(replaced: ReadonlyMap<string, Formula> = new Map()): Formula {
    return this.#condition(this.#detection.condition, name => replaced.get(name) ?? this.search(name))
  }

  /** How many tests of values there are that differ. */
  get size(): number {
    return this.#atoms.length
  }

  /** What the atoms say about each other. */
  get consequences(): readonly Consequences[] {
    this.#consequences ??= consequencesOf(this.#atoms, this.#has_one_value)
    return this.#consequences
  }

  #condition(condition: Condition, named: (name: string) => Formula): Formula {
    switch (condition.kind) {
      case 'search':
        return named(condition.name)
      case 'not':
        return not(this.#condition(condition.of, named))
      case 'and':
        return and(condition.of.map(of => this.#condition(of, named)))
      case 'or':
        return or(condition.of.map(of => this.#condition(of, named)))
      case 'at_least':
        return { kind: 'at_least', count: condition.count, of: condition.of.map(named) }
    }
  }

  #search(search: Search): Formula {
    switch (search.kind) {
      case 'all':
        return and(search.of.map(of => this.#search(of)))
      case 'any':
        return or(search.of.map(of => this.#search(of)))
      case 'field':
        return this.#line(search)
    }
  }

  #line({ field, quantifier, negated, values }: FieldTest): Formula {
    const each = values.map(({ tests }) => or(tests.map(test => this.#test(field, test))))
    const joined = quantifier === 'all' ? and(each) : or(each)
    return negated ? not(joined) : joined
  }

  #test(field: string | null, test: ValueTest): Formula {
    if (test.kind === 'exists' && !test.expected) return not(this.#test(field, { ...test, expected: true }))
    const key = `${field === null ? '' : `=${field}`}\0${testKey(test)}`
    const atom = this.#numbers.get(key) ?? this.#atoms.push({ field, test }) - 1
    this.#numbers.set(key, atom)
    return { kind: 'atom', atom }
  }
}

function consequencesOf(
  atoms: readonly Atom[],
  has_one_value: (field: string) => boolean,
): readonly Consequences[] {
  const all = atoms.map(() => ({
    implied: [] as number[],
    excluded: [] as number[],
    needing: [] as number[],
  }))
  const by_field = Map.groupBy(atoms.keys(), index => atoms[index]?.field)
  for (const [field, indexes] of by_field) {
    if (indexes.length > RELATED_MAX) continue
    const has_one = typeof field === 'string' && has_one_value(field)
    for (const a of indexes)
      for (const b of indexes) {
        const [left, right] = [atoms[a], atoms[b]]
        if (a === b || !left || !right) continue
        if (implies(left.test, right.test)) {
          all[a]?.implied.push(b)
          all[b]?.needing.push(a)
        } else if (has_one && excludes(left.test, right.test)) all[a]?.excluded.push(b)
      }
  }
  return all
}
