import { Evaluators } from '../engine/evaluators.ts'
import { FactTable } from '../engine/facts.ts'
import type { SigmaEvent } from '../event.ts'
import { EventView } from '../event-view.ts'
import { fold } from '../fold.ts'
import type { Match, MatcherOptions } from '../matcher.ts'
import { type DetectionRule, detectionsOf, type Search } from '../rule.ts'
import { AskedFacts } from './asked-facts.ts'
import { DecisionTable } from './decision-table.ts'
import { readingOf } from './decisions.ts'
import { FactTables } from './fact-tables.ts'
import { foldedPoints } from './folded-points.ts'
import { KeyTree } from './keys.ts'
import {
  BOUNDS,
  CACHE_ARENA,
  CACHE_ARENA_END,
  CACHE_MASK,
  CACHE_SLOTS,
  CONTROLS,
  EVENTS_READ,
  FIELD_BYTES,
  FIELDS,
  FOLDED,
  INPUT,
  INPUT_LENGTH,
  KIND_MASK,
  LINE_BYTES_MAX,
  LINE_DECISION,
  LINE_END,
  LINE_GENERATION,
  LINE_START,
  LIST,
  MAP,
  NOTED,
  NUMBER,
  RECORD_HITS,
  RESULTS,
  SCRATCH,
  SIGNATURE,
  SIGNATURE_MAX,
  STOPPED,
  STRING,
  TIME_TEXT,
  TOKEN_BYTES,
  TOKENS,
  TOKENS_MAX,
  UNKNOWN_KEYS,
  UNKNOWN_SLOT_BYTES,
  UNKNOWN_SLOTS,
  UNWRITTEN,
  WITHOUT_LOGSOURCE,
} from './layout.ts'
import { LineFields, UNTOLD } from './line-fields.ts'
import { MatchWriter, type TemplateOf, TIME_BYTES, type WrittenBatch } from './match-writer.ts'
import { notedValues, readNotedText, type TextReader } from './noted-values.ts'
import { markerOf } from './probe.ts'
import type { RecordReader } from './record-reader.ts'
import { RouteTable } from './route-table.ts'
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

export interface KernelParts<Event extends SigmaEvent = SigmaEvent> {
  /** The compiled kernel. */
  readonly kernel: Uint8Array
  readonly rules: readonly DetectionRule[]
  readonly reader: RecordReader<Event>
  readonly options?: MatcherOptions
  readonly limits?: KernelLimits
  /** Fields whose values are asked for of lines that a rule matches; see `ByteMatcher.valueOf`. */
  readonly told?: (rule: DetectionRule) => readonly string[]
  /** Without, no matches are written. */
  readonly templateOf?: TemplateOf
}

/** Lines in one buffer; see `LineBatch` of the pipeline. */
export interface ByteLines {
  readonly bytes: Uint8Array
  readonly bounds: Int32Array
  readonly count: number
}

/** The kernel with its tables, which are made as lines come that need them. */
export class Kernel<Event extends SigmaEvent> {
  readonly #line_fields: LineFields
  readonly writer: MatchWriter
  readonly #kernel: WasmKernel
  readonly #limits: KernelLimits
  readonly #reader: RecordReader<Event>
  readonly #rules: readonly DetectionRule[]
  readonly #facts = new FactTable()
  readonly #asked: AskedFacts
  readonly #rows: RowTable
  readonly #scanners: Scanners
  readonly #routes: RouteTable
  readonly #fact_tables: FactTables
  readonly #tree = new KeyTree()
  readonly #names = new Map<string, readonly number[] | undefined>()
  readonly #field_numbers = new Map<string, number>()
  readonly #classes: ValueClasses
  readonly #decisions: DecisionTable
  readonly #evaluators: Evaluators
  #input_bytes = 0
  #bounds_bytes = 0
  #scratch_bytes = 0

