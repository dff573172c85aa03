import type { KernelMemory } from './memory.ts'

/** A text that is written again and again. It is put into the memory of a kernel when that first writes it. */
export class KeptText {
  readonly #bytes: Uint8Array
  #memory: KernelMemory | undefined
  #address = 0

  constructor(text: string) {
    this.#bytes = ENCODER.encode(text)
  }

  get length(): number {
    return this.#bytes.length
  }

  addressIn(memory: KernelMemory): number {
    if (this.#memory !== memory) {
      this.#memory = memory
      this.#address = memory.allocate(this.length)
      memory.bytes.set(this.#bytes, this.#address)
    }
    return this.#address
  }

  /** Gives its place in a kernel's memory back: it will hardly be written again. */
  release(): void {
    this.#memory?.free(this.#address, this.length)
    this.#memory = undefined
  }
}

const ENCODER = new TextEncoder()
