import { fold } from '../fold.ts'
import { AhoCorasick } from './aho-corasick.ts'
import { EndScanner, StartScanner } from './edge-scanner.ts'
import type { FactBoard } from './fact-board.ts'
import type { FactTable, TextFact } from './facts.ts'
import type { Literal } from './literal-trie.ts'
import type { MemoryBudget } from './memory-budget.ts'
import { spellingsOf } from './test-expression.ts'

/** The index of one field: finds which of the facts about its texts hold. */
export class FieldScanner {
  readonly #text: number
  readonly #exists: number
  readonly #null: number
  readonly #starts: StartScanner | undefined
  readonly #ends: EndScanner | undefined
  readonly #anywhere: AhoCorasick | undefined

  /** @param numbers Facts about one field; those that no index can tell are passed over. */
  constructor(numbers: Iterable<number>, facts: FactTable, budget: MemoryBudget) {
    const presence = { text: NO_FACT, exists: NO_FACT, null: NO_FACT }
    const lists: Record<TextFact['kind'], Literal[]> = {
      startswith: [],
      equals: [],
      endswith: [],
      contains: [],
    }
    for (const number of numbers) {
      const fact = facts.get(number)
      if (fact.kind === 'text' || fact.kind === 'exists' || fact.kind === 'null') presence[fact.kind] = number
      else if ('literal' in fact)
        for (const text of spellingsOf(fact)) lists[fact.kind].push({ text, fact: number })
    }
    const { startswith, equals, endswith, contains } = lists
    this.#text = presence.text
    this.#exists = presence.exists
    this.#null = presence.null
    if (startswith.length + equals.length > 0) this.#starts = new StartScanner(startswith, equals)
    if (endswith.length > 0) this.#ends = new EndScanner(endswith)
    if (contains.length > 0) this.#anywhere = new AhoCorasick(contains, budget)
  }

  get bytes(): number {
    return (this.#starts?.bytes ?? 0) + (this.#ends?.bytes ?? 0) + (this.#anywhere?.bytes ?? 0)
  }

  exists(board: FactBoard): void {
    if (this.#exists !== NO_FACT) board.hit(this.#exists)
  }

  null(board: FactBoard): void {
    if (this.#null !== NO_FACT) board.hit(this.#null)
  }

  /** A text of the field; there may be several, or none. */
  text(text: string, board: FactBoard): void {
    if (this.#text !== NO_FACT) board.hit(this.#text)
    const is_done =
      (this.#starts?.scan(text, board, false) ?? true) &&
      (this.#ends?.scan(text, board, false) ?? true) &&
      (this.#anywhere?.scan(text, board) ?? true)
    if (is_done) return
    const folded = fold(text)
    this.#starts?.scan(folded, board, true)
    this.#ends?.scan(folded, board, true)
    this.#anywhere?.scanFolded(folded, board)
  }
}

const NO_FACT = -1
