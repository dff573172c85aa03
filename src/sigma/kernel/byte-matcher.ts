import { Evaluators } from '../engine/evaluators.ts'
import { evaluate } from '../engine/expression.ts'
import { FactTable } from '../engine/facts.ts'
import { Router } from '../engine/router.ts'
import { groupRules, type RuleGroup } from '../engine/rule-group.ts'
import type { SigmaEvent } from '../event.ts'
import { EventValue, EventView } from '../event-view.ts'
import { fold } from '../fold.ts'
import type { Match, MatcherOptions } from '../matcher.ts'
import type { DetectionRule, Search, ValueTest } from '../rule.ts'
import { type CompiledTest, compileTest, UNDECIDED } from '../value-test.ts'
import { DecisionTable } from './decision-table.ts'
import { readingOf } from './decisions.ts'
import { FactTables } from './fact-tables.ts'
import { KernelRoute } from './kernel-route.ts'
import { KeyTree } from './keys.ts'
import {
  CACHE_ARENA,
  CACHE_ARENA_END,
  CACHE_MASK,
  CACHE_SLOTS,
  CONTROLS,
  FIELD_BYTES,
  FIELDS,
  KIND_MASK,
  LIST,
  MAP,
  NOT_MINE,
  NUMBER,
  RECORD_HITS,
  RESULTS,
  SCRATCH,
  SIGNATURE,
  SIGNATURE_MAX,
  STRING,
  TOKEN_BYTES,
  TOKENS,
  TOKENS_MAX,
  UNDECIDED_FACT,
  UNKNOWN_KEYS,
  UNKNOWN_SLOTS,
} from './layout.ts'
import { markerOf, type ProbedEvent } from './probe.ts'
import type { RecordReader } from './record-reader.ts'
import { RowTable } from './row-table.ts'
import { decodeText, writeScanned } from './scanned-text.ts'
import { Scanners } from './scanners.ts'
import { ValueClasses } from './value-classes.ts'
import { startKernel, type WasmKernel } from './wasm-kernel.ts'

/** What the kernel's tables may take, whatever the lines are. */
export interface KernelLimits {
  readonly routes: number
  /** Rows of automata, all together. */
  readonly row_bytes: number
  /** Values whose facts are remembered, all together. */
  readonly memory_bytes: number
  /** Longer lines are left to others. */
  readonly line_bytes: number
  /** Larger batches are left to others. */
  readonly batch_bytes: number
  /** See `FactBoard`; after these all tables are made anew. */
  readonly generations: number
}

export const KERNEL_LIMITS: KernelLimits = {
  routes: 64,
  row_bytes: 24 * 1024 * 1024,
  memory_bytes: 16 * 1024 * 1024,
  line_bytes: 1024 * 1024,
  batch_bytes: 16 * 1024 * 1024,
  generations: 2 ** 32 - 2 ** 28,
}

/** Slots for remembered values, of which half may be used. */
const CACHE_SLOT_COUNT = 128 * 1024

export interface ByteMatcherParts<Event extends SigmaEvent = SigmaEvent> {
  /** The compiled kernel. */
  readonly kernel: Uint8Array
  readonly rules: readonly DetectionRule[]
  readonly reader: RecordReader<Event>
  readonly options?: MatcherOptions
  readonly limits?: KernelLimits
}

/** What `match` says of a line that it does not understand. */
export const LEFT_TO_OTHERS = NOT_MINE

/**
 * Matches lines of JSON from their bytes, without making objects of them: what it says of a line is what the other
 * matchers say of the event that its reader makes of the line. A line that it does not understand it leaves to them.
 */
export interface ByteMatcher {
  /** Takes over bytes whose lines are matched next; false, and they are left to others, if they are too many. */
  load(bytes: Uint8Array): boolean
  /** How many rules match the line at these places of the bytes; LEFT_TO_OTHERS if others have to say. */
  match(start: number, end: number): number
  /** Whether anything is known of the logsource of the line that was matched last. */
  hasLogsource(): boolean
  /** The matches of the line that was matched last, in the order of rules; `event` is what its reader makes of it. */
  matchesOf(count: number, event: SigmaEvent): Match[]
  /** Rules that are not to be tried any more. */
  quarantine(rules: Iterable<DetectionRule>): void
  /** What its tables take now. */
  tableBytes(): number
}

