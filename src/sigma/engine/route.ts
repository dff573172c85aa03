import type { SigmaEvent } from '../event.ts'
import type { EventView } from '../event-view.ts'
import type { EventScan } from './event-scan.ts'
import type { FactBoard } from './fact-board.ts'
import { FactFrequencies } from './fact-frequencies.ts'
import type { FactTable } from './facts.ts'
import { compileProgram, type Frequency, type Program } from './program.ts'
import type { Questions } from './questions.ts'
import type { PreparedRule } from './rule-group.ts'
import { LEARNING, LEARNING_MAX, remembered, type Ties, tieRules } from './ties.ts'

export interface RouteParts {
  readonly rules: readonly PreparedRule[]
  readonly scan: EventScan
  readonly facts: FactTable
  readonly board: FactBoard
  readonly questions: Questions
  /** Whether the rule of this number is not to be tried any more. */
  readonly isQuarantined: (number: number) => boolean
  /** Decides a rule whose program came to a fact that can not be decided, and quarantines it if it can not be either. */
  readonly decide: (number: number, view: EventView) => boolean
}

/**
 * The rules for events of one logsource, with what finds those of them that an event may match. Which facts are rare
 * is learnt from the first events, and the rules are tied to the rarest: at first by a guess, then after each number
 * of events in LEARNING.
 */
export class Route {
  readonly #parts: RouteParts
  readonly #frequencies: FactFrequencies
  #events = 0
  #ties: Ties
  /** By rule, made when it is first tried: nearly all never are. */
  #programs: Program[] = []
  /** Undefined until something has been learnt. */
  #frequency: Frequency | undefined
  /** By rule of this route: the generation in which it was tried last. */
  readonly #tried: Int32Array

  constructor(parts: RouteParts) {
    this.#parts = parts
    this.#frequencies = new FactFrequencies(parts.facts)
    this.#tried = new Int32Array(parts.rules.length)
    this.#ties = tieRules(parts.rules, parts.facts, this.#frequencies)
  }

  /** The numbers of the rules that match, in order. */
  match(event: SigmaEvent, view: EventView): number[] {
    const { rules, scan, board } = this.#parts
    board.next()
    scan.scan(event, view, board)
    const matched: number[] = []
    const { always, witness_starts, witnessed } = this.#ties
    for (const rule of always) this.#try(rule, view, matched)
    const hit_count = board.hit_count
    for (let at = 0; at < hit_count; at++) {
      const fact = board.hits[at] ?? 0
      const end = witness_starts[fact + 1] ?? 0
      for (let place = witness_starts[fact] ?? 0; place < end; place++)
        this.#try(witnessed[place] ?? 0, view, matched)
    }
    if (this.#events < LEARNING_MAX) this.#learn()
    if (matched.length > 1) matched.sort((a, b) => a - b)
    return matched.map(rule => rules[rule]?.number ?? 0)
  }

  #try(rule: number, view: EventView, matched: number[]): void {
    const { rules, board, questions, isQuarantined, decide } = this.#parts
    if (this.#tried[rule] === board.generation) return
    this.#tried[rule] = board.generation
    const prepared = rules[rule]
    if (!prepared || isQuarantined(prepared.number)) return
    const program =
      this.#programs[rule] ?? compileProgram(prepared.expression, this.#parts.facts, this.#frequency)
    this.#programs[rule] = program
    if (questions.run(program, view) ?? decide(prepared.number, view)) matched.push(rule)
  }

  #learn(): void {
    this.#frequencies.count(this.#parts.board)
    this.#events++
    if (LEARNING.includes(this.#events)) this.#tie()
  }

  #tie(): void {
    const { rules, facts } = this.#parts
    this.#ties = tieRules(rules, facts, this.#frequencies, this.#ties)
    this.#frequency = remembered(this.#frequencies, facts)
    this.#programs = []
  }
}
