import { encodeKey } from './key.ts'

/**
 * Parts of keys that were encoded before. Logs say the same over and over: to look a part up is faster than to make it,
 * and what is the same object is found faster in what is kept by key. Where parts hardly repeat it stands back.
 */
export class KnownParts {
  readonly #known = new Map<string, string>()
  #found = 0
  #missed = 0
  #idle = 0

  of(part: string): string {
    if (this.#idle > 0) {
      this.#idle--
      return `${part.length}:${part}`
    }
    const known = this.#known.get(part)
    if (known !== undefined) {
      this.#found++
      return known
    }
    const encoded = encodeKey([part])
    if (this.#known.size < PARTS_MAX) this.#known.set(part, encoded)
    else if (++this.#missed >= MISSED_MAX) this.#review()
    return encoded
  }

  /** Begins anew; if that was worth little, only after a while. */
  #review(): void {
    if (this.#found < this.#missed) this.#idle = IDLE_FOR
    this.#known.clear()
    this.#found = 0
    this.#missed = 0
  }
}

const PARTS_MAX = 4096
const MISSED_MAX = 4 * PARTS_MAX
const IDLE_FOR = 64 * PARTS_MAX
