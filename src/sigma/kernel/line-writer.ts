import type { FactTable } from '../engine/facts.ts'
import type { DetectionRule } from '../rule.ts'
import { compileLineExplanation, type LineParts } from './explanation.ts'
import { KeptText } from './kept-text.ts'
import { type ConstantFields, LineBoard } from './line-board.ts'
import { LineValues } from './line-values.ts'
import { Pieces } from './pieces.ts'
import type { WasmKernel } from './wasm-kernel.ts'

/**
 * Writes texts about the line that was matched last from its bytes, without making an event of it. What is written
 * between `begin` and `end` is written whole or not at all.
 */
export interface LineWriter {
  begin(): void
  kept(text: KeptText): void
  /** A short text of ASCII that is not written again. */
  ascii(text: string): void
  /** An integer from 0 to 2^32 - 1. */
  decimal(value: number): void
  /** What made a rule match, as a JSON list of what `Match.matched` holds. */
  matched(rule: DetectionRule): void
  /** The event's fields as JSON. */
  fields(): void
  /** False if something of it can not be written so: then it has to be written from the event. */
  end(): boolean
  /** The bytes of all that was written since the last time, in their order. They are overwritten by what comes next. */
  take(): readonly Uint8Array[]
}

/** What a line is known to be by its control keys. */
export interface LineKind {
  /** Whether the event's fields are what the record holds, under the same names. */
  readonly is_verbatim: boolean
  readonly constants: ConstantFields
}

export class KernelLineWriter implements LineWriter {
  readonly #facts: FactTable
  readonly #board: LineBoard
  readonly #pieces: Pieces
  readonly #values: LineValues
  readonly #parts: LineParts
  readonly #open = new KeptText('[')
  readonly #close = new KeptText(']')
  readonly #explanations = new Map<DetectionRule, ReturnType<typeof compileLineExplanation>>()
  readonly #lineKind: () => LineKind | undefined
  #kind: LineKind | undefined

  constructor(
    kernel: WasmKernel,
    facts: FactTable,
    field_numbers: ReadonlyMap<string, number>,
    lineKind: () => LineKind | undefined,
  ) {
    const board = new LineBoard(kernel, facts, field_numbers)
    this.#board = board
    this.#facts = facts
    this.#pieces = new Pieces(kernel)
    this.#values = new LineValues(kernel, board, this.#pieces)
    this.#parts = { board, values: this.#values, pieces: this.#pieces }
    this.#lineKind = lineKind
  }

  /** From here on it is about the line at these addresses. */
  beginLine(start: number, end: number): void {
    this.#values.begin(start, end)
  }

  begin(): void {
    this.#kind = this.#lineKind()
    this.#board.begin()
    this.#pieces.begin()
  }

  kept(text: KeptText): void {
    this.#pieces.kept(text)
  }

  ascii(text: string): void {
    this.#pieces.ascii(text)
  }

  decimal(value: number): void {
    this.#pieces.decimal(value)
  }

  matched(rule: DetectionRule): void {
    const explain = this.#explanations.get(rule) ?? compileLineExplanation(rule, this.#facts)
    this.#explanations.set(rule, explain)
    this.#pieces.kept(this.#open)
    if (!this.#kind || !explain(this.#parts, this.#kind.constants)) this.#pieces.fail()
    this.#pieces.kept(this.#close)
  }

  fields(): void {
    if (!this.#kind?.is_verbatim || !this.#values.addRecord()) this.#pieces.fail()
  }

  end(): boolean {
    return this.#pieces.end()
  }

  take(): readonly Uint8Array[] {
    return this.#pieces.take()
  }
}
