import type { KeptText } from './kept-text.ts'
import { DECIMAL, PIECES, PIECES_MAX } from './layout.ts'
import type { KernelMemory } from './memory.ts'
import type { WasmKernel } from './wasm-kernel.ts'

/** Written texts are kept up to here before they are copied. */
const OUTPUT_BYTES = 4 * 1024 * 1024
/** For texts that are written once, of one line. */
const TEXT_BYTES = 64 * 1024
/** What the kernel may write beyond the end. */
const SLACK_BYTES = 16
const DECIMAL_DIGITS_MAX = 10

/** A text made of pieces that stand in the kernel's memory, most of them in the line that was matched last. */
export class Pieces {
  readonly #kernel: WasmKernel
  readonly #memory: KernelMemory
  readonly #output: number
  readonly #texts: number
  #output_end = 0
  #text_end = 0
  #count = 0
  #is_whole = true
  #copied: Uint8Array[] = []

  constructor(kernel: WasmKernel) {
    const { memory } = kernel
    this.#kernel = kernel
    this.#memory = memory
    this.#output = memory.allocate(OUTPUT_BYTES + SLACK_BYTES)
    this.#texts = memory.allocate(TEXT_BYTES)
    memory.configure(PIECES, memory.allocate(PIECES_MAX * 8))
  }

  begin(): void {
    this.#count = 0
    this.#text_end = 0
    this.#is_whole = true
  }

  /** Something is missing that can not be written. */
  fail(): void {
    this.#is_whole = false
  }

  /** What stands at an address. */
  add(address: number, length: number): void {
    this.#push(address, length)
  }

  /** Without the first `skipped` bytes. */
  kept(text: KeptText, skipped = 0): void {
    this.add(text.addressIn(this.#memory) + skipped, text.length - skipped)
  }

  /** A text of ASCII that is not written again. */
  ascii(text: string): void {
    if (this.#text_end + text.length > TEXT_BYTES) this.fail()
    else this.#addText(text)
  }

  #addText(text: string): void {
    const start = this.#texts + this.#text_end
    const { bytes } = this.#memory
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit > 0x7f) this.fail()
      bytes[start + at] = unit
    }
    this.#text_end += text.length
    this.add(start, text.length)
  }

  /** An integer from 0 to 2^32 - 1. */
  decimal(value: number): void {
    this.#push(value, DECIMAL)
  }

  /** How far it is by now, to go back to. */
  mark(): number {
    return this.#count
  }

  backTo(mark: number): void {
    this.#count = mark
  }

  /** Writes the text behind those before; false, and nothing of it is written, if something is missing. */
  end(): boolean {
    const bytes = this.#is_whole ? this.#countBytes() : Number.POSITIVE_INFINITY
    if (bytes > OUTPUT_BYTES) return false
    if (this.#output_end + bytes > OUTPUT_BYTES) this.#copied.push(this.#takeOut().slice())
    const written = this.#kernel.writePieces(this.#count, this.#output + this.#output_end)
    this.#output_end = written - this.#output
    return true
  }

  /** All that was written since the last time. It is overwritten by what is written next. */
  take(): readonly Uint8Array[] {
    const taken = [...this.#copied, this.#takeOut()]
    this.#copied = []
    return taken
  }

  /** At most. */
  #countBytes(): number {
    const { words } = this.#memory
    const pieces = this.#memory.config(PIECES) >>> 2
    let bytes = 0
    for (let piece = 0; piece < this.#count; piece++) {
      const length = words[pieces + piece * 2 + 1] ?? 0
      bytes += length === DECIMAL ? DECIMAL_DIGITS_MAX : length
    }
    return bytes
  }

  #push(address: number, length: number): void {
    if (this.#count === PIECES_MAX) {
      this.fail()
      return
    }
    const { words } = this.#memory
    const place = (this.#memory.config(PIECES) >>> 2) + this.#count * 2
    words[place] = address
    words[place + 1] = length
    this.#count++
  }

  #takeOut(): Uint8Array {
    const taken = this.#memory.bytes.subarray(this.#output, this.#output + this.#output_end)
    this.#output_end = 0
    return taken
  }
}
