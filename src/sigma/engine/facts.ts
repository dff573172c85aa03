import type { ValueTest } from '../rule.ts'
import type { Expression } from './expression.ts'

/**
 * Everything that rules ask of an event, as numbered facts: each is true or false of an event. Rules that ask the same
 * share the fact, so that it is found out once for all of them.
 */
export type Fact = TextFact | PresenceFact | TestFact | AnyFact | CountFact

/** The literal, folded, stands there in a text of the field. Found by the field's index. */
export interface TextFact {
  readonly kind: 'equals' | 'startswith' | 'endswith' | 'contains'
  /** Null for keywords, which are looked for wherever `EventView.texts` says. */
  readonly field: string | null
  readonly literal: string
  /** Whether each dash of the literal stands for all that start an option on Windows. */
  readonly any_dash: boolean
}

/** The field has a text (which may be empty), is there at all, or is null. Found by the field's index. */
export interface PresenceFact {
  readonly kind: 'text' | 'exists' | 'null'
  readonly field: string | null
}

/** What no index can tell: asked of the event when a condition comes to it. */
export interface TestFact {
  readonly kind: 'test'
  readonly field: string | null
  readonly test: ValueTest
}

/** One of these facts. */
export interface AnyFact {
  readonly kind: 'any'
  readonly of: readonly number[]
}

/** At least so many of these hold. */
export interface CountFact {
  readonly kind: 'count'
  readonly count: number
  readonly of: readonly Expression[]
}

/** Facts by number, each but once. Grows with the rules only, never with events. */
export class FactTable {
  readonly #facts: Fact[] = []
  /** By fact. */
  readonly #asking: number[] = []
  readonly #numbers = new Map<string, number>()
  /** Of facts about a literal, which nearly all are: by field, by what is asked, by literal. */
  readonly #literals = new Map<string | null, Map<string, number>[]>()

  get size(): number {
    return this.#facts.length
  }

  /** The number of a fact, which is added if it is new. */
  numberOf(fact: Fact): number {
    return 'literal' in fact
      ? this.#numberIn(this.#literalsLike(fact), fact.literal, fact)
      : this.#numberIn(this.#numbers, keyOf(fact), fact)
  }

  #numberIn(numbers: Map<string, number>, key: string, fact: Fact): number {
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, this.#facts.length)
    this.#asking.push(
      fact.kind === 'any' ? CHEAP : fact.kind === 'test' || fact.kind === 'count' ? DEAR : FOUND,
    )
    return this.#facts.push(fact) - 1
  }

  #literalsLike({ kind, field, any_dash }: TextFact): Map<string, number> {
    let of_field = this.#literals.get(field)
    if (!of_field) {
      of_field = []
      this.#literals.set(field, of_field)
    }
    const place = TEXT_KINDS.indexOf(kind) * 2 + Number(any_dash)
    let literals = of_field[place]
    if (!literals) {
      literals = new Map()
      of_field[place] = literals
    }
    return literals
  }

  /** Whether no index finds the fact: it has to be asked for. */
  isAsked(number: number): boolean {
    return this.#asking[number] !== FOUND
  }

  /** Whether asking it takes long. */
  isDear(number: number): boolean {
    return this.#asking[number] === DEAR
  }

  get(number: number): Fact {
    const fact = this.#facts[number]
    if (!fact) throw new RangeError(`no fact has the number ${number}`)
    return fact
  }
}

/** What it takes to know of a fact: nothing, as an index finds it; a look at other facts; a look at the event. */
const [FOUND, CHEAP, DEAR] = [0, 1, 2]
const TEXT_KINDS = ['equals', 'startswith', 'endswith', 'contains'] as const

function keyOf(fact: Exclude<Fact, TextFact>): string {
  switch (fact.kind) {
    case 'any':
      return `any ${fact.of.join()}`
    case 'count':
      return `count ${JSON.stringify([fact.count, fact.of])}`
    case 'test':
      return `test ${JSON.stringify([fact.field, testKey(fact.test)])}`
    case 'text':
    case 'exists':
    case 'null':
      return `${fact.kind} ${JSON.stringify(fact.field)}`
  }
}

function testKey(test: ValueTest): unknown {
  if (test.kind === 'cidr') return [test.kind, [...test.network.address], test.network.prefix_bits]
  // JSON has one word for all numbers that are not finite.
  if (test.kind === 'compare' || test.kind === 'date') return { ...test, value: String(test.value) }
  return test
}
