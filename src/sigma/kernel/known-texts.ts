import type { KernelMemory } from './memory.ts'

/**
 * Texts of ASCII that were read before. Logs say the same over and over, and to find a text that is at hand takes a
 * fraction of making it; it is the same object, too, which makes what is counted by it faster.
 */
export class KnownTexts {
  readonly #memory: KernelMemory
  /** By hash: the text that had it last. */
  readonly #texts: (string | undefined)[] = new Array(SLOT_COUNT).fill(undefined)

  constructor(memory: KernelMemory) {
    this.#memory = memory
  }

  textAt(start: number, length: number): string {
    const { bytes } = this.#memory
    if (length > LENGTH_MAX) return decodeAscii(bytes, start, length)
    const end = start + length
    let hash = length
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME)
    const slot = (hash ^ (hash >>> 15)) & (SLOT_COUNT - 1)
    const known = this.#texts[slot]
    if (known !== undefined && isAt(known, bytes, start, length)) return known
    const text = decodeAscii(bytes, start, length)
    this.#texts[slot] = text
    return text
  }
}

const SLOT_COUNT = 16_384
/** A longer one hardly comes again. */
const LENGTH_MAX = 64
const FNV_PRIME = 0x01000193

function isAt(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false
  return true
}

const DECODER = new TextDecoder('latin1')

function decodeAscii(bytes: Uint8Array, start: number, length: number): string {
  return DECODER.decode(bytes.subarray(start, start + length))
}
