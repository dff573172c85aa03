import { evaluate } from '../engine/expression.ts'
import type { FactTable } from '../engine/facts.ts'
import type { SigmaEvent } from '../event.ts'
import { EventValue, EventView } from '../event-view.ts'
import type { ValueTest } from '../rule.ts'
import { type CompiledTest, compileTest, UNDECIDED } from '../value-test.ts'
import { UNDECIDED_FACT } from './layout.ts'

export interface AskedFactsParts {
  readonly facts: FactTable
  /** Of a fact that an index finds, or that is asked in its turn; undefined if that can not be decided. */
  isTrue(fact: number): boolean | undefined
  /** The number of the line that is matched. */
  line(): number
  /** The event of that line. */
  event(): SigmaEvent
}

/** Answers what no index can tell of a line: 0, 1, or UNDECIDED_FACT. */
export class AskedFacts {
  readonly #parts: AskedFactsParts
  readonly #tests = new Map<number, CompiledTest>()
  /** Of the line that was asked about last, and its number. */
  #view: EventView | undefined
  #line = 0

  constructor(parts: AskedFactsParts) {
    this.#parts = parts
  }

  answer(number: number): number {
    const fact = this.#parts.facts.get(number)
    if (fact.kind === 'count') {
      let held = 0
      for (const of of fact.of) {
        const holds = evaluate(of, part => this.#parts.isTrue(part))
        if (holds === undefined) return UNDECIDED_FACT
        if (holds) held++
      }
      return Number(held >= fact.count)
    }
    if (fact.kind !== 'test') return 0
    const test = this.#testOf(number, fact.test)
    const view = this.#viewOfLine()
    const found = fact.field === null ? { exists: true, values: view.texts() } : view.field(fact.field)
    return answerOf(test(found, view))
  }

  /** Of a fact that hangs on one text alone. */
  answerOfText(number: number, text: string): number {
    const fact = this.#parts.facts.get(number)
    if (fact.kind !== 'test') return 0
    const found = { exists: true, values: [new EventValue(text)] }
    return answerOf(this.#testOf(number, fact.test)(found, NO_EVENT))
  }

  #viewOfLine(): EventView {
    const line = this.#parts.line()
    if (this.#view === undefined || this.#line !== line) this.#view = new EventView(this.#parts.event())
    this.#line = line
    return this.#view
  }

  #testOf(number: number, test: ValueTest): CompiledTest {
    const compiled = this.#tests.get(number) ?? compileTest(test)
    this.#tests.set(number, compiled)
    return compiled
  }
}

/** For tests that look at the texts of their field only. */
const NO_EVENT = new EventView({ logsource: {}, fields: {}, raw: '' })

function answerOf(held: ReturnType<CompiledTest>): number {
  return held === UNDECIDED ? UNDECIDED_FACT : Number(held !== undefined)
}
