import { encodeKey } from './key.ts'

/**
 * Parts of keys that were encoded before. Logs say the same over and over: to look a part up is faster than to make it,
 * and what is the same object is found faster in what is kept by key. Where parts hardly repeat it stands back.
 */
export class KnownParts {
  readonly #known = new Map<string, string>()
  #missed = 0

  of(part: string): string {
    const known = this.#known.get(part)
    if (known !== undefined) return known
    const encoded = encodeKey([part])
    if (this.#known.size < PARTS_MAX) this.#known.set(part, encoded)
    else if (++this.#missed >= MISSED_MAX) {
      this.#known.clear()
      this.#missed = 0
    }
    return encoded
  }
}

const PARTS_MAX = 4096
const MISSED_MAX = 16 * PARTS_MAX
