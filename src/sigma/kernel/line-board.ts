import type { FactTable } from '../engine/facts.ts'
import type { EventValue, EventView } from '../event-view.ts'
import { fold } from '../fold.ts'
import {
  ESCAPED,
  FIELD_BYTES,
  FIELDS,
  HIT_ENDS,
  HITS,
  KIND_MASK,
  LINE_GENERATION,
  LINE_RAW_HITS_END,
  LINE_RAW_HITS_START,
  LINE_TOKEN_COUNT,
  LIST,
  MAP,
  PARTED_MIN,
  STAMPS,
  TOKEN_BYTES,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_START,
  TOKENS,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'
import { decodeText } from './scanned-text.ts'
import type { WasmKernel } from './wasm-kernel.ts'

/** A value of the line, where it stands. */
export interface Token {
  /** With its flags; see `layout.ts`. */
  readonly kind: number
  /** Of a string without its quotes. */
  readonly start: number
  readonly length: number
}

/** Fields that are the same for all lines of a kind. */
export type ConstantFields = ReadonlyMap<string, ReturnType<EventView['field']>>

/** What the kernel has found out of the line that it matched last. */
export class LineBoard {
  readonly #kernel: WasmKernel
  readonly #memory: KernelMemory
  readonly #facts: FactTable
  readonly #field_numbers: ReadonlyMap<string, number>

  #generation = 0
  #stamps = 0

  constructor(kernel: WasmKernel, facts: FactTable, field_numbers: ReadonlyMap<string, number>) {
    this.#kernel = kernel
    this.#memory = kernel.memory
    this.#facts = facts
    this.#field_numbers = field_numbers
  }

  /** From here on it is about the line that was matched last. */
  begin(): void {
    this.#generation = this.#memory.config(LINE_GENERATION)
    this.#stamps = this.#memory.config(STAMPS)
  }

  /** Undefined if that can not be decided. */
  holds(fact: number): boolean | undefined {
    if (this.#memory.get(this.#stamps, fact * 4) === this.#generation) return true
    return this.#facts.isAsked(fact) ? this.#kernel.isTrue(fact) : false
  }

  /** The only text that the line has of a field; undefined if it has none or several. */
  textOf(field: string, constants: ConstantFields): Token | EventValue | undefined {
    const constant = constants.get(field)
    if (constant) return constant.values.length === 1 ? constant.values[0] : undefined
    const number = this.#field_numbers.get(field)
    if (number === undefined) return undefined
    const memory = this.#memory
    const place = memory.config(FIELDS) + number * FIELD_BYTES
    if (memory.get(place, 0) !== this.#generation || memory.get(place, 8) !== 1) return undefined
    return this.#tokenAt(memory.get(place, 4))
  }

  /**
   * The first value in which a keyword stands; undefined if it stands in none, or that can not be told.
   *
   * What was found behind the line was found in a copy of it.
   */
  textWith(fact: number, keyword: string, line_start: number, line_end: number): Token | undefined {
    const end = this.#endOf(fact)
    if (end === undefined || end > line_end) return undefined
    const is_first = line_end - line_start < PARTED_MIN
    const { words } = this.#memory
    const tokens = this.#memory.config(TOKENS)
    const tokens_end = tokens + this.#memory.config(LINE_TOKEN_COUNT) * TOKEN_BYTES
    for (let address = tokens; address < tokens_end; address += TOKEN_BYTES) {
      const start = words[(address + TOKEN_START) >>> 2] ?? 0
      if (start >= end) return undefined
      const kind = words[(address + TOKEN_KIND) >>> 2] ?? 0
      if ((kind & KIND_MASK) === MAP || (kind & KIND_MASK) === LIST) continue
      const length = words[(address + TOKEN_LENGTH) >>> 2] ?? 0
      const is_it =
        is_first && (kind & ESCAPED) === 0
          ? start <= end - keyword.length && end <= start + length
          : fold(this.#unescaped(start, length)).includes(keyword)
      if (is_it) return { kind, start, length }
    }
    return undefined
  }

  /** Behind where in the line a keyword was found. */
  #endOf(fact: number): number | undefined {
    const memory = this.#memory
    const hits = memory.config(HITS)
    const hits_end = memory.config(LINE_RAW_HITS_END)
    for (let hit = memory.config(LINE_RAW_HITS_START); hit < hits_end; hit++)
      if (memory.get(hits, hit * 4) === fact) return memory.get(memory.config(HIT_ENDS), hit * 4)
    return undefined
  }

  #unescaped(start: number, length: number): string {
    return decodeText(this.#memory.bytes.subarray(start, start + length), true)
  }

  #tokenAt(address: number): Token {
    const memory = this.#memory
    return {
      kind: memory.get(address, TOKEN_KIND),
      start: memory.get(address, TOKEN_START),
      length: memory.get(address, TOKEN_LENGTH),
    }
  }
}
