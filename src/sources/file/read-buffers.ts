/**
 * Memory for reading large pieces. Records are slices of what was read, so a buffer is in use until its batch is
 * settled; then it serves again. Left to the garbage collector, buffers of this size pile up faster than it runs.
 */
const KEPT_MAX = 16

export class ReadBuffers {
  readonly #bytes: number
  readonly #free: Buffer[] = []

  /** `bytes`: of the reads that are served from here. Shorter ones by half have memory of their own. */
  constructor(bytes: number) {
    this.#bytes = bytes
  }

  take(length: number): Buffer {
    if (length > this.#bytes || length <= this.#bytes / 2) return Buffer.allocUnsafeSlow(length)
    return (this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes)).subarray(0, length)
  }

  /** Nothing may refer to `buffer`, or to a slice of it, any more. */
  giveBack(buffer: Buffer): void {
    if (buffer.buffer.byteLength !== this.#bytes || this.#free.length >= KEPT_MAX) return
    this.#free.push(Buffer.from(buffer.buffer))
  }
}
