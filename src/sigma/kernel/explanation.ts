import type { Expression } from '../engine/expression.ts'
import type { FactTable } from '../engine/facts.ts'
import { testExpression } from '../engine/test-expression.ts'
import { affirmed } from '../evaluate.ts'
import {
  type Condition,
  type Detection,
  type DetectionRule,
  detectionsOf,
  type FieldTest,
  type Search,
  type ValueTest,
} from '../rule.ts'
import type { KeptTexts } from './kept-texts.ts'
import {
  AT_LEAST,
  EXPRESSION_AND,
  EXPRESSION_FACT,
  EXPRESSION_NOT,
  EXPRESSION_OR,
  LINE_OF_VALUES,
  UNTOLD_PART,
  VALUE_EMPTY,
  VALUE_OF_FIELD,
  VALUE_UNTOLD,
  VALUE_WITH_FACT,
} from './layout.ts'

/**
 * What makes a rule match, as a program for the kernel, which writes from the bytes of a line what `compileExplanation`
 * says of its event (`assembly/explanation.ts`). Where that can not be told from the facts alone the program says so.
 */
export interface ExplanationParts {
  readonly facts: FactTable
  /** By name. */
  readonly field_numbers: ReadonlyMap<string, number>
  readonly texts: KeptTexts
}

/** Words: the kind of a part, its length in words with these two, what it is made of. */
type Part = readonly number[]

/** Undefined if the rule asks for a fact that nothing has asked for, of which nothing is known. */
export function explanationProgram(rule: DetectionRule, parts: ExplanationParts): Int32Array | undefined {
  const known = parts.facts.size
  const program = new ExplanationProgram(parts).ofAll(detectionsOf(rule))
  return parts.facts.size > known ? undefined : Int32Array.from(program)
}

class ExplanationProgram {
  readonly #parts: ExplanationParts

  constructor(parts: ExplanationParts) {
    this.#parts = parts
  }

  ofAll(detections: readonly Detection[]): Part {
    return all(
      detections.map(({ searches, condition }) => {
        const named = (name: string): Part => {
          const found = searches.get(name)
          return found ? this.#search(found.search, name) : NEVER
        }
        return this.#condition(affirmed(condition), named)
      }),
    )
  }

  #condition(condition: Condition, named: (name: string) => Part): Part {
    switch (condition.kind) {
      case 'search':
        return named(condition.name)
      case 'not':
        return UNTOLD
      case 'and':
        return all(condition.of.map(of => this.#condition(of, named)))
      case 'or':
        return atLeast(
          1,
          condition.of.map(of => this.#condition(of, named)),
        )
      case 'at_least':
        return atLeast(condition.count, condition.of.map(named))
    }
  }

  #search(search: Search, selection: string): Part {
    switch (search.kind) {
      case 'all':
        return all(search.of.map(of => this.#search(of, selection)))
      case 'any':
        return atLeast(
          1,
          search.of.map(of => this.#search(of, selection)),
        )
      case 'field':
        return search.negated ? UNTOLD : this.#line(search, selection)
    }
  }

  #line({ field, quantifier, values }: FieldTest, selection: string): Part {
    const { texts } = this.#parts
    const head = JSON.stringify({ selection, field }).slice(0, -1)
    return part(
      LINE_OF_VALUES,
      [Number(quantifier === 'all'), ...texts.keep(head)],
      values.map(({ written, tests }) =>
        part(
          0,
          texts.keep(`,"pattern":${JSON.stringify(written)},"value":`),
          tests.map(test => this.#test(field, test)),
        ),
      ),
    )
  }

  #test(field: string | null, test: ValueTest): Part {
    const expression = testExpression(field, test, this.#parts.facts)
    return part(0, this.#valueOf(field, test, expression), [expressionPart(expression)])
  }

  /** What is shown of the value that made a test hold. */
  #valueOf(field: string | null, test: ValueTest, expression: Expression): readonly [number, number] {
    if (field === null) {
      // Of what more than an index decides, nothing tells where it holds.
      const is_found = expression.kind === 'fact' && !this.#parts.facts.isAsked(expression.fact)
      return is_found ? [VALUE_WITH_FACT, expression.fact] : [VALUE_UNTOLD, 0]
    }
    if (test.kind === 'exists') return [VALUE_EMPTY, 0]
    const number = this.#parts.field_numbers.get(field)
    return test.kind === 'null' || number === undefined ? [VALUE_UNTOLD, 0] : [VALUE_OF_FIELD, number]
  }
}

function part(kind: number, words: readonly number[], parts: readonly Part[]): Part {
  const length = parts.reduce((sum, of) => sum + of.length, 2 + words.length)
  return [kind, length, ...words, ...parts.flat()]
}

function all(parts: readonly Part[]): Part {
  return atLeast(parts.length, parts)
}

function atLeast(count: number, parts: readonly Part[]): Part {
  return part(AT_LEAST, [count, parts.length], parts)
}

const UNTOLD = part(UNTOLD_PART, [], [])
const NEVER = atLeast(1, [])

function expressionPart(expression: Expression): Part {
  switch (expression.kind) {
    case 'fact':
      return part(EXPRESSION_FACT, [expression.fact], [])
    case 'not':
      return part(EXPRESSION_NOT, [], [expressionPart(expression.of)])
    case 'and':
    case 'or':
      return part(
        expression.kind === 'and' ? EXPRESSION_AND : EXPRESSION_OR,
        [],
        expression.of.map(expressionPart),
      )
  }
}
