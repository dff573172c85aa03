import { FactFrequencies } from '../engine/fact-frequencies.ts'
import type { FactTable } from '../engine/facts.ts'
import { compileProgram, type Program, REJECT } from '../engine/program.ts'
import type { PreparedRule } from '../engine/rule-group.ts'
import { remembered, type Ties, tieRules } from '../engine/ties.ts'
import {
  ALWAYS,
  ALWAYS_COUNT,
  COUNTS,
  EVENTS,
  KEYWORDS,
  PROGRAMS,
  ROUTE_BYTES,
  ROUTE_NUMBER,
  TEMPLATES,
  TRIED,
  WITNESS_STARTS,
  WITNESSED,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'

/** After so many lines rules are tied anew, by what was learnt of them. */
const LEARNING: readonly number[] = [500, 5000]
const LEARNING_MAX = Math.max(...LEARNING)

export interface KernelRouteParts {
  readonly memory: KernelMemory
  readonly number: number
  readonly facts: FactTable
  readonly rules: readonly PreparedRule[]
  /** By field, null for keywords: the address of its scanner. */
  readonly scanners: ReadonlyMap<string | null, number>
  /** The numbers of rules that are not tried any more; more may come. */
  readonly quarantined: ReadonlySet<number>
}

/** The rules for lines of one logsource in the kernel's memory: like `Route` of the engine, learning included. */
export class KernelRoute {
  readonly address: number
  readonly #parts: KernelRouteParts
  readonly #frequencies: FactFrequencies
  readonly #fact_count: number
  /** By rule of the route, as the table in the kernel's memory: where its program stands. */
  readonly #programs: number
  #ties: Ties | undefined
  /** Blocks that the next tying replaces. */
  #blocks: { address: number; bytes: number }[] = []

  constructor(parts: KernelRouteParts) {
    const { memory, number, facts, rules, scanners } = parts
    this.#parts = parts
    this.#frequencies = new FactFrequencies(facts)
    this.#fact_count = facts.size
    this.address = memory.allocate(ROUTE_BYTES)
    memory.set(this.address, ROUTE_NUMBER, number)
    memory.set(this.address, KEYWORDS, scanners.get(null) ?? 0)
    memory.set(this.address, TRIED, memory.allocate(rules.length * 4))
    memory.set(this.address, TEMPLATES, memory.allocate(rules.length * 4))
    memory.set(this.address, COUNTS, memory.allocate(facts.size * 4))
    this.#programs = memory.allocate(rules.length * 4)
    memory.set(this.address, PROGRAMS, this.#programs)
    const written = rules.map(({ expression }) => compileProgram(expression, facts))
    let end = memory.allocate(written.reduce((sum, { byteLength }) => sum + byteLength, 0))
    for (const [rule, program] of written.entries()) {
      memory.set(this.#programs, rule * 4, end)
      this.#writeProgram(rule, program)
      end += program.byteLength
    }
    this.#tie()
  }

  get scanners(): ReadonlyMap<string | null, number> {
    return this.#parts.scanners
  }

  /** The number of a rule among all, by its place in the route. */
  ruleNumber(place: number): number {
    return this.#parts.rules[place]?.number ?? 0
  }

  /** The rule's matches are written by this template from now on. */
  setTemplate(place: number, template: number): void {
    const { memory } = this.#parts
    memory.set(memory.get(this.address, TEMPLATES), place * 4, template)
  }

  /** Takes a rule out that is among the quarantined from now on. */
  quarantine(number: number): void {
    const { memory, rules } = this.#parts
    const place = rules.findIndex(rule => rule.number === number)
    if (place === -1) return
    memory.set(memory.get(this.#programs, place * 4), 0, REJECT)
  }

  /** Ties the rules anew if so many events have been counted. */
  learn(): void {
    const { memory } = this.#parts
    const events = memory.get(this.address, EVENTS)
    if (!LEARNING.includes(events)) return
    const counts = memory.get(this.address, COUNTS)
    const size = this.#fact_count
    this.#frequencies.set(Uint32Array.from(memory.words.subarray(counts / 4, counts / 4 + size)), events)
    this.#tie()
    this.#reorder()
    if (events < LEARNING_MAX) return
    this.#ties = undefined
    memory.set(this.address, COUNTS, 0)
    memory.free(counts, size * 4)
  }

  #tie(): void {
    const { memory, rules, facts } = this.#parts
    for (const { address, bytes } of this.#blocks) memory.free(address, bytes)
    this.#blocks = []
    const ties = tieRules(rules, facts, this.#frequencies, this.#ties)
    this.#ties = ties
    memory.set(this.address, WITNESS_STARTS, this.#store(ties.witness_starts))
    memory.set(this.address, WITNESSED, this.#store(ties.witnessed))
    memory.set(this.address, ALWAYS, this.#store(Int32Array.from(ties.always)))
    memory.set(this.address, ALWAYS_COUNT, ties.always.length)
  }

  /** Puts first what most likely settles the matter, in the programs of rules that have been tried: few are. */
  #reorder(): void {
    const { memory, rules, facts } = this.#parts
    const tried = memory.get(this.address, TRIED)
    const frequency = remembered(this.#frequencies, facts)
    for (const [rule, { expression }] of rules.entries())
      if (memory.get(tried, rule * 4) !== 0)
        this.#writeProgram(rule, compileProgram(expression, facts, frequency))
  }

  /** A program is as long as the one that it replaces, whatever the order of its parts. */
  #writeProgram(rule: number, program: Program): void {
    const { memory, quarantined } = this.#parts
    const place = memory.get(this.#programs, rule * 4)
    memory.words.set(program, place / 4)
    if (quarantined.has(this.ruleNumber(rule))) memory.set(place, 0, REJECT)
  }

  #store(words: Int32Array): number {
    const address = this.#parts.memory.store(words)
    this.#blocks.push({ address, bytes: words.byteLength })
    return address
  }
}
