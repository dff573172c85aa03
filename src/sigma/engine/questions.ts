import type { EventView } from '../event-view.ts'
import { type CompiledTest, compileTest } from '../value-test.ts'
import { evaluate } from './expression.ts'
import { enlarged, type FactBoard } from './fact-board.ts'
import type { FactTable } from './facts.ts'
import { ACCEPT, type Program } from './program.ts'

/** Settles what the indexes leave open: facts that an event is asked for, each once, and programs over all facts. */
export class Questions {
  readonly #facts: FactTable
  readonly #board: FactBoard
  /** By fact: the last generation in which it was asked. */
  #asked = new Int32Array(0)
  /** By fact, made when it is first asked. */
  readonly #tests = new Map<number, CompiledTest>()

  constructor(facts: FactTable, board: FactBoard) {
    this.#facts = facts
    this.#board = board
  }

  isAsked(number: number): boolean {
    const { kind } = this.#facts.get(number)
    return kind === 'any' || this.isDear(number)
  }

  isDear(number: number): boolean {
    const { kind } = this.#facts.get(number)
    return kind === 'test' || kind === 'count'
  }

  run(program: Program, view: EventView): boolean {
    const { stamps, generation } = this.#board
    let at = program[0] ?? 0
    while (at >= 0) {
      const fact = program[at] ?? 0
      const holds = fact >= 0 ? stamps[fact] === generation : this.#ask(~fact, view)
      at = program[holds ? at + 1 : at + 2] ?? 0
    }
    return at === ACCEPT
  }

  #holds(number: number, view: EventView): boolean {
    return (
      this.#board.stamps[number] === this.#board.generation ||
      (this.isAsked(number) && this.#ask(number, view))
    )
  }

  #ask(number: number, view: EventView): boolean {
    const { stamps, generation } = this.#board
    if (this.#asked.length < stamps.length) this.#asked = enlarged(this.#asked, stamps.length)
    if (this.#asked[number] !== generation) {
      this.#asked[number] = generation
      if (this.#answer(number, view)) stamps[number] = generation
    }
    return stamps[number] === generation
  }

  #answer(number: number, view: EventView): boolean {
    const fact = this.#facts.get(number)
    switch (fact.kind) {
      case 'any':
        return fact.of.some(of => this.#holds(of, view))
      case 'count': {
        let held = 0
        for (const of of fact.of) if (evaluate(of, part => this.#holds(part, view))) held++
        return held >= fact.count
      }
      case 'test': {
        const test = this.#tests.get(number) ?? compileTest(fact.test)
        this.#tests.set(number, test)
        const found = fact.field === null ? { exists: true, values: view.texts() } : view.field(fact.field)
        return test(found, view) !== undefined
      }
      default:
        return false
    }
  }
}
