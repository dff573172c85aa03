/**
 * Keys of very many groups as bytes side by side: a string of each would take twice as much, and be looked at by every
 * garbage collection. Characters up to U+00FF take a byte, texts with others two for each.
 *
 * Room is given back by whole chunks, when no key in them is left: groups that came together mostly go together.
 */
export class KeyArena {
  readonly #chunks: (Chunk | undefined)[] = []
  readonly #free: number[] = []
  #current = -1
  #used = 0

  /** Where the key is kept, a number below 2^32; undefined for one that is too long. */
  add(key: string): number | undefined {
    const is_wide = hasWide(key)
    const length = 4 + (is_wide ? 2 : 1) * key.length
    if (length > KEY_BYTES_MAX) return undefined
    if (this.#current < 0 || this.#used + length > CHUNK_BYTES) this.#open()
    const chunk = this.#chunks[this.#current]
    if (!chunk) return undefined
    const start = this.#used
    const { bytes } = chunk
    bytes[start] = key.length & 0xff
    bytes[start + 1] = (key.length >>> 8) & 0xff
    bytes[start + 2] = (key.length >>> 16) & 0xff
    bytes[start + 3] = is_wide ? 1 : 0
    let at = start + 4
    for (let index = 0; index < key.length; index++) {
      const unit = key.charCodeAt(index)
      bytes[at++] = unit
      if (is_wide) bytes[at++] = unit >>> 8
    }
    chunk.live++
    this.#used = (at + ALIGNMENT - 1) & -ALIGNMENT
    return this.#current * (CHUNK_BYTES / ALIGNMENT) + start / ALIGNMENT
  }

  is(place: number, key: string): boolean {
    const bytes = this.#bytesOf(place)
    const start = startOf(place)
    if (lengthAt(bytes, start) !== key.length) return false
    const is_wide = bytes[start + 3] === 1
    let at = start + 4
    for (let index = 0; index < key.length; index++) {
      const low = bytes[at++] ?? 0
      const unit = is_wide ? low | ((bytes[at++] ?? 0) << 8) : low
      if (unit !== key.charCodeAt(index)) return false
    }
    return true
  }

  get(place: number): string {
    const bytes = this.#bytesOf(place)
    const start = startOf(place)
    const is_wide = bytes[start + 3] === 1
    let key = ''
    for (let index = 0, at = start + 4; index < lengthAt(bytes, start); index++) {
      const low = bytes[at++] ?? 0
      key += String.fromCharCode(is_wide ? low | ((bytes[at++] ?? 0) << 8) : low)
    }
    return key
  }

  delete(place: number): void {
    const number = Math.floor(place / (CHUNK_BYTES / ALIGNMENT))
    const chunk = this.#chunks[number]
    if (!chunk || --chunk.live > 0 || number === this.#current) return
    this.#chunks[number] = undefined
    this.#free.push(number)
  }

  #open(): void {
    this.#used = 0
    // Left with nothing in it, it may be written again.
    if (this.#chunks[this.#current]?.live === 0) return
    this.#current = this.#free.pop() ?? this.#chunks.length
    this.#chunks[this.#current] = { bytes: new Uint8Array(CHUNK_BYTES), live: 0 }
  }

  #bytesOf(place: number): Uint8Array {
    return this.#chunks[Math.floor(place / (CHUNK_BYTES / ALIGNMENT))]?.bytes ?? NO_BYTES
  }
}

interface Chunk {
  readonly bytes: Uint8Array
  /** How many keys are in it. */
  live: number
}

const CHUNK_BYTES = 256 * 1024
const KEY_BYTES_MAX = 16 * 1024
const ALIGNMENT = 4
const NO_BYTES = new Uint8Array(0)

function startOf(place: number): number {
  return (place % (CHUNK_BYTES / ALIGNMENT)) * ALIGNMENT
}

function lengthAt(bytes: Uint8Array, start: number): number {
  return (bytes[start] ?? 0) | ((bytes[start + 1] ?? 0) << 8) | ((bytes[start + 2] ?? 0) << 16)
}

function hasWide(key: string): boolean {
  for (let at = 0; at < key.length; at++) if (key.charCodeAt(at) > 0xff) return true
  return false
}
