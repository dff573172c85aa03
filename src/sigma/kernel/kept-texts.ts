import type { KernelMemory } from './memory.ts'

/** Texts that are written again and again, in the kernel's memory: each stands there once. */
export class KeptTexts {
  readonly #memory: KernelMemory
  readonly #places = new Map<string, readonly [address: number, length: number]>()

  constructor(memory: KernelMemory) {
    this.#memory = memory
  }

  keep(text: string): readonly [address: number, length: number] {
    const known = this.#places.get(text)
    if (known) return known
    const bytes = ENCODER.encode(text)
    const address = this.#memory.allocate(bytes.length)
    this.#memory.bytes.set(bytes, address)
    const place = [address, bytes.length] as const
    this.#places.set(text, place)
    return place
  }
}

const ENCODER = new TextEncoder()
