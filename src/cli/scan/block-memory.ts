/** As many blocks as one chunk of a file makes. */
const SPARE_MAX = 8

/**
 * The memory of blocks, used again and again: what lies outside of V8's heap counts as garbage that can be collected, so
 * that new memory for each block means to search the whole heap for garbage every few blocks.
 */
export class BlockMemory {
  readonly #spare: Buffer[] = []

  /** So many bytes, which may hold anything. */
  take(bytes: number): Buffer {
    const [spare] = this.#spare
    // Other sizes are for records that are longer than a block, which are rare.
    if (spare?.length !== bytes) return Buffer.allocUnsafeSlow(bytes)
    return this.#spare.shift() ?? spare
  }

  /** Takes back what nobody looks at any more; what went over to another thread is empty. */
  give(bytes: Uint8Array): void {
    if (bytes.length !== (this.#spare[0] ?? bytes).length) this.#spare.length = 0
    if (bytes.length > 0 && this.#spare.length < SPARE_MAX)
      this.#spare.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  }
}
