import { VALUE_LENGTH_MAX } from '../evaluate.ts'
import { EventValue } from '../event-view.ts'
import {
  ESCAPED,
  FALSE,
  KIND_MASK,
  LINE_FLAGS,
  LINE_HAS_DIGIT_KEY,
  LINE_HAS_NEWLINE,
  NON_ASCII,
  NUMBER,
  ODD_NUMBER,
  STRING,
  TRUE,
} from './layout.ts'
import type { ConstantFields, LineBoard, Token } from './line-board.ts'
import type { KernelMemory } from './memory.ts'
import type { Pieces } from './pieces.ts'
import type { WasmKernel } from './wasm-kernel.ts'

/**
 * Writes values of the line that was matched last, and the line itself, from its bytes. What would have to be read to be
 * written it does not write, and says so.
 */
export class LineValues {
  readonly #kernel: WasmKernel
  readonly #memory: KernelMemory
  readonly #board: LineBoard
  readonly #pieces: Pieces
  readonly #quote: number
  #start = 0
  #end = 0
  #is_text: boolean | undefined
  #has_doubles: boolean | undefined

  constructor(kernel: WasmKernel, board: LineBoard, pieces: Pieces) {
    this.#kernel = kernel
    this.#memory = kernel.memory
    this.#board = board
    this.#pieces = pieces
    this.#quote = this.#memory.allocate(16)
    this.#memory.bytes[this.#quote] = QUOTE
  }

  /** From here on it is about the line at these addresses. */
  begin(start: number, end: number): void {
    this.#start = start
    this.#end = end
    this.#is_text = undefined
    this.#has_doubles = undefined
  }

  /** The record as it stands in the line; false if that would not be one line of text. */
  addRecord(): boolean {
    if (this.#memory.config(LINE_HAS_NEWLINE) !== 0 || !this.#isText()) return false
    this.#pieces.add(this.#start, this.#end - this.#start)
    return true
  }

  /** The text of a field as a JSON string. */
  addOf(field: string, constants: ConstantFields): boolean {
    const found = this.#board.textOf(field, constants)
    if (found === undefined) return false
    if (found === undefined) return false
    return found instanceof EventValue ? this.#addConstant(found) : this.#addToken(found)
  }

  /** The text in which a keyword was found first. Doubled keys, and those that are numbers, make another order. */
  addWith(fact: number): boolean {
    if (this.#memory.config(LINE_HAS_DIGIT_KEY) !== 0) return false
    this.#has_doubles ??= this.#kernel.hasDuplicates()
    const token = this.#has_doubles ? undefined : this.#board.firstWith(fact)
    return token !== undefined && this.#addToken(token)
  }

  addEmpty(): boolean {
    this.#addQuote()
    this.#addQuote()
    return true
  }

  #addConstant({ text }: EventValue): boolean {
    if (text === undefined) return false
    this.#pieces.ascii(JSON.stringify(text.slice(0, VALUE_LENGTH_MAX)))
    return true
  }

  #addToken({ kind, start, length }: Token): boolean {
    const bare = kind & KIND_MASK
    if (bare === STRING) {
      if (length <= VALUE_LENGTH_MAX) {
        if ((kind & NON_ASCII) !== 0 && !this.#isText()) return false
        this.#pieces.add(start - 1, length + 2)
        return true
      }
      if ((kind & (ESCAPED | NON_ASCII)) !== 0) return false
      this.#pieces.add(start - 1, 1 + VALUE_LENGTH_MAX)
      this.#addQuote()
      return true
    }
    if (bare !== NUMBER && bare !== TRUE && bare !== FALSE) return false
    if ((kind & ODD_NUMBER) !== 0) return false
    this.#addQuote()
    this.#pieces.add(start, length)
    this.#addQuote()
    return true
  }

  #addQuote(): void {
    this.#pieces.add(this.#quote, 1)
  }

  /** Whether a value of the line has it. */
  #hasFlag(flag: number): boolean {
    return (this.#memory.config(LINE_FLAGS) & flag) !== 0
  }

  /** Whether it is UTF-8. */
  #isText(): boolean {
    if (!this.#hasFlag(NON_ASCII)) return true
    this.#is_text ??= isUtf8(this.#memory.bytes.subarray(this.#start, this.#end))
    return this.#is_text
  }
}

const QUOTE = 0x22
const STRICT = new TextDecoder('utf-8', { fatal: true })

function isUtf8(bytes: Uint8Array): boolean {
  try {
    STRICT.decode(bytes)
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