/** @throws TypeError if `kernel` is not the kernel that this was written for, or WebAssembly.CompileError */
export function createByteMatcher<Event extends SigmaEvent>(parts: ByteMatcherParts<Event>): ByteMatcher {
  const quarantined = new Set<DetectionRule>()
  let kernel = new Kernel(parts)
  return {
    load(bytes) {
      if (kernel.is_spent) {
        kernel = new Kernel(parts)
        kernel.quarantine(quarantined)
      }
      return kernel.load(bytes)
    },
    match: (start, end) => kernel.match(start, end),
    hasLogsource: () => kernel.hasLogsource(),
    matchesOf: (count, event) => kernel.matchesOf(count, event),
    quarantine(rules) {
      const more = [...rules].filter(rule => !quarantined.has(rule))
      for (const rule of more) quarantined.add(rule)
      kernel.quarantine(more)
    },
    tableBytes: () => kernel.tableBytes(),
  }
}

class Kernel<Event extends SigmaEvent> {
  readonly #kernel: WasmKernel
  readonly #limits: KernelLimits
  readonly #reader: RecordReader<Event>
  readonly #rules: readonly DetectionRule[]
  readonly #quarantined = new Set<number>()
  readonly #facts = new FactTable()
  readonly #groups: readonly RuleGroup[]
  readonly #router: Router
  readonly #rows: RowTable
  readonly #scanners: Scanners
  readonly #fact_tables: FactTables
  readonly #tree = new KeyTree()
  readonly #names = new Map<string, readonly number[] | undefined>()
  readonly #routes: KernelRoute[] = []
  readonly #routes_by_key = new Map<string, KernelRoute>()
  /** By field and groups of rules: routes share them. */
  readonly #scanner_addresses = new Map<string, number>()
  readonly #field_numbers = new Map<string, number>()
  readonly #classes: ValueClasses
  readonly #decisions: DecisionTable
  readonly #evaluators: Evaluators
  readonly #tests = new Map<number, CompiledTest>()
  /** Where the bytes of the lines stand. */
  #input = 0
  #input_bytes = 0
  #start = 0
  #end = 0
  #scratch_bytes = 0
  /** The event of the line that is matched, made when it is first asked for. */
  #view: EventView | undefined

