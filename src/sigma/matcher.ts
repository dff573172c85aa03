import type { Logsource, SigmaEvent } from './event.ts'
import { EventView } from './event-view.ts'
import type { Condition, Detection, DetectionRule, FieldTest, Search } from './rule.ts'
import { compileTest } from './value-test.ts'

/**
 * The plain matcher: every rule is tried on every event of its logsource, line by line as it is written. It is kept
 * simple enough to be seen to be right, and a faster one is right if it says the same.
 */
export interface Matcher {
  /** The rules that match, in the order in which they were given. */
  match(event: SigmaEvent): Match[]
}

export interface Match {
  readonly rule: DetectionRule
  /** What held in the event for the rule to match: at most 64 lines. What must not hold is not listed. */
  readonly matched: readonly MatchedField[]
}

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

export interface MatcherOptions {
  /**
   * Which rules are tried on an event of which neither product nor service nor category is known: only those without
   * a product (the default), or all.
   */
  readonly unknown_logsource?: 'product-less-only' | 'all' | undefined
}

const MATCHED_MAX = 64
const VALUE_LENGTH_MAX = 1024

export function createPlainMatcher(rules: readonly DetectionRule[], options: MatcherOptions = {}): Matcher {
  const compiled = rules.map(rule => ({ rule, holds: compileRule(rule) }))
  return {
    match(event) {
      const view = new EventView(event)
      const matches: Match[] = []
      for (const { rule, holds } of compiled) {
        if (!appliesTo(rule.logsource, event.logsource, options)) continue
        const matched: MatchedField[] = []
        if (holds(view, matched)) matches.push({ rule, matched })
      }
      return matches
    },
  }
}

/**
 * Whether a rule is meant for events of a logsource. The product must agree; a service or a category that is not
 * known of the event does not exclude.
 */
export function appliesTo(rule: Logsource, event: Logsource, options: MatcherOptions = {}): boolean {
  const { product, service, category } = event
  if (product === undefined && service === undefined && category === undefined)
    return options.unknown_logsource === 'all' || rule.product === undefined
  return (
    (rule.product === undefined || rule.product === product?.toLowerCase()) &&
    (rule.service === undefined || service === undefined || rule.service === service.toLowerCase()) &&
    (rule.category === undefined || category === undefined || rule.category === category.toLowerCase())
  )
}

/** Says whether something holds for an event, and if so adds what made it hold to `matched`. */
type Holds = (view: EventView, matched: MatchedField[]) => boolean

function compileRule(rule: DetectionRule): Holds {
  const detections = [rule.detection, ...rule.filters.map(filter => filter.detection)]
  return all(detections.map(compileDetection))
}

function compileDetection(detection: Detection): Holds {
  const searches = new Map(
    [...detection.searches].map(([name, { search }]) => [name, compileSearch(search, name)]),
  )
  return compileCondition(detection.condition, searches)
}

function compileCondition(condition: Condition, searches: ReadonlyMap<string, Holds>): Holds {
  const named = (name: string): Holds => searches.get(name) ?? (() => false)
  switch (condition.kind) {
    case 'search':
      return named(condition.name)
    case 'not': {
      const holds = compileCondition(condition.of, searches)
      return view => !holds(view, [])
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

function compileSearch(search: Search, selection: string): Holds {
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
  const foundIn = (view: EventView) =>
    field === null ? { exists: true, values: view.texts() } : view.field(field)
  const values = line.values.map(({ written, tests }): Holds => {
    const compiled = tests.map(compileTest)
    return (view, matched) => {
      const found = foundIn(view)
      for (const test of compiled) {
        const value = test(found, view)
        if (value === undefined) continue
        if (matched.length < MATCHED_MAX)
          matched.push({ selection, field, pattern: written, value: value.slice(0, VALUE_LENGTH_MAX) })
        return true
      }
      return false
    }
  })
  const holds = line.quantifier === 'all' ? all(values) : atLeast(1, values)
  if (!line.negated) return holds
  const pattern = line.values
    .map(({ written }) => written)
    .join(', ')
    .slice(0, VALUE_LENGTH_MAX)
  return (view, matched) => {
    if (holds(view, [])) return false
    const value = foundIn(view).values[0]?.text ?? ''
    if (matched.length < MATCHED_MAX)
      matched.push({ selection, field, pattern, value: value.slice(0, VALUE_LENGTH_MAX) })
    return true
  }
}

function all(parts: readonly Holds[]): Holds {
  return atLeast(parts.length, parts)
}

/** Tries the parts in turn until enough of them held; if too few do, nothing stays in `matched`. */
function atLeast(count: number, parts: readonly Holds[]): Holds {
  return (view, matched) => {
    const before = matched.length
    let held = 0
    for (const [index, part] of parts.entries()) {
      if (held + parts.length - index < count) break
      if (part(view, matched)) held++
      if (held >= count) return true
    }
    matched.length = before
    return count === 0
  }
}
