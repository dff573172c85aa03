import type { FactBoard } from './fact-board.ts'
import type { MemoryBudget } from './memory-budget.ts'

/**
 * Remembers which facts hold of the values of one field. Logs say the same over and over: the same programs, users and
 * paths; to look a value up is faster than to scan it. Where values hardly repeat (times, identifiers) it stands back
 * for a while, and it never holds more than its budget.
 */
export class ValueMemory {
  readonly #scan: (value: string, board: FactBoard) => void
  readonly #recorder: FactBoard
  readonly #budget: MemoryBudget
  readonly #facts = new Map<string, Int32Array>()
  #bytes = 0
  #lookups = 0
  #found = 0
  #idle = 0

  /**
   * @param scan Reports the facts that hold of a value to a board.
   * @param recorder A board that nobody uses meanwhile.
   */
  constructor(scan: (value: string, board: FactBoard) => void, recorder: FactBoard, budget: MemoryBudget) {
    this.#scan = scan
    this.#recorder = recorder
    this.#budget = budget
  }

  /** Reports the facts that hold of a value. */
  report(value: string, board: FactBoard): void {
    if (value.length > LENGTH_MAX) this.#scan(value, board)
    else if (this.#idle > 0) {
      this.#idle--
      this.#scan(value, board)
    } else {
      const facts = this.#facts.get(value) ?? this.#learn(value)
      for (let at = 0; at < facts.length; at++) board.hit(facts[at] ?? 0)
      this.#found++
      if (++this.#lookups === REVIEWED_AFTER) this.#review()
    }
  }

  #learn(value: string): Int32Array {
    this.#found--
    const recorder = this.#recorder
    recorder.next()
    this.#scan(value, recorder)
    const facts = recorder.hits.slice(0, recorder.hit_count)
    const bytes = ENTRY_BYTES + value.length * 2 + facts.byteLength
    if (this.#facts.size >= ENTRIES_MAX) this.#forget()
    if (!this.#budget.take(bytes)) {
      this.#forget()
      return facts
    }
    this.#bytes += bytes
    this.#facts.set(detached(value), facts)
    return facts
  }

  #review(): void {
    if (this.#found < this.#lookups / 4) {
      this.#idle = IDLE_FOR
      this.#forget()
    }
    this.#lookups = 0
    this.#found = 0
  }

  #forget(): void {
    this.#facts.clear()
    this.#budget.giveBack(this.#bytes)
    this.#bytes = 0
  }
}

const LENGTH_MAX = 512
const ENTRIES_MAX = 2048
/** What an entry takes besides its text and its facts, roughly. */
const ENTRY_BYTES = 250
const REVIEWED_AFTER = 1024
const IDLE_FOR = 20_000

/** A copy that does not keep the longer text in memory which the value may be a part of. */
function detached(value: string): string {
  return ` ${value}`.slice(1)
}