  /** @throws TypeError if `kernel` is not the kernel that this was written for, or WebAssembly.CompileError */
  constructor({
    kernel,
    rules,
    reader,
    options = {},
    limits = KERNEL_LIMITS,
    templateOf,
    told,
  }: KernelParts<Event>) {
    this.#limits = limits
    this.#reader = reader
    this.#rules = rules
    this.#kernel = startKernel(kernel, {
      decide: (length, hash) => this.#decide(length, hash >>> 0),
      classify: (node, start, length, kind) => this.#classOf(node, start >>> 0, length, kind),
      prepare: scanner => this.#scanners.prepare(scanner),
      prepareAnywhere: scanner => this.#scanners.prepareAnywhere(scanner),
      row: (automaton, node, entry) => this.#rows.get(automaton).rowOf(node, entry),
      foldedPoints: () => this.#kernel.memory.configure(FOLDED, this.#kernel.memory.store(foldedPoints())),
      text: (start, length, kind) => this.#writeScratch(fold(this.#textOf(start >>> 0, length, kind))),
      askText: (fact, start, length, kind) =>
        this.#asked.answerOfText(fact, this.#textOf(start >>> 0, length, kind)),
      ask: fact => this.#asked.answer(fact),
      learnt: route => this.#routes.learn(route),
      template: (route, place) => this.#templateOf(route, place),
      time: () => this.#writeTime(),
    })
    const { memory } = this.#kernel
    const [facts, field_numbers] = [this.#facts, this.#field_numbers]
    this.#evaluators = new Evaluators(rules)
    this.#asked = new AskedFacts({
      facts,
      isTrue: fact => this.#kernel.isTrue(fact),
      line: () => memory.config(LINE_GENERATION),
      event: () => this.#reader.read(memory.bytes.slice(memory.config(LINE_START), memory.config(LINE_END))),
    })
    this.#rows = new RowTable(memory, limits.row_bytes)
    this.#scanners = new Scanners({
      memory,
      rows: this.#rows,
      facts,
      windows: this.#kernel.windows,
    })
    this.#routes = new RouteTable({
      memory,
      rules,
      facts,
      scanners: this.#scanners,
      field_numbers,
      options,
      routes_max: limits.routes,
      told: rule => (told?.(rule) ?? []).filter(name => this.#names.get(name) !== undefined),
    })
    this.#fact_tables = new FactTables(memory, facts, field_numbers)
    memory.configure(TOKENS, memory.allocate(TOKENS_MAX * TOKEN_BYTES))
    memory.configure(CONTROLS, memory.allocate(TOKENS_MAX * 4))
    memory.configure(NOTED, memory.allocate(TOKENS_MAX * 4))
    memory.configure(SIGNATURE, memory.allocate(SIGNATURE_MAX))
    memory.configure(UNKNOWN_KEYS, memory.allocate(UNKNOWN_SLOTS * UNKNOWN_SLOT_BYTES))
    memory.configure(RESULTS, memory.allocate(Math.max(rules.length, 1) * 4))
    memory.configure(CACHE_SLOTS, memory.allocate(CACHE_SLOT_COUNT * 4))
    memory.configure(CACHE_MASK, CACHE_SLOT_COUNT - 1)
    const arena = memory.allocate(limits.memory_bytes)
    memory.configure(CACHE_ARENA, arena)
    memory.configure(CACHE_ARENA_END, arena + limits.memory_bytes)
    for (const { path, by_value } of reader.controls) this.#tree.addControl(path, by_value)
    this.#classes = new ValueClasses(reader.controls, this.#tree)
    this.#decisions = new DecisionTable({
      memory,
      tree: this.#tree,
      classes: this.#classes,
      scanners: this.#scanners,
      field_numbers,
      factsOf: (scanner, text) => this.#factsOf(scanner, text),
    })
    for (const path of reader.refused) this.#tree.refuse(path)
    for (const [rank, path] of reader.noted.entries()) this.#tree.note(path, rank)
    for (const name of new Set([...fieldNames(rules), ...rules.flatMap(rule => told?.(rule) ?? [])]))
      this.#addName(name)
    memory.configure(FIELDS, memory.allocate((this.#field_numbers.size + 1) * FIELD_BYTES))
    this.#tree.write(memory, this.#kernel.keyHash)
    this.#growScratch(limits.line_bytes + 64)
    memory.configure(LINE_BYTES_MAX, limits.line_bytes)
    this.writer = new MatchWriter({
      memory,
      facts,
      field_numbers,
      templateOf: templateOf ?? (() => undefined),
    })
    this.#line_fields = new LineFields(memory, this.#tree, field_numbers)
  }

  /** Whether it has to be made anew, because its numbers for what is at hand are used up. */
  get is_spent(): boolean {
    return this.#kernel.lastGeneration() > this.#limits.generations
  }

  /** Takes over lines that are matched next; false, and they are left to others, if they are too many. */
  load({ bytes, bounds, count }: ByteLines, written: WrittenBatch | undefined): boolean {
    const { memory } = this.#kernel
    if (bytes.length > this.#limits.batch_bytes) return false
    this.#input_bytes = this.#makeRoom(INPUT, this.#input_bytes, bytes.length)
    this.#bounds_bytes = this.#makeRoom(BOUNDS, this.#bounds_bytes, count * 8)
    memory.bytes.set(bytes, memory.config(INPUT))
    memory.words.set(bounds.subarray(0, count * 2), memory.config(BOUNDS) / 4)
    memory.configure(INPUT_LENGTH, bytes.length)
    memory.configure(EVENTS_READ, 0)
    memory.configure(WITHOUT_LOGSOURCE, 0)
    this.writer.begin(written)
    return true
  }

  /** Matches lines from one on, and writes their matches: at which it stopped, or `count`. `stopped` tells why. */
  run(first: number, count: number): number {
    return this.#kernel.run(first, count)
  }

  /** How many rules match the line at which it stopped, NOT_MINE, or OUTPUT_FULL. */
  get stopped(): number {
    return this.#kernel.memory.config(STOPPED)
  }

  /** Of the lines since `load`: how many are not empty. */
  get events(): number {
    return this.#kernel.memory.config(EVENTS_READ)
  }

  /** And of how many, that were not left to others, no part of the logsource is known. */
  get without_logsource(): number {
    return this.#kernel.memory.config(WITHOUT_LOGSOURCE)
  }

  #makeRoom(place: number, room: number, bytes: number): number {
    const { memory } = this.#kernel
    if (bytes <= room) return room
    memory.free(memory.config(place), room)
    const larger = 2 ** Math.ceil(Math.log2(bytes))
    memory.configure(place, memory.allocate(larger))
    return larger
  }

  /** The matches of the line that was matched last, in the order of rules, with the event that its reader makes of it. */
  matchesOf(count: number, event: SigmaEvent): Match[] {
    const { memory } = this.#kernel
    const route = this.#decisions.routeOf(memory.config(LINE_DECISION))
    const results = memory.config(RESULTS)
    const view = new EventView(event)
    if (count === 1) {
      // A list that begins with its one element takes a tenth of the room.
      const match = this.#evaluators.matchOf(route?.ruleNumber(memory.get(results, 0)) ?? 0, view)
      return match ? [match] : []
    }
    const numbers: number[] = []
    for (let at = 0; at < count; at++) numbers.push(route?.ruleNumber(memory.get(results, at * 4)) ?? 0)
    return this.#evaluators.matchesOf(numbers, view)
  }

  /** What the line that was matched last has at the noted places; undefined if that can not be told. */
  notedValues(): Readonly<Record<string, unknown>> | undefined {
    return notedValues(this.#kernel.memory, this.#tree)
  }

  /** See `ByteMatcher.readNotedText`. */
  readNotedText(read: TextReader): number | undefined {
    return readNotedText(this.#kernel.memory, read)
  }

  /** What the line that was matched last has of a field; UNTOLD if that can not be told. */
  valueOf(name: string): unknown {
    const reading = this.#decisions.readingOf(this.#kernel.memory.config(LINE_DECISION))
    return reading ? this.#line_fields.valueOf(name, reading) : UNTOLD
  }

  /** Rules that are not tried any more. */
  quarantine(rules: Iterable<DetectionRule>): void {
    this.#routes.quarantine(rules)
  }

  /** What its tables take now. */
  tableBytes(): number {
    return this.#kernel.memory.used_bytes + this.#scanners.bytes
  }

  #addName(name: string): void {
    this.#field_numbers.set(name, this.#field_numbers.size)
    this.#names.set(name, this.#tree.addName(this.#reader.containers, name))
  }

  #templateOf(route: number, place: number): number {
    return this.#routes.setTemplate(route, place, number => {
      const rule = this.#rules[number]
      return rule ? this.writer.templateOf(rule) : UNWRITTEN
    })
  }

  #writeTime(): number {
    const { memory } = this.#kernel
    const noted = this.notedValues()
    if (!noted) return NO_TIME
    const text = JSON.stringify(this.#reader.timeOf(noted))
    const { written } = ENCODER.encodeInto(
      text,
      memory.bytes.subarray(memory.config(TIME_TEXT), memory.config(TIME_TEXT) + TIME_BYTES),
    )
    return written
  }

  #decide(length: number, hash: number): number {
    const parts = {
      reader: this.#reader,
      tree: this.#tree,
      names: this.#names,
      routeFor: ({ event }: { event: Event }) => this.#routes.for(event.logsource),
    }
    const signature = this.#decisions.parse(length)
    const reading = signature && readingOf(parts, signature.controls, signature.has_blank_key)
    this.#fact_tables.grow()
    if (this.#decisions.isFull()) {
      this.#decisions.clear()
      this.#kernel.forgetDecision()
    }
    return this.#decisions.add(length, hash, reading)
  }

  #classOf(node: number, start: number, length: number, kind: number): number {
    const is_plain = kind !== MAP && kind !== LIST
    const bytes = this.#kernel.memory.bytes.subarray(start, start + length)
    const value: unknown =
      kind === STRING ? decodeText(bytes, true) : is_plain ? JSON.parse(decodeText(bytes, false)) : undefined
    return this.#classes.numberOf(node, value, markerOf(node))
  }

  /** The facts about a text that an automaton finds. */
  #factsOf(scanner: number, text: string): readonly number[] {
    const { memory } = this.#kernel
    const length = this.#writeScratch(fold(text))
    const count = this.#kernel.factsOfText(scanner, memory.config(SCRATCH), length)
    const hits = memory.config(RECORD_HITS) / 4
    return [...memory.words.subarray(hits, hits + count)]
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
}

const NO_TIME = 0xffffffff
const ENCODER = new TextEncoder()

function fieldNames(rules: readonly DetectionRule[]): Set<string> {
  const names = new Set<string>()
  const collect = (search: Search): void => {
    if (search.kind !== 'field') for (const of of search.of) collect(of)
    else {
      if (search.field !== null) names.add(search.field)
      for (const name of search.references) names.add(name)
    }
  }
  for (const rule of rules)
    for (const { searches } of detectionsOf(rule)) for (const { search } of searches.values()) collect(search)
  return names
}
