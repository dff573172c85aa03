import type { FactTable } from '../engine/facts.ts'
import {
  ASK,
  ASKED,
  FACT_ANY,
  FACT_FIELDS,
  HITS,
  RECORD_HITS,
  RECORD_STAMPS,
  STAMP_BYTES,
  STAMPS,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'

/** Where each of the tables stands, and the bytes by fact. */
const BY_FACT = [
  [STAMPS, STAMP_BYTES],
  [HITS, 4],
  [RECORD_STAMPS, STAMP_BYTES],
  [RECORD_HITS, 4],
  [ASKED, 4],
  [FACT_ANY, 4],
  [FACT_FIELDS, 4],
] as const

/** What the kernel keeps by fact; grows with the facts, which grow when routes are opened. */
export class FactTables {
  readonly #memory: KernelMemory
  readonly #facts: FactTable
  /** By fact that is one of several: where the list of those stands. */
  readonly #lists = new Map<number, number>()
  readonly #field_numbers: ReadonlyMap<string, number>
  #capacity = 0
  #known = 0

  /** @param field_numbers By name. */
  constructor(memory: KernelMemory, facts: FactTable, field_numbers: ReadonlyMap<string, number>) {
    this.#field_numbers = field_numbers
    this.#memory = memory
    this.#facts = facts
  }

  /** Makes room for all facts that there are. Nothing may be stamped. */
  grow(): void {
    const size = this.#facts.size
    const memory = this.#memory
    if (size > this.#capacity) {
      const capacity = 2 ** Math.ceil(Math.log2(size + 1))
      for (const [offset, bytes] of BY_FACT) {
        memory.free(memory.config(offset), this.#capacity * bytes)
        memory.configure(offset, memory.allocate(capacity * bytes))
      }
      this.#capacity = capacity
      this.#known = 0
    }
    for (; this.#known < size; this.#known++) {
      memory.set(memory.config(FACT_ANY), this.#known * 4, this.#askedBy(this.#known))
      memory.set(memory.config(FACT_FIELDS), this.#known * 4, this.#fieldOf(this.#known))
    }
  }

  #fieldOf(number: number): number {
    const fact = this.#facts.get(number)
    if (fact.kind !== 'test' || fact.field === null || fact.test.kind === 'fieldref') return 0
    return (this.#field_numbers.get(fact.field) ?? -1) + 1
  }

  #askedBy(number: number): number {
    const fact = this.#facts.get(number)
    if (fact.kind === 'test' || fact.kind === 'count') return ASK
    if (fact.kind !== 'any') return 0
    const list = this.#lists.get(number) ?? this.#memory.store(Int32Array.of(fact.of.length, ...fact.of))
    this.#lists.set(number, list)
    return list
  }
}
