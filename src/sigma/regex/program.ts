import type { CharSet } from './char-set.ts'
import { type Assertion, groupsIn, type RegexNode, shortestFit } from './syntax.ts'

/**
 * A regular expression as a program for the two matchers. Each instruction is three numbers: what to do and two
 * operands.
 */
export interface RegexProgram {
  readonly code: Int32Array
  readonly sets: readonly CharSet[]
  /** How many positions are kept: two for each group, group 0 for the whole, then one for each loop that needs it. */
  readonly slot_count: number
}

/** By number, as instructions name them. */
export const ASSERTIONS: readonly Assertion[] = [
  'text_start',
  'text_end',
  'line_start',
  'line_end',
  'word_edge',
  'no_word_edge',
]

export const ACCEPT = 0
/** Takes a character of set `a`. */
export const TAKE = 1
/** The same, to the left. */
export const TAKE_BACK = 2
/** Goes on at `a`, or else at `b`. */
export const SPLIT = 3
export const JUMP = 4
export const ASSERT = 5
/** Keeps the position in slot `a`. */
export const SAVE = 6
/** Forgets slots `a` up to before `b`. */
export const FORGET = 7
/** Fails where nothing was taken since slot `a` was kept. */
export const ADVANCED = 8
/** Runs what follows, up to its ACCEPT, from here without taking anything; goes on at `b`. `a` is 1 if it must not fit. */
export const LOOK = 9
/** The same, but takes what it takes, and tries no other way. */
export const ATOMIC = 10
/** Takes what group `a` took; `b` is 1 if case does not matter. */
export const REFER = 11
export const REFER_BACK = 12

export const INSTRUCTION_LENGTH = 3

/**
 * Undefined if it would have more than `size_max` instructions: repeats multiply.
 *
 * @param captures Whether groups and loops keep positions, which only the matcher that backtracks needs.
 */
export function compileProgram(
  node: RegexNode,
  captures: boolean,
  size_max: number,
): RegexProgram | undefined {
  const compiler = new Compiler(node, captures, size_max)
  try {
    return compiler.compile(node)
  } catch (error) {
    if (error instanceof TooLarge) return undefined
    throw error
  }
}

class TooLarge extends Error {}

class Compiler {
  readonly #code: number[] = []
  readonly #sets: CharSet[] = []
  readonly #captures: boolean
  readonly #length_max: number
  #slots: number

  constructor(node: RegexNode, captures: boolean, size_max: number) {
    this.#captures = captures
    this.#length_max = size_max * INSTRUCTION_LENGTH
    this.#slots = captures ? 2 * (Math.max(0, ...groupsIn(node)) + 1) : 0
  }

  compile(node: RegexNode): RegexProgram {
    this.#node(node, false)
    this.#emit(ACCEPT)
    return { code: Int32Array.from(this.#code), sets: this.#sets, slot_count: this.#slots }
  }

  /** @param back Whether it is matched to the left, as what lies behind is. */
  #node(node: RegexNode, back: boolean): void {
    switch (node.kind) {
      case 'empty':
        return
      case 'chars':
        this.#emit(back ? TAKE_BACK : TAKE, this.#sets.push(node.set) - 1)
        return
      case 'assert':
        this.#emit(ASSERT, ASSERTIONS.indexOf(node.what))
        return
      case 'sequence':
        for (const of of back ? node.of.toReversed() : node.of) this.#node(of, back)
        return
      case 'choice':
        this.#choice(node.of, back)
        return
      case 'repeat':
        this.#repeat(node, back)
        return
      case 'group':
        this.#group(node.of, node.number, back)
        return
      case 'look':
        this.#apart(LOOK, node.negated, node.of, node.direction === 'behind')
        return
      case 'atomic':
        this.#apart(ATOMIC, false, node.of, back)
        return
      case 'back_reference':
        this.#emit(back ? REFER_BACK : REFER, node.number, node.any_case ? 1 : 0)
    }
  }

  #choice(of: readonly RegexNode[], back: boolean): void {
    const ends: number[] = []
    for (const [at, branch] of of.entries()) {
      if (at === of.length - 1) {
        this.#node(branch, back)
        break
      }
      const split = this.#emit(SPLIT, this.#here() + INSTRUCTION_LENGTH)
      this.#node(branch, back)
      ends.push(this.#emit(JUMP))
      this.#code[split + 2] = this.#here()
    }
    for (const end of ends) this.#code[end + 1] = this.#here()
  }

  #repeat(node: RegexNode & { kind: 'repeat' }, back: boolean): void {
    const { of, min, max } = node
    const groups = this.#captures ? groupsIn(of) : []
    const may_be_empty = this.#captures && shortestFit(of) === 0
    const round = (must_advance: boolean) => {
      // Each round begins without what the one before it captured.
      if (groups.length > 0) this.#emit(FORGET, 2 * Math.min(...groups), 2 * Math.max(...groups) + 2)
      const slot = must_advance ? this.#slots++ : 0
      if (must_advance) this.#emit(SAVE, slot)
      this.#node(of, back)
      if (must_advance) this.#emit(ADVANCED, slot)
    }
    if (max === Number.POSITIVE_INFINITY && min > 0 && !may_be_empty) {
      for (let done = 1; done < min; done++) round(false)
      const start = this.#here()
      round(false)
      const split = this.#emit(SPLIT)
      this.#branch(split, node.greedy, start, this.#here())
      return
    }
    for (let done = 0; done < min; done++) round(false)
    if (max === Number.POSITIVE_INFINITY) {
      const split = this.#emit(SPLIT)
      round(may_be_empty)
      this.#emit(JUMP, split)
      this.#branch(split, node.greedy, split + INSTRUCTION_LENGTH, this.#here())
      return
    }
    const splits: number[] = []
    for (let done = min; done < max; done++) {
      splits.push(this.#emit(SPLIT))
      round(may_be_empty)
    }
    for (const split of splits) this.#branch(split, node.greedy, split + INSTRUCTION_LENGTH, this.#here())
  }

  #branch(split: number, greedy: boolean, again: number, out: number): void {
    this.#code[split + 1] = greedy ? again : out
    this.#code[split + 2] = greedy ? out : again
  }

  #group(of: RegexNode, number: number, back: boolean): void {
    if (this.#captures) this.#emit(SAVE, 2 * number + (back ? 1 : 0))
    this.#node(of, back)
    if (this.#captures) this.#emit(SAVE, 2 * number + (back ? 0 : 1))
  }

  #apart(instruction: number, negated: boolean, of: RegexNode, back: boolean): void {
    const at = this.#emit(instruction, negated ? 1 : 0)
    this.#node(of, back)
    this.#emit(ACCEPT)
    this.#code[at + 2] = this.#here()
  }

  #here(): number {
    return this.#code.length
  }

  /** The place of the new instruction. */
  #emit(instruction: number, a = 0, b = 0): number {
    if (this.#code.length >= this.#length_max) throw new TooLarge()
    return this.#code.push(instruction, a, b) - INSTRUCTION_LENGTH
  }
}
