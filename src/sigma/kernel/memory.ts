import { CONFIG } from './layout.ts'

const PAGE_BYTES = 65_536
/** Behind what the kernel keeps for itself. */
const FIRST = PAGE_BYTES
const SIZE_CLASSES = 32

/**
 * The kernel's memory as those see it who build its tables: blocks that stay where they are. The memory may grow with
 * every block, by this alone, and then views of it are worth nothing any more: they are asked for each time.
 */
export class KernelMemory {
  readonly #memory: WebAssembly.Memory
  #used = FIRST
  #bytes: Uint8Array
  #words: Int32Array
  /** By size class: blocks that were given back. */
  readonly #free: number[][] = Array.from({ length: SIZE_CLASSES }, () => [])

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory
    this.#bytes = new Uint8Array(memory.buffer)
    this.#words = new Int32Array(memory.buffer)
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** Words of 32 bits; addresses are of bytes. */
  get words(): Int32Array {
    return this.#words
  }

  get used_bytes(): number {
    return this.#used
  }

  /** A block of zeros at an address that 16 divides. */
  allocate(bytes: number): number {
    const size_class = sizeClassOf(bytes)
    const freed = this.#free[size_class]?.pop()
    if (freed !== undefined) {
      this.bytes.fill(0, freed, freed + bytes)
      return freed
    }
    const address = this.#used
    // What was given back can be used for all of its size, so a block is as large as its class; a large one is not.
    this.#used += bytes > LARGE_BYTES ? roundUp(bytes, 16) : 2 ** size_class
    // Instructions read blocks of 16 bytes, also at the end.
    const missing = this.#used + 16 - this.#memory.buffer.byteLength
    if (missing > 0) {
      this.#memory.grow(Math.ceil(Math.max(missing, GROWTH_BYTES) / PAGE_BYTES))
      this.#bytes = new Uint8Array(this.#memory.buffer)
      this.#words = new Int32Array(this.#memory.buffer)
    }
    return address
  }

  /** Gives a block back that was allocated with this size. */
  free(address: number, bytes: number): void {
    if (address !== 0 && bytes <= LARGE_BYTES) this.#free[sizeClassOf(bytes)]?.push(address)
  }

  /** A copy of words. */
  store(words: Int32Array | Uint32Array): number {
    const address = this.allocate(words.byteLength)
    this.words.set(words, address / 4)
    return address
  }

  get(address: number, offset: number): number {
    return this.#words[(address + offset) >>> 2] ?? 0
  }

  set(address: number, offset: number, value: number): void {
    this.#words[(address + offset) >>> 2] = value
  }

  config(offset: number): number {
    return this.get(CONFIG, offset)
  }

  configure(offset: number, value: number): void {
    this.set(CONFIG, offset, value)
  }
}

const LARGE_BYTES = 8 * 1024 * 1024
const GROWTH_BYTES = 1024 * 1024

function sizeClassOf(bytes: number): number {
  return Math.max(4, Math.ceil(Math.log2(bytes)))
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to
}
