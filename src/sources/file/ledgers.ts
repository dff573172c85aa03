import { existsSync } from 'node:fs'
import type { OnTrouble } from '../../schema/trouble.ts'
import { type SavedLedger, SourceLedger } from './ledger.ts'

export interface LedgersOptions {
  /** Paths that the configuration names as they are. */
  literals: ReadonlySet<string>
  now: () => number
  /** A line was cut, or content was lost. */
  onTrouble: OnTrouble
}

/** The ledgers of all sources that were ever read, as long as they are of use. */
export class Ledgers {
  /** Logs that are found at a path that was empty at the start were born after this. */
  started_ns = 0n
  readonly #options: LedgersOptions
  readonly #ledgers = new Map<string, SourceLedger>()

  constructor(options: LedgersOptions) {
    this.#options = options
  }

  get sources(): Iterable<string> {
    return this.#ledgers.keys()
  }

  find(source: string): SourceLedger | null {
    return this.#ledgers.get(source) ?? null
  }

  /** The ledger of `source`, begun if there is none. */
  of(source: string): SourceLedger {
    const known = this.#ledgers.get(source)
    if (known) return known
    const { literals, now, onTrouble } = this.#options
    const ledger = new SourceLedger(source, now, onTrouble)
    // A path that is waited for may hold several files, one after the other, before the first look finds one.
    if (literals.has(source) && !existsSync(source)) ledger.born_ns = this.started_ns
    this.#ledgers.set(source, ledger)
    return ledger
  }

  saved(): SavedLedger[] {
    return [...this.#ledgers.values()].map(ledger => ledger.saved())
  }

  /** Drops what is neither named, nor in use, nor younger than `since_ms`. */
  tidy(since_ms: number, isUsed: (source: string) => boolean): void {
    for (const [source, { last_record_ms }] of this.#ledgers) {
      const kept = this.#options.literals.has(source) || isUsed(source) || (last_record_ms ?? 0) >= since_ms
      if (!kept) this.#ledgers.delete(source)
    }
  }
}
