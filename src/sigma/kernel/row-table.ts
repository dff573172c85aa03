import type { Automaton } from './automaton.ts'
import { ROWS, ROWS_EMPTIED } from './layout.ts'
import type { KernelMemory } from './memory.ts'

/**
 * The rows of all automata, in one table of bounded size. A row is written when it is first needed; when there is no
 * room left the table is emptied and written anew, which bounds it without bounding what automata can find.
 */
export class RowTable {
  readonly #memory: KernelMemory
  readonly #capacity: number
  readonly #automata: Automaton[] = []
  #used = FIRST_ROW
  times_emptied = 0

  /** @param bytes At least what the longest literal takes; see `rowsAtOnce`. */
  constructor(memory: KernelMemory, bytes: number) {
    this.#memory = memory
    this.#capacity = Math.max(Math.floor(bytes / 4), CAPACITY_MIN)
    memory.configure(ROWS, memory.allocate(this.#capacity * 4))
  }

  get used_bytes(): number {
    return this.#used * 4
  }

  /** The entries, counted from the first row. */
  entries(): Int32Array {
    const start = this.#memory.config(ROWS) / 4
    return this.#memory.words.subarray(start, start + this.#capacity)
  }

  /** Adds an automaton: its number. */
  add(automaton: Automaton): number {
    return this.#automata.push(automaton) - 1
  }

  get(number: number): Automaton {
    const automaton = this.#automata[number]
    if (!automaton) throw new RangeError(`no automaton has the number ${number}`)
    return automaton
  }

  hasRoomFor(words: number): boolean {
    return this.#used + words <= this.#capacity
  }

  /** The place of a new row. */
  take(words: number): number {
    const place = this.#used
    this.#used += words
    return place
  }

  /** Forgets all rows; the automata write those of their roots at once. */
  empty(): void {
    this.#used = FIRST_ROW
    this.times_emptied++
    this.#memory.configure(ROWS_EMPTIED, this.times_emptied)
    for (const automaton of this.#automata) automaton.restart()
  }
}

/** Place 0 is that of no row. */
const FIRST_ROW = 16
/** So that the rows of a literal and of all its suffixes have room at once, next to those of the roots. */
const CAPACITY_MIN = 512 * 1024
