import { type Expression, evaluate } from '../engine/expression.ts'
import type { FactTable } from '../engine/facts.ts'
import { testExpression } from '../engine/test-expression.ts'
import { affirmed, MATCHED_MAX } from '../evaluate.ts'
import {
  type Condition,
  type Detection,
  type DetectionRule,
  detectionsOf,
  type FieldTest,
  type Search,
  type ValueTest,
} from '../rule.ts'
import { KeptText } from './kept-text.ts'
import type { ConstantFields, LineBoard } from './line-board.ts'
import type { LineValues } from './line-values.ts'
import type { Pieces } from './pieces.ts'

/**
 * What made a rule match, written from what the kernel found: the same that `compileExplanation` says of the event, as
 * JSON. Where that can not be told from the facts alone it says so, and the line is left to others.
 */
export interface LineParts {
  readonly board: LineBoard
  readonly values: LineValues
  readonly pieces: Pieces
}

/** Undefined: that can not be told here. */
type Told = boolean | undefined

/** What becomes of one explanation. */
interface Entries {
  count: number
  readonly constants: ConstantFields
}

type Explain = (line: LineParts, entries: Entries) => Told

/** Writes the entries of the list, with commas between them; false if they can not be told. */
export function compileLineExplanation(
  rule: DetectionRule,
  facts: FactTable,
): (line: LineParts, constants: ConstantFields) => boolean {
  const known = facts.size
  const explain = all(detectionsOf(rule).map(detection => compileDetection(detection, facts)))
  const end = new KeptText('}')
  // Of a fact that nothing asked for nothing is known.
  if (facts.size > known) return () => false
  return (line, constants) => {
    const entries = { count: 0, constants }
    if (!explain(line, entries)) return false
    if (entries.count > 0) line.pieces.kept(end)
    return true
  }
}

function compileDetection({ searches, condition }: Detection, facts: FactTable): Explain {
  const named = (name: string): Explain => {
    const found = searches.get(name)
    return found ? compileSearch(found.search, name, facts) : () => false
  }
  return compileCondition(affirmed(condition), named)
}

function compileCondition(condition: Condition, named: (name: string) => Explain): Explain {
  switch (condition.kind) {
    case 'search':
      return named(condition.name)
    case 'not':
      return () => undefined
    case 'and':
      return all(condition.of.map(of => compileCondition(of, named)))
    case 'or':
      return atLeast(
        1,
        condition.of.map(of => compileCondition(of, named)),
      )
    case 'at_least':
      return atLeast(condition.count, condition.of.map(named))
  }
}

function compileSearch(search: Search, selection: string, facts: FactTable): Explain {
  switch (search.kind) {
    case 'all':
      return all(search.of.map(of => compileSearch(of, selection, facts)))
    case 'any':
      return atLeast(
        1,
        search.of.map(of => compileSearch(of, selection, facts)),
      )
    case 'field':
      return compileLine(search, selection, facts)
  }
}

function compileLine(line: FieldTest, selection: string, facts: FactTable): Explain {
  if (line.negated) return () => undefined
  const needed = line.quantifier === 'all' ? line.values.length : 1
  const values = line.values.map(({ written, tests }) => ({
    start: startOf(selection, line.field, written),
    tests: tests.map(test => compileTest(line.field, test, facts)),
  }))
  return (parts, entries) => {
    const mark = parts.pieces.mark()
    const before = entries.count
    let held = 0
    for (const { start, tests } of values) {
      const found = firstHeld(tests, parts, entries, start)
      if (found === undefined) return undefined
      if (found) {
        if (++held === needed) return true
      } else if (line.quantifier === 'all') break
    }
    parts.pieces.backTo(mark)
    entries.count = before
    return false
  }
}

interface CompiledLineTest {
  readonly expression: Expression
  /** Writes the value that made it hold; false if it can not be told. */
  writeValue(values: LineValues, constants: ConstantFields): boolean
}

function compileTest(field: string | null, test: ValueTest, facts: FactTable): CompiledLineTest {
  const expression = testExpression(field, test, facts)
  if (field === null) {
    // Of what more than an index decides, nothing tells where it holds.
    const fact =
      expression.kind === 'fact' && !facts.isAsked(expression.fact) ? expression.fact : undefined
    return { expression, writeValue: values => fact !== undefined && values.addWith(fact) }
  }
  switch (test.kind) {
    case 'exists':
      return { expression, writeValue: values => values.addEmpty() }
    case 'null':
      return { expression, writeValue: () => false }
    default:
      return { expression, writeValue: (values, constants) => values.addOf(field, constants) }
  }
}

function firstHeld(
  tests: readonly CompiledLineTest[],
  parts: LineParts,
  entries: Entries,
  start: KeptText,
): Told {
  for (const { expression, writeValue } of tests) {
    const holds = evaluate(expression, fact => parts.board.holds(fact))
    if (holds === undefined) return undefined
    if (!holds) continue
    if (entries.count === MATCHED_MAX) return true
    // The first has none before it to end.
    parts.pieces.kept(start, entries.count++ === 0 ? AFTER_ANOTHER.length : 0)
    return writeValue(parts.values, entries.constants) || undefined
  }
  return false
}

const AFTER_ANOTHER = '},'

function startOf(selection: string, field: string | null, pattern: string): KeptText {
  return new KeptText(
    `${AFTER_ANOTHER}${JSON.stringify({ selection, field, pattern }).slice(0, -1)},"value":`,
  )
}

function all(parts: readonly Explain[]): Explain {
  return atLeast(parts.length, parts)
}

function atLeast(count: number, parts: readonly Explain[]): Explain {
  return (line, entries) => {
    const mark = line.pieces.mark()
    const before = entries.count
    let held = 0
    let possible = parts.length
    for (const part of parts) {
      if (held === count || possible < count) break
      const told = part(line, entries)
      if (told === undefined) return undefined
      if (told) held++
      else possible--
    }
    if (held >= count) return true
    line.pieces.backTo(mark)
    entries.count = before
    return false
  }
}
