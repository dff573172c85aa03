import type { EventView, FieldValues } from './event-view.ts'
import {
  type Condition,
  type Detection,
  type DetectionRule,
  detectionsOf,
  type FieldTest,
  type Search,
} from './rule.ts'
import { type CompiledTest, compileTest, UNDECIDED } from './value-test.ts'

/**
 * Evaluates one rule on one event, line by line as it is written, and says what made it hold. This is what decides and
 * explains every match, whichever way the rule was found. It reckons with three values (Kleene): where a regular
 * expression comes to its bound, a rule is decided all the same if the rest of it decides it.
 */
export interface MatchedField {
  /** The search identifier in the rule. */
  readonly selection: string
  /** Null for keywords. */
  readonly field: string | null
  /** Modifiers and value as the rule has them. */
  readonly pattern: string
  /** The value found, at most 1024 characters of it; empty for a field that is missing, as the rule demands. */
  readonly value: string
}

/** So many lines explain a match at most. */
export const MATCHED_MAX = 64
/** Of a value so many characters are shown. */
export const VALUE_LENGTH_MAX = 1024

/**
 * Says whether something holds for an event, and if so adds what made it hold to `matched`. Undefined: not decided, as
 * a regular expression that it hangs on came to its bound.
 */
export type Holds = (view: EventView, matched: MatchedField[]) => boolean | undefined

/** The rule with its filters, as one function. */
export function compileRule(rule: DetectionRule): Holds {
  return all(detectionsOf(rule).map(compileDetection))
}

/**
 * What explains a match of the rule, on an event that it is known to match: says the same as `compileRule`, but does
 * not look again for what must not be there. Filters often take longer than all the rest.
 */
export function compileExplanation(rule: DetectionRule): Holds {
  return all(
    detectionsOf(rule).map(({ searches, condition }) =>
      compileDetection({ searches, condition: affirmed(condition) }),
    ),
  )
}

/** What a condition that holds asks for, without what it excludes: nothing of that is part of an explanation. */
export function affirmed(condition: Condition): Condition {
  if (condition.kind === 'not') return { kind: 'and', of: [] }
  if (condition.kind === 'and') return { kind: 'and', of: condition.of.map(affirmed) }
  return condition
}

function compileDetection(detection: Detection): Holds {
  return compileCondition(detection.condition, compileSearches(detection))
}

/** What stands under each search identifier. */
export function compileSearches({ searches }: Detection): ReadonlyMap<string, Holds> {
  return new Map([...searches].map(([name, { search }]) => [name, compileSearch(search, name)]))
}

export function compileCondition(condition: Condition, searches: ReadonlyMap<string, Holds>): Holds {
  const named = (name: string): Holds => searches.get(name) ?? (() => false)
  switch (condition.kind) {
    case 'search':
      return named(condition.name)
    case 'not': {
      const holds = compileCondition(condition.of, searches)
      return view => negated(holds(view, []))
    }
    case 'and':
      return all(condition.of.map(of => compileCondition(of, searches)))
    case 'or':
      return atLeast(
        1,
        condition.of.map(of => compileCondition(of, searches)),
      )
    case 'at_least':
      return atLeast(condition.count, condition.of.map(named))
  }
}

export function compileSearch(search: Search, selection: string): Holds {
  switch (search.kind) {
    case 'all':
      return all(search.of.map(of => compileSearch(of, selection)))
    case 'any':
      return atLeast(
        1,
        search.of.map(of => compileSearch(of, selection)),
      )
    case 'field':
      return compileFieldTest(search, selection)
  }
}

function compileFieldTest(line: FieldTest, selection: string): Holds {
  const { field } = line
  const values = line.values.map(({ written, tests }) => ({ written, tests: tests.map(compileTest) }))
  const needed = line.quantifier === 'all' ? values.length : 1
  const note = (matched: MatchedField[], pattern: string, value: string) => {
    if (matched.length < MATCHED_MAX)
      matched.push({ selection, field, pattern, value: value.slice(0, VALUE_LENGTH_MAX) })
  }
  const foundIn = (view: EventView) =>
    field === null ? { exists: true, values: view.texts() } : view.field(field)
  // Saves most of the work: of the fields that rules name, an event has a few.
  const needs_value = !line.values.some(({ tests }) =>
    tests.some(({ kind }) => kind === 'null' || kind === 'exists'),
  )
  const holds: Holds = (view, matched) => {
    const found = foundIn(view)
    if (needs_value && found.values.length === 0) return false
    const before = matched.length
    let held = 0
    let otherwise: false | undefined = false
    for (const { written, tests } of values) {
      const value = firstHeld(tests, found, view)
      if (value === UNDECIDED) otherwise = undefined
      else if (value !== undefined) {
        held++
        note(matched, written, value)
        if (held === needed) return true
      } else if (line.quantifier === 'all') {
        otherwise = false
        break
      }
    }
    matched.length = before
    return otherwise
  }
  if (!line.negated) return holds
  const patterns = values.map(({ written }) => written).join(', ')
  return (view, matched) => {
    const differs = negated(holds(view, []))
    if (!differs) return differs
    note(matched, patterns.slice(0, VALUE_LENGTH_MAX), foundIn(view).values[0]?.text ?? '')
    return true
  }
}

function firstHeld(
  tests: readonly CompiledTest[],
  found: FieldValues,
  view: EventView,
): ReturnType<CompiledTest> {
  let otherwise: typeof UNDECIDED | undefined
  for (const test of tests) {
    const value = test(found, view)
    if (value === UNDECIDED) otherwise = value
    else if (value !== undefined) return value
  }
  return otherwise
}

function negated(held: boolean | undefined): boolean | undefined {
  return held === undefined ? undefined : !held
}

function all(parts: readonly Holds[]): Holds {
  return atLeast(parts.length, parts)
}

/** Tries the parts in turn until enough of them held; if too few do, nothing stays in `matched`. */
function atLeast(count: number, parts: readonly Holds[]): Holds {
  return (view, matched) => {
    const before = matched.length
    let held = 0
    // Those that hold or may hold: not decided, or not tried yet.
    let possible = parts.length
    for (const part of parts) {
      if (held === count || possible < count) break
      const holds = part(view, matched)
      if (holds) held++
      else if (holds === false) possible--
    }
    if (held >= count) return true
    matched.length = before
    return possible < count ? false : undefined
  }
}
