import type { LineReading } from './decisions.ts'
import type { KeyTree } from './keys.ts'
import { KnownTexts } from './known-texts.ts'
import {
  ESCAPED,
  FALSE,
  FIELD_BYTES,
  FIELDS,
  KIND_MASK,
  LINE_GENERATION,
  LIST,
  NON_ASCII,
  NUMBER,
  ODD_NUMBER,
  ROOT,
  STRING,
  TOKEN_BYTES,
  TOKEN_KEY_LENGTH,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_NODE,
  TOKEN_START,
  TOKENS,
  TRUE,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'
import { decodeText } from './scanned-text.ts'

/** Said of a field whose value the line's bytes do not tell by themselves: then its event has to be made. */
export const UNTOLD = Symbol('untold')

/** Values of fields of the line that was matched last, read where they stand. */
export class LineFields {
  readonly #memory: KernelMemory
  readonly #field_numbers: ReadonlyMap<string, number>
  readonly #tree: KeyTree
  readonly #texts: KnownTexts

  constructor(memory: KernelMemory, tree: KeyTree, field_numbers: ReadonlyMap<string, number>) {
    this.#memory = memory
    this.#tree = tree
    this.#field_numbers = field_numbers
    this.#texts = new KnownTexts(memory)
  }

  /** See `ByteMatcher.valueOf`. */
  valueOf(name: string, { constants, route }: LineReading): unknown {
    const constant = constants.get(name)
    if (constant) return constant.values.length > 1 ? UNTOLD : constant.values[0]?.value
    const number = this.#field_numbers.get(name)
    if (number === undefined || !route.scanners.has(name)) return UNTOLD
    const memory = this.#memory
    const place = memory.config(FIELDS) + number * FIELD_BYTES
    if (memory.get(place, 0) !== memory.config(LINE_GENERATION)) return undefined
    const token = memory.get(place, 4)
    if (memory.get(place, 8) !== 1 || this.#mayBeListed(token)) return UNTOLD
    return this.#read(
      memory.get(token, TOKEN_KIND),
      memory.get(token, TOKEN_START),
      memory.get(token, TOKEN_LENGTH),
    )
  }

  /** Whether it may be one of several of its name: of lists the kernel does not count what is null. */
  #mayBeListed(token: number): boolean {
    const memory = this.#memory
    if (memory.get(token, TOKEN_KEY_LENGTH) < 0) return true
    if (this.#tree.parentOf(memory.get(token, TOKEN_NODE)) === ROOT) return false
    const tokens = memory.config(TOKENS)
    for (let at = tokens; at < token; at += TOKEN_BYTES)
      if ((memory.get(at, TOKEN_KIND) & KIND_MASK) === LIST) return true
    return false
  }

  #read(kind: number, start: number, length: number): unknown {
    switch (kind & KIND_MASK) {
      case STRING:
        return (kind & (ESCAPED | NON_ASCII)) === 0
          ? this.#texts.textAt(start, length)
          : this.#decode(start, length, true)
      case NUMBER:
        return (kind & ODD_NUMBER) === 0
          ? this.#wholeNumber(start, length)
          : Number(this.#decode(start, length, false))
      case TRUE:
        return true
      case FALSE:
        return false
      default:
        return UNTOLD
    }
  }

  #decode(start: number, length: number, is_json: boolean): string {
    return decodeText(this.#memory.bytes.subarray(start, start + length), is_json)
  }

  /** One of at most 15 digits, perhaps with a sign. */
  #wholeNumber(start: number, length: number): number {
    const { bytes } = this.#memory
    const is_negative = bytes[start] === MINUS
    let number = 0
    for (let at = is_negative ? start + 1 : start; at < start + length; at++)
      number = number * 10 + ((bytes[at] ?? ZERO) - ZERO)
    return is_negative ? -number : number
  }
}

const MINUS = 0x2d
const ZERO = 0x30