  constructor({ kernel, rules, reader, options = {}, limits = KERNEL_LIMITS }: ByteMatcherParts<Event>) {
    this.#limits = limits
    this.#rules = rules
    this.#reader = reader
    this.#kernel = startKernel(kernel, {
      decide: (length, hash) => this.#decide(length, hash >>> 0),
      classify: (node, start, length, kind) => this.#classOf(node, start >>> 0, length, kind),
      prepare: scanner => this.#scanners.prepare(scanner),
      row: (automaton, node, entry) => this.#rows.get(automaton).rowOf(node, entry),
      text: (start, length, kind) => this.#writeText(start >>> 0, length, kind),
      askText: (fact, start, length, kind) => this.#askText(fact, start >>> 0, length, kind),
      ask: fact => this.#ask(fact),
      learnt: route => this.#routes[route]?.learn(),
    })
    const { memory } = this.#kernel
    this.#evaluators = new Evaluators(rules)
    this.#groups = groupRules(rules, this.#facts)
    this.#router = new Router(this.#groups, options)
    this.#rows = new RowTable(memory, limits.row_bytes)
    this.#scanners = new Scanners(memory, this.#rows, this.#facts)
    this.#fact_tables = new FactTables(memory, this.#facts, this.#field_numbers)
    memory.configure(TOKENS, memory.allocate(TOKENS_MAX * TOKEN_BYTES))
    memory.configure(CONTROLS, memory.allocate(TOKENS_MAX * 4))
    memory.configure(SIGNATURE, memory.allocate(SIGNATURE_MAX))
    memory.configure(UNKNOWN_KEYS, memory.allocate(UNKNOWN_SLOTS * 4))
    memory.configure(RESULTS, memory.allocate(Math.max(rules.length, 1) * 4))
    memory.configure(CACHE_SLOTS, memory.allocate(CACHE_SLOT_COUNT * 4))
    memory.configure(CACHE_MASK, CACHE_SLOT_COUNT - 1)
    const arena = memory.allocate(limits.memory_bytes)
    memory.configure(CACHE_ARENA, arena)
    memory.configure(CACHE_ARENA_END, arena + limits.memory_bytes)
    for (const { path, by_value } of reader.controls) this.#tree.addControl(path, by_value)
    this.#classes = new ValueClasses(reader.controls, this.#tree)
    this.#decisions = new DecisionTable(memory, this.#tree, this.#classes)
    for (const path of reader.refused) this.#tree.refuse(path)
    for (const name of fieldNames(rules)) this.#addName(name)
    memory.configure(FIELDS, memory.allocate((this.#field_numbers.size + 1) * FIELD_BYTES))
    this.#tree.write(memory, this.#kernel.keyHash)
    this.#growScratch(limits.line_bytes + 64)
  }

  /** Whether it has to be made anew, because its numbers for what is at hand are used up. */
  get is_spent(): boolean {
    return this.#kernel.lastGeneration() > this.#limits.generations
  }

  /** Takes over bytes whose lines are matched next. */
  load(bytes: Uint8Array): boolean {
    const { memory } = this.#kernel
    if (bytes.length > this.#limits.batch_bytes) return false
    if (bytes.length > this.#input_bytes) {
      memory.free(this.#input, this.#input_bytes)
      this.#input_bytes = 2 ** Math.ceil(Math.log2(bytes.length))
      this.#input = memory.allocate(this.#input_bytes)
    }
    memory.bytes.set(bytes, this.#input)
    return true
  }

  /** How many rules match the line at these places of the bytes; -1 if the line has to be left to others. */
  match(start: number, end: number): number {
    if (end - start > this.#limits.line_bytes) return NOT_MINE
    this.#start = this.#input + start
    this.#end = this.#input + end
    this.#view = undefined
    return this.#kernel.line(this.#start, this.#end)
  }

  /** The matches of the line that was matched last, in the order of rules, with the event that its reader makes of it. */
  matchesOf(count: number, event: SigmaEvent): Match[] {
    const { memory } = this.#kernel
    const route = this.#decisions.routeOf(this.#kernel.decision())
    const results = memory.config(RESULTS)
    const numbers: number[] = []
    for (let at = 0; at < count; at++) numbers.push(route?.ruleNumber(memory.get(results, at * 4)) ?? 0)
    return this.#evaluators.matchesOf(
      numbers.sort((a, b) => a - b),
      new EventView(event),
    )
  }

  /** Whether anything is known of the logsource of the line that was matched last. */
  hasLogsource(): boolean {
    return this.#decisions.hasLogsource(this.#kernel.decision())
  }

  /** Rules that are not tried any more. */
  quarantine(rules: Iterable<DetectionRule>): void {
    for (const rule of rules) {
      const number = this.#rules.indexOf(rule)
      if (number === -1 || this.#quarantined.has(number)) continue
      this.#quarantined.add(number)
      for (const route of this.#routes) route.quarantine(number)
    }
  }

  /** What its tables take now. */
  tableBytes(): number {
    return this.#kernel.memory.used_bytes + this.#scanners.bytes
  }

  #addName(name: string): void {
    this.#field_numbers.set(name, this.#field_numbers.size)
    this.#names.set(name, this.#tree.addName(this.#reader.containers, name))
  }

  #decide(length: number, hash: number): number {
    const parts = {
      reader: this.#reader,
      tree: this.#tree,
      names: this.#names,
      routeFor: (probed: ProbedEvent) => this.#routeFor(probed),
    }
    const signature = this.#decisions.parse(length)
    const reading = signature && readingOf(parts, signature.controls, signature.has_blank_key)
    this.#fact_tables.grow()
    if (this.#decisions.isFull()) {
      this.#decisions.clear()
      this.#kernel.forgetDecision()
    }
    return this.#decisions.add(length, hash, reading, (scanner, text) => this.#factsOf(scanner, text))
  }

  #classOf(node: number, start: number, length: number, kind: number): number {
    const is_plain = kind !== MAP && kind !== LIST
    const bytes = this.#kernel.memory.bytes.subarray(start, start + length)
    const value: unknown =
      kind === STRING ? decodeText(bytes, true) : is_plain ? JSON.parse(decodeText(bytes, false)) : undefined
    return this.#classes.numberOf(node, value, markerOf(node))
  }

  #routeFor({ event }: ProbedEvent): KernelRoute | undefined {
    const target = this.#router.targetOf(event.logsource)
    const known = this.#routes_by_key.get(target.key)
    if (known) return known
    if (this.#routes.length >= this.#limits.routes) return undefined
    const rules = target.groups.flatMap(group => group.rules()).sort((a, b) => a.number - b.number)
    const route = new KernelRoute({
      memory: this.#kernel.memory,
      number: this.#routes.length,
      facts: this.#facts,
      rules,
      scanners: this.#scannersFor(target.groups),
      quarantined: this.#quarantined,
    })
    this.#routes.push(route)
    this.#routes_by_key.set(target.key, route)
    return route
  }

  #scannersFor(groups: readonly RuleGroup[]): Map<string | null, number> {
    const asking = new Map<string | null, RuleGroup[]>()
    for (const group of groups)
      for (const field of group.factsByField().keys()) {
        const others = asking.get(field)
        if (others) others.push(group)
        else asking.set(field, [group])
      }
    return new Map([...asking].map(([field, of]) => [field, this.#scannerOf(field, of)]))
  }

  /** That of keywords is one more than all others. */
  #fieldNumber(field: string | null): number {
    return field === null ? this.#field_numbers.size : (this.#field_numbers.get(field) ?? 0)
  }

  #scannerOf(field: string | null, groups: readonly RuleGroup[]): number {
    const key = JSON.stringify([field, groups.map(({ number }) => number)])
    const known = this.#scanner_addresses.get(key)
    if (known !== undefined) return known
    const numbers = new Set<number>()
    for (const group of groups)
      for (const number of group.factsByField().get(field) ?? []) numbers.add(number)
    const scanner = this.#scanners.add(numbers, this.#fieldNumber(field))
    this.#scanner_addresses.set(key, scanner)
    return scanner
  }

  /** The facts about a text that an automaton finds. */
  #factsOf(scanner: number, text: string): readonly number[] {
    const { memory } = this.#kernel
    const length = this.#writeScratch(fold(text))
    const count = this.#kernel.factsOfText(scanner, memory.config(SCRATCH), length)
    const hits = memory.config(RECORD_HITS) / 4
    return [...memory.words.subarray(hits, hits + count)]
  }

  #writeText(start: number, length: number, kind: number): number {
    return this.#writeScratch(fold(this.#textOf(start, length, kind)))
  }

  #textOf(start: number, length: number, kind: number): string {
    const bytes = this.#kernel.memory.bytes.subarray(start, start + length)
    const bare = kind & KIND_MASK
    if (bare === NUMBER) return String(Number(decodeText(bytes, false)))
    return decodeText(bytes, bare === STRING)
  }

  #writeScratch(folded: string): number {
    const { memory } = this.#kernel
    this.#growScratch(folded.length * 3)
    return writeScanned(folded, memory.bytes, memory.config(SCRATCH))
  }

  #growScratch(bytes: number): void {
    const { memory } = this.#kernel
    if (bytes <= this.#scratch_bytes) return
    memory.free(memory.config(SCRATCH), this.#scratch_bytes)
    this.#scratch_bytes = bytes
    memory.configure(SCRATCH, memory.allocate(bytes))
  }

  #ask(number: number): number {
    const fact = this.#facts.get(number)
    if (fact.kind === 'count') {
      let held = 0
      for (const of of fact.of) {
        const holds = evaluate(of, part => this.#kernel.isTrue(part))
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

  #askText(number: number, start: number, length: number, kind: number): number {
    const fact = this.#facts.get(number)
    if (fact.kind !== 'test') return 0
    const values = [new EventValue(this.#textOf(start, length, kind))]
    return answerOf(this.#testOf(number, fact.test)({ exists: true, values }, NO_EVENT))
  }

  #testOf(number: number, test: ValueTest): CompiledTest {
    const compiled = this.#tests.get(number) ?? compileTest(test)
    this.#tests.set(number, compiled)
    return compiled
  }

  #viewOfLine(): EventView {
    if (!this.#view) {
      const line = this.#kernel.memory.bytes.slice(this.#start, this.#end)
      this.#view = new EventView(this.#reader.read(line))
    }
    return this.#view
  }
}

/** For tests that look at the texts of their field only. */
const NO_EVENT = new EventView({ logsource: {}, fields: {}, raw: '' })

function answerOf(held: ReturnType<CompiledTest>): number {
  return held === UNDECIDED ? UNDECIDED_FACT : Number(held !== undefined)
}

function fieldNames(rules: readonly DetectionRule[]): Set<string> {
  const names = new Set<string>()
  const collect = (search: Search): void => {
    if (search.kind !== 'field') for (const of of search.of) collect(of)
    else {
      if (search.field !== null) names.add(search.field)
      for (const { tests } of search.values)
        for (const test of tests) if (test.kind === 'fieldref') names.add(test.field)
    }
  }
  for (const { detection, filters } of rules)
    for (const { searches } of [detection, ...filters.map(filter => filter.detection)])
      for (const { search } of searches.values()) collect(search)
  return names
}
