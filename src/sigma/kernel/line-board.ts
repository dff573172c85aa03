import { type FactTable, isAsked } from '../engine/facts.ts'
import type { EventValue, EventView } from '../event-view.ts'
import {
  FIELD_BYTES,
  FIELDS,
  LINE_GENERATION,
  STAMP_BYTES,
  STAMP_TOKEN,
  STAMPS,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_START,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'
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
    if (this.#memory.get(this.#stamps, fact * STAMP_BYTES) === this.#generation) return true
    return isAsked(this.#facts.get(fact)) ? this.#kernel.isTrue(fact) : false
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

  /** The first value of which a fact that an index finds was found; undefined if that can not be told. */
  firstWith(fact: number): Token | undefined {
    const address = this.#memory.get(this.#stamps, fact * STAMP_BYTES + STAMP_TOKEN)
    return address === 0 ? undefined : this.#tokenAt(address)
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
