import type { EventView } from '../event-view.ts'
import { type CompiledTest, compileTest, UNDECIDED } from '../value-test.ts'
import { evaluate } from './expression.ts'
import { enlarged, type FactBoard } from './fact-board.ts'
import type { FactTable } from './facts.ts'
import { ACCEPT, type Program } from './program.ts'

/**
 * Settles what the indexes leave open: facts that an event is asked for, each once, and programs over all facts. What
 * hangs on a fact that can not be decided is undefined: then the rule is left to the code that explains matches, which
 * knows whether the rest of the rule decides it.
 */
export class Questions {
  readonly #facts: FactTable
  readonly #board: FactBoard
  /** By fact: the last generation in which it was asked. */
  #asked = new Int32Array(0)
  /** Facts that could not be decided, as `asked` tells of when: there is hardly ever one. */
  readonly #undecided = new Set<number>()
  /** By fact, made when it is first asked. */
  readonly #tests = new Map<number, CompiledTest>()

  constructor(facts: FactTable, board: FactBoard) {
    this.#facts = facts
    this.#board = board
  }

  run(program: Program, view: EventView): boolean | undefined {
    const { stamps, generation } = this.#board
    let at = program[0] ?? 0
    while (at >= 0) {
      const fact = program[at] ?? 0
      const holds = fact >= 0 ? stamps[fact] === generation : this.#ask(~fact, view)
      if (holds === undefined) return undefined
      at = program[holds ? at + 1 : at + 2] ?? 0
    }
    return at === ACCEPT
  }

  #holds(number: number, view: EventView): boolean | undefined {
    return (
      this.#board.stamps[number] === this.#board.generation ||
      (this.#facts.isAsked(number) && this.#ask(number, view))
    )
  }

  #ask(number: number, view: EventView): boolean | undefined {
    const { stamps, generation } = this.#board
    if (this.#asked.length < stamps.length) this.#asked = enlarged(this.#asked, stamps.length)
    if (this.#asked[number] !== generation) {
      this.#asked[number] = generation
      if (this.#undecided.size > 0) this.#undecided.delete(number)
      const held = this.#answer(number, view)
      if (held) stamps[number] = generation
      else if (held === undefined) this.#undecided.add(number)
    }
    if (this.#undecided.size > 0 && this.#undecided.has(number)) return undefined
    return stamps[number] === generation
  }

  #answer(number: number, view: EventView): boolean | undefined {
    const fact = this.#facts.get(number)
    switch (fact.kind) {
      case 'any':
        for (const of of fact.of) {
          const held = this.#holds(of, view)
          if (held !== false) return held
        }
        return false
      case 'count': {
        let held = 0
        for (const of of fact.of) {
          const holds = evaluate(of, part => this.#holds(part, view))
          if (holds === undefined) return undefined
          if (holds) held++
        }
        return held >= fact.count
      }
      case 'test': {
        const test = this.#tests.get(number) ?? compileTest(fact.test)
        this.#tests.set(number, test)
        const found = fact.field === null ? { exists: true, values: view.texts() } : view.field(fact.field)
        const held = test(found, view)
        return held === UNDECIDED ? undefined : held !== undefined
      }
      default:
        return false
    }
  }
}
