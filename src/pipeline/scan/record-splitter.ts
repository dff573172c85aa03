import type { BlockReceiver, Splitter } from './block.ts'

/** As much is matched at once: enough that what is done for each block counts for nothing, and little beside a cache. */
const BLOCK_BYTES = 256 * 1024
/** A longer record is left out, so that no file can take all memory. */
export const RECORD_BYTES_MAX = 16 * 1024 * 1024

/** The sizes, for tests that want to see all edges in little data. */
export interface SplitterSizes {
  readonly block_bytes: number
  readonly record_bytes_max: number
}

export const SPLITTER_SIZES: SplitterSizes = {
  block_bytes: BLOCK_BYTES,
  record_bytes_max: RECORD_BYTES_MAX,
}

/**
 * Gathers bytes in a buffer, has records found in it, and gives whole ones away when the buffer is full. A record that
 * fills the buffer makes it grow; one that is too long is thrown away as it comes.
 */
export abstract class RecordSplitter implements Splitter {
  readonly #receiver: BlockReceiver
  readonly #sizes: SplitterSizes
  #bytes: Buffer
  #length = 0
  #bounds = new Int32Array(2048)
  #count = 0
  #first_line = 1
  /** Bytes of the record at the buffer's start that were thrown away because it is too long. */
  #lost_bytes = 0
  /** Where the record begins that is not complete; what is before belongs to others. */
  protected open_at = 0

  constructor(receiver: BlockReceiver, sizes: SplitterSizes = SPLITTER_SIZES) {
    this.#receiver = receiver
    this.#sizes = sizes
    this.#bytes = this.#memory(sizes.block_bytes)
  }

  /**
   * Looks at the new bytes from `from` on, calls `record` for each record that ends in them, and leaves `open_at` where
   * the next one begins.
   */
  protected abstract scan(bytes: Buffer, from: number, end: number): void

  /** The file ends: what is left from `open_at` on is a record, or damage. */
  protected abstract finish(bytes: Buffer, end: number): void

  /** Whether anything of a record has come up to `end`. */
  protected isOpen(end: number): boolean {
    return end > this.open_at || this.#lost_bytes > 0
  }

  protected record(start: number, end: number): void {
    if (this.#bounds.length < 2 * this.#count + 2) {
      const bounds = new Int32Array(2 * this.#bounds.length)
      bounds.set(this.#bounds)
      this.#bounds = bounds
    }
    const lost = this.#lost_bytes > 0
    if (lost) {
      this.#leftOut(`${this.#lost_bytes + end - start} bytes`)
      this.#lost_bytes = 0
    }
    this.#bounds[2 * this.#count] = lost ? end : start
    this.#bounds[2 * this.#count + 1] = end
    this.#count++
  }

  protected damaged(reason: string): void {
    this.#receiver.damaged(`${reason} (after record ${this.#first_line + this.#count - 1})`)
  }

  #leftOut(found: string): void {
    const limit = `records of more than ${this.#sizes.record_bytes_max} bytes are left out`
    this.#receiver.leftOut(this.#first_line + this.#count, `${found}; ${limit}`)
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + this.#bytes.length - this.#length)
      this.#bytes.set(bytes.subarray(at, end), this.#length)
      const from = this.#length
      this.#length += end - at
      at = end
      this.scan(this.#bytes, from, this.#length)
      if (this.#length === this.#bytes.length) this.#makeRoom()
    }
  }

  flush(): void {
    if (this.#count > 0) this.#give()
  }

  end(): void {
    this.finish(this.#bytes, this.#length)
    this.flush()
  }

  #makeRoom(): void {
    const { record_bytes_max } = this.#sizes
    if (this.#count > 0 || this.open_at > 0) this.#give()
    else if (this.#length < record_bytes_max) this.#move(Math.min(2 * this.#length, record_bytes_max))
    else {
      this.#lost_bytes += this.#length
      this.#length = 0
    }
  }

  #give(): void {
    const count = this.#count
    const bytes = this.#bytes
    if (count > 0)
      this.#receiver.block(
        this.#first_line,
        { bytes, bounds: this.#bounds.slice(0, 2 * count), count },
        'lines',
      )
    this.#first_line += count
    this.#count = 0
    // Who got the buffer keeps it.
    const { block_bytes, record_bytes_max } = this.#sizes
    this.#move(Math.max(block_bytes, Math.min(2 * (this.#length - this.open_at), record_bytes_max)))
  }

  #memory(bytes: number): Buffer {
    return this.#receiver.memory?.(bytes) ?? Buffer.allocUnsafeSlow(bytes)
  }

  /** On to a new buffer, with what is not complete. */
  #move(size: number): void {
    const bytes = this.#memory(size)
    this.#bytes.copy(bytes, 0, this.open_at, this.#length)
    this.#length -= this.open_at
    this.open_at = 0
    this.#bytes = bytes
  }
}
