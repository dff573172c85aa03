import { VALUE_LENGTH_MAX } from '../evaluate.ts'
import type { LineReading } from './decisions.ts'
import type { KernelRoute } from './kernel-route.ts'
import type { KeyTree } from './keys.ts'
import {
  CONSTANT_TEXTS,
  CONSTANTS,
  DECISION_BYTES,
  DECISION_FLAGS,
  DECISION_MASK,
  DECISION_SLOTS,
  EXISTS_FACT,
  HAS_LOGSOURCE,
  IS_VERBATIM,
  NO_FACT,
  NULL_FACT,
  READINGS,
  ROUTE,
  SIGNATURE,
  SIGNATURE_HASH,
  SIGNATURE_LENGTH,
  SIGNATURE_START,
  TEXT_FACT,
  UNKNOWN_READINGS,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'
import { markerOf, type SeenControl } from './probe.ts'
import type { Scanners } from './scanners.ts'
import type { ValueClasses } from './value-classes.ts'

export interface DecisionTableParts {
  readonly memory: KernelMemory
  readonly tree: KeyTree
  readonly classes: ValueClasses
  readonly scanners: Scanners
  /** By name. */
  readonly field_numbers: ReadonlyMap<string, number>
  /** What the automata of a scanner find of a text. */
  factsOf(scanner: number, text: string): readonly number[]
}

/** What was decided on lines by their control keys, in the kernel's memory. */
export class DecisionTable {
  readonly #memory: KernelMemory
  readonly #tree: KeyTree
  readonly #classes: ValueClasses
  readonly #scanners: Scanners
  readonly #field_numbers: ReadonlyMap<string, number>
  readonly #factsOf: DecisionTableParts['factsOf']
  readonly #readings = new Map<number, LineReading | undefined>()
  #blocks: { address: number; bytes: number }[] = []

  constructor({ memory, tree, classes, scanners, field_numbers, factsOf }: DecisionTableParts) {
    this.#field_numbers = field_numbers
    this.#classes = classes
    this.#memory = memory
    this.#tree = tree
    this.#scanners = scanners
    this.#factsOf = factsOf
    memory.configure(DECISION_SLOTS, memory.allocate(SLOT_COUNT * 4))
    memory.configure(DECISION_MASK, SLOT_COUNT - 1)
  }

  routeOf(decision: number): KernelRoute | undefined {
    return this.#readings.get(decision)?.route
  }

  readingOf(decision: number): LineReading | undefined {
    return this.#readings.get(decision)
  }

  isFull(): boolean {
    return this.#readings.size >= DECISIONS_MAX
  }

  clear(): void {
    const memory = this.#memory
    const slots = memory.config(DECISION_SLOTS)
    memory.bytes.fill(0, slots, slots + SLOT_COUNT * 4)
    for (const { address, bytes } of this.#blocks) memory.free(address, bytes)
    this.#blocks = []
    this.#readings.clear()
  }

  /** The control keys that the kernel has written down; undefined if they can not be told. */
  parse(length: number): { controls: SeenControl[]; has_blank_key: boolean } | undefined {
    const start = this.#memory.config(SIGNATURE)
    const bytes = this.#memory.bytes.slice(start, start + length)
    const view = new DataView(bytes.buffer)
    const controls: SeenControl[] = []
    for (let at = 1; at < length; ) {
      const node = view.getUint16(at, true)
      const kind = view.getUint8(at + 2)
      at += 3
      const by_value = this.#tree.isControlledByValue(node)
      const value_class = by_value ? this.#classes.get(view.getUint32(at, true)) : undefined
      if (by_value) {
        if (!value_class) return undefined
        at += 4
      }
      controls.push({
        node,
        path: this.#tree.pathOf(node),
        kind,
        value: value_class ? value_class.value : markerOf(node),
        by_value,
        is_constant: value_class?.is_constant ?? false,
      })
    }
    return { controls, has_blank_key: bytes[0] === 1 }
  }

  /** Adds what was decided on lines with the present signature: its address. */
  add(length: number, hash: number, reading: LineReading | undefined): number {
    const memory = this.#memory
    const signature = this.#allocate(length)
    const start = memory.config(SIGNATURE)
    memory.bytes.copyWithin(signature, start, start + length)
    const address = this.#allocate(DECISION_BYTES)
    memory.set(address, SIGNATURE_START, signature)
    memory.set(address, SIGNATURE_LENGTH, length)
    memory.set(address, SIGNATURE_HASH, hash)
    if (reading) this.#write(address, reading)
    const slots = memory.config(DECISION_SLOTS)
    let slot = hash & (SLOT_COUNT - 1)
    while (memory.get(slots, slot * 4) !== 0) slot = (slot + 1) & (SLOT_COUNT - 1)
    memory.set(slots, slot * 4, address)
    this.#readings.set(address, reading)
    return address
  }

  #write(address: number, reading: LineReading): void {
    const memory = this.#memory
    const { route, fields, searched } = reading
    const keywords = route.scanners.get(null)
    memory.set(address, ROUTE, route.address)
    memory.set(address, DECISION_FLAGS, flagsOf(reading))
    memory.set(address, CONSTANT_TEXTS, this.#storeTexts(reading.constants))
    memory.set(address, CONSTANTS, this.#storeFacts(this.#constantFacts(reading)))
    const readings = this.#allocate(this.#tree.size * 4)
    const unknown_readings = this.#allocate(this.#tree.size * 4)
    memory.set(address, READINGS, readings)
    memory.set(address, UNKNOWN_READINGS, unknown_readings)
    const set = keywords === undefined ? 0 : this.#scanners.setOf([keywords])
    if (set !== 0)
      for (const node of searched) {
        memory.set(unknown_readings, node * 4, set)
        memory.set(readings, node * 4, set)
      }
    for (const [node, names] of fields) {
      const of = names.flatMap(name => route.scanners.get(name) ?? [])
      const all = keywords !== undefined && searched.has(node) ? [...of, keywords] : of
      if (all.length > 0) memory.set(readings, node * 4, this.#scanners.setOf(all))
    }
    if (keywords === undefined) return
    for (const [node, text] of reading.constant_keys)
      if (memory.get(readings, node * 4) === 0)
        memory.set(readings, node * 4, this.#storeFacts(this.#textFacts(keywords, text)) + 1)
  }

  /** What holds of all lines of a kind, wherever in them it does. */
  #constantFacts({ route, constants, constant_texts }: LineReading): Set<number> {
    const memory = this.#memory
    const facts = new Set<number>()
    for (const [name, { values }] of constants) {
      const scanner = route.scanners.get(name)
      if (scanner === undefined) continue
      facts.add(memory.get(scanner, EXISTS_FACT))
      for (const { text } of values)
        if (text === undefined) facts.add(memory.get(scanner, NULL_FACT))
        else for (const fact of this.#textFacts(scanner, text)) facts.add(fact)
    }
    const keywords = route.scanners.get(null)
    if (keywords !== undefined)
      for (const text of constant_texts) for (const fact of this.#textFacts(keywords, text)) facts.add(fact)
    return facts
  }

  /** How constant fields are written. */
  #storeTexts(constants: LineReading['constants']): number {
    const words: number[] = []
    for (const [name, { values }] of constants) {
      const number = this.#field_numbers.get(name)
      if (number === undefined) continue
      const [only] = values
      const text = values.length === 1 ? only?.text : undefined
      const bytes = ENCODER.encode(text === undefined ? '' : JSON.stringify(text.slice(0, VALUE_LENGTH_MAX)))
      const address = text === undefined ? 0 : this.#allocate(bytes.length)
      if (address !== 0) this.#memory.bytes.set(bytes, address)
      words.push(number, address, bytes.length)
    }
    return this.#store(Int32Array.of(words.length / 3, ...words))
  }

  #textFacts(scanner: number, text: string): Set<number> {
    return new Set([this.#memory.get(scanner, TEXT_FACT), ...this.#factsOf(scanner, text)])
  }

  #storeFacts(facts: Set<number>): number {
    facts.delete(NO_FACT)
    return this.#store(Int32Array.of(facts.size, ...facts))
  }

  #store(words: Int32Array): number {
    const address = this.#allocate(words.byteLength)
    this.#memory.words.set(words, address / 4)
    return address
  }

  #allocate(bytes: number): number {
    const address = this.#memory.allocate(bytes)
    this.#blocks.push({ address, bytes })
    return address
  }
}

function flagsOf({ is_verbatim, has_logsource }: LineReading): number {
  return (is_verbatim ? IS_VERBATIM : 0) | (has_logsource ? HAS_LOGSOURCE : 0)
}

const ENCODER = new TextEncoder()
const DECISIONS_MAX = 1024
const SLOT_COUNT = 4 * DECISIONS_MAX
