import type { FactTable } from '../engine/facts.ts'
import { MATCHED_MAX as ENTRIES_MAX, VALUE_LENGTH_MAX } from '../evaluate.ts'
import type { DetectionRule } from '../rule.ts'
import { explanationProgram } from './explanation.ts'
import { KeptTexts } from './kept-texts.ts'
import {
  BATCH_TEXT,
  BATCH_TEXT_LENGTH,
  FIRST_LINE,
  IS_WRITING,
  MATCHED_MAX,
  OUTPUT,
  OUTPUT_AT,
  OUTPUT_END,
  PART_BATCH_TEXT,
  PART_FIELDS,
  PART_LINE,
  PART_MATCHED,
  PART_TEXT,
  PART_TIME,
  SHOWN_MAX,
  TEMPLATE_COUNT,
  TEMPLATE_END,
  TEMPLATE_PARTS,
  TIME_TEXT,
  UNWRITTEN,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'

/**
 * A part of what is written of a match: a text; that of all lines of a batch; the line's number; its time as JSON; what
 * made the rule match, as a JSON list of what `Match.matched` holds; the event's fields as JSON.
 */
export type TemplatePart = { readonly text: string } | 'batch' | 'line' | 'time' | 'matched' | 'fields'

/** How matches of a rule are written from the bytes of lines; undefined if they are not. */
export type TemplateOf = (rule: DetectionRule) => readonly TemplatePart[] | undefined

/** What lines have in common whose matches are written. */
export interface WrittenBatch {
  readonly text: string
  /** The number of the first line. */
  readonly first_line: number
}

export interface MatchWriterParts {
  readonly memory: KernelMemory
  readonly facts: FactTable
  /** By name. */
  readonly field_numbers: ReadonlyMap<string, number>
  readonly templateOf: TemplateOf
}

/** What the kernel needs to write matches from the bytes of lines, without events being made of them. */
export class MatchWriter {
  readonly #parts: MatchWriterParts
  readonly #texts: KeptTexts
  /** By rule; UNWRITTEN for those that are not written so. */
  readonly #templates = new Map<DetectionRule, number>()
  #batch_text = { text: '', address: 0, length: 0 }

  constructor(parts: MatchWriterParts) {
    const { memory } = parts
    this.#parts = parts
    this.#texts = new KeptTexts(memory)
    const output = memory.allocate(OUTPUT_BYTES + SLACK_BYTES)
    memory.configure(OUTPUT, output)
    memory.configure(OUTPUT_AT, output)
    memory.configure(OUTPUT_END, output + OUTPUT_BYTES)
    memory.configure(TIME_TEXT, memory.allocate(TIME_BYTES))
    memory.configure(MATCHED_MAX, ENTRIES_MAX)
    memory.configure(SHOWN_MAX, VALUE_LENGTH_MAX)
  }

  /** From here on matches are written of lines that have this in common; not at all if it is undefined. */
  begin(batch: WrittenBatch | undefined): void {
    const { memory } = this.#parts
    memory.configure(IS_WRITING, Number(batch !== undefined))
    if (!batch) return
    memory.configure(FIRST_LINE, batch.first_line)
    if (this.#batch_text.address !== 0 && this.#batch_text.text === batch.text) return
    memory.free(this.#batch_text.address, this.#batch_text.length)
    const bytes = ENCODER.encode(batch.text)
    const address = memory.allocate(bytes.length)
    memory.bytes.set(bytes, address)
    this.#batch_text = { text: batch.text, address, length: bytes.length }
    memory.configure(BATCH_TEXT, address)
    memory.configure(BATCH_TEXT_LENGTH, bytes.length)
  }

  /** All that was written since the last time. It is overwritten by what is written next. */
  take(): Uint8Array {
    const { memory } = this.#parts
    const start = memory.config(OUTPUT)
    const taken = memory.bytes.subarray(start, memory.config(OUTPUT_AT))
    memory.configure(OUTPUT_AT, start)
    return taken
  }

  /** Of which rules how many matches were written since the last time. */
  takeCounts(): Map<DetectionRule, number> {
    const { memory } = this.#parts
    const counts = new Map<DetectionRule, number>()
    for (const [rule, template] of this.#templates) {
      if (template === UNWRITTEN) continue
      const count = memory.get(template, TEMPLATE_COUNT)
      if (count === 0) continue
      counts.set(rule, count)
      memory.set(template, TEMPLATE_COUNT, 0)
    }
    return counts
  }

  /** The address of a rule's template, or UNWRITTEN. */
  templateOf(rule: DetectionRule): number {
    const known = this.#templates.get(rule)
    if (known !== undefined) return known
    const template = this.#compile(rule, this.#parts.templateOf(rule))
    this.#templates.set(rule, template)
    return template
  }

  #compile(rule: DetectionRule, parts: readonly TemplatePart[] | undefined): number {
    const { memory } = this.#parts
    const program = parts && explanationProgram(rule, { ...this.#parts, texts: this.#texts })
    if (!parts || !program) return UNWRITTEN
    const words = parts.flatMap(part =>
      typeof part === 'object'
        ? [PART_TEXT, ...this.#texts.keep(part.text)]
        : [KINDS[part], part === 'matched' ? memory.store(program) : 0, 0],
    )
    const address = memory.allocate(TEMPLATE_PARTS + words.length * 4)
    memory.words.set(words, (address + TEMPLATE_PARTS) / 4)
    memory.set(address, TEMPLATE_END, address + TEMPLATE_PARTS + words.length * 4)
    return address
  }
}

const KINDS = {
  batch: PART_BATCH_TEXT,
  line: PART_LINE,
  time: PART_TIME,
  matched: PART_MATCHED,
  fields: PART_FIELDS,
} as const

/** As much is written before it has to be taken. */
const OUTPUT_BYTES = 1024 * 1024
/** What the kernel may write beyond the end. */
const SLACK_BYTES = 16
export const TIME_BYTES = 64
const ENCODER = new TextEncoder()
