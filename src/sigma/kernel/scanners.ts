import type { FactTable, TextFact } from '../engine/facts.ts'
import type { Literal } from '../engine/literal-trie.ts'
import { spellingsOf } from '../engine/test-expression.ts'
import { Automaton } from './automaton.ts'
import {
  ANYWHERE,
  ENDS,
  EXISTS_FACT,
  FIELD,
  NO_FACT,
  NULL_FACT,
  PACKED,
  READY,
  SCANNER_BYTES,
  SCANNER_COUNT,
  SCANNER_NUMBER,
  SCANNER_SET_BYTES,
  SET_NUMBER,
  SET_SCANNERS,
  STARTS,
  TEXT_FACT,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'
import { packLiterals, type Windows } from './packed-literals.ts'
import type { RowTable } from './row-table.ts'
import { scannedLiteral } from './scanned-text.ts'

export interface ScannersParts {
  readonly memory: KernelMemory
  readonly rows: RowTable
  readonly facts: FactTable
  readonly windows: Windows
}

/** The scanners of fields: each finds the facts about one field that some groups of rules ask for. */
export class Scanners {
  readonly #memory: KernelMemory
  readonly #rows: RowTable
  readonly #facts: FactTable
  readonly #windows: Windows
  readonly #addresses: number[] = []
  readonly #numbers: ReadonlySet<number>[] = []
  readonly #automata: Automaton[] = []
  /** By the addresses of their scanners. */
  readonly #sets = new Map<string, number>()

  constructor({ memory, rows, facts, windows }: ScannersParts) {
    this.#memory = memory
    this.#rows = rows
    this.#facts = facts
    this.#windows = windows
  }

  /** What they take outside of the kernel's memory. */
  get bytes(): number {
    return this.#automata.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** A scanner for facts about one field, whose automata are made when a text first comes: its address. */
  add(numbers: ReadonlySet<number>, field: number): number {
    const memory = this.#memory
    const address = memory.allocate(SCANNER_BYTES)
    memory.set(address, SCANNER_NUMBER, this.#addresses.push(address) - 1)
    memory.set(address, FIELD, field)
    this.#numbers.push(numbers)
    for (const offset of [TEXT_FACT, EXISTS_FACT, NULL_FACT]) memory.set(address, offset, NO_FACT)
    for (const number of numbers) {
      const { kind } = this.#facts.get(number)
      if (kind === 'text') memory.set(address, TEXT_FACT, number)
      else if (kind === 'exists') memory.set(address, EXISTS_FACT, number)
      else if (kind === 'null') memory.set(address, NULL_FACT, number)
    }
    return address
  }

  /** These scanners as a set: its address. There are as many as groups of rules ask for the same values. */
  setOf(scanners: readonly number[]): number {
    const key = scanners.join()
    const known = this.#sets.get(key)
    if (known !== undefined) return known
    const memory = this.#memory
    const address = memory.allocate(SCANNER_SET_BYTES + scanners.length * 4)
    memory.set(address, SET_NUMBER, this.#sets.size)
    memory.set(address, SCANNER_COUNT, scanners.length)
    for (const [at, scanner] of scanners.entries()) memory.set(address, SET_SCANNERS + at * 4, scanner)
    this.#sets.set(key, address)
    return address
  }

  /** Makes what a scanner searches with. */
  prepare(number: number): void {
    const memory = this.#memory
    const address = this.#addresses[number] ?? 0
    memory.set(address, READY, 1)
    const { startswith, equals, endswith, contains } = this.#literalsOf(number)
    memory.set(address, STARTS, this.#automaton(startswith, equals, false))
    const reversed = endswith.map(({ text, fact }) => ({ text: reverse(text), fact }))
    memory.set(address, ENDS, this.#automaton(reversed, [], false))
    if (contains.length === 0) return
    const packed = packLiterals(memory, this.#windows, contains)
    memory.set(address, PACKED, packed)
    if (packed === 0) memory.set(address, ANYWHERE, this.#automaton(contains, [], true))
  }

  /** Makes the automaton for texts that packed literals can not be searched in. */
  prepareAnywhere(number: number): void {
    const { contains } = this.#literalsOf(number)
    this.#memory.set(this.#addresses[number] ?? 0, ANYWHERE, this.#automaton(contains, [], true))
  }

  #literalsOf(number: number): Readonly<Record<TextFact['kind'], Literal[]>> {
    const lists: Record<TextFact['kind'], Literal[]> = {
      startswith: [],
      equals: [],
      endswith: [],
      contains: [],
    }
    for (const fact_number of this.#numbers[number] ?? []) {
      const fact = this.#facts.get(fact_number)
      if ('literal' in fact)
        for (const text of spellingsOf(fact))
          lists[fact.kind].push({ text: scannedLiteral(text), fact: fact_number })
    }
    return lists
  }

  #automaton(literals: readonly Literal[], wholes: readonly Literal[], anywhere: boolean): number {
    if (literals.length + wholes.length === 0) return 0
    const automaton = new Automaton({ memory: this.#memory, rows: this.#rows, literals, wholes, anywhere })
    this.#automata.push(automaton)
    return automaton.address
  }
}

/** Of characters that are bytes. */
function reverse(text: string): string {
  let reversed = ''
  for (let at = text.length - 1; at >= 0; at--) reversed += text.charAt(at)
  return reversed
}
