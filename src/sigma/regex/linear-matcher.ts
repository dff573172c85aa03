import { Automaton, type AutomatonState, keyOf } from './automaton.ts'
import type { RegexProgram } from './program.ts'

/**
 * Runs patterns by their automaton, in one pass over the text. Most have so few states that all of them are made at
 * once: then each character takes one look into a table, whatever the text. Of the others states are made as texts need
 * them and forgotten when they are too many; what a text may take at most is then counted, and bounded. The count
 * depends on the pattern and the text alone, not on what is in the table.
 */
export class LinearMatcher {
  readonly #automaton: Automaton
  readonly #class_count: number
  /** Whether it fits every text. */
  readonly #fits_empty: boolean
  readonly #states: AutomatonState[] = []
  readonly #numbers = new Map<string, number>()
  /** In all states. */
  #place_count = 0
  /** From state and class to state; UNKNOWN where it has not been found out. */
  #table: Int32Array
  /** Whether all states are in the table. */
  readonly #is_complete: boolean

  constructor(program: RegexProgram, is_anchored: boolean) {
    this.#automaton = new Automaton(program, is_anchored)
    this.#class_count = this.#automaton.class_count
    this.#fits_empty = this.#automaton.start().accepts
    this.#table = new Int32Array(0)
    this.#is_complete = this.#makeAll()
    if (!this.#is_complete) this.#startAnew()
  }

  /** The size of the table, in bytes. */
  get bytes(): number {
    return this.#table.byteLength
  }

  /** Whether the pattern fits somewhere in `text`; undefined if that may take more than `work_max` instructions. */
  test(text: string, work_max: number): boolean | undefined {
    if (this.#fits_empty) return true
    return this.#is_complete ? this.#testByTable(text) : this.#testByNeed(text, work_max)
  }

  #testByTable(text: string): boolean {
    const table = this.#table
    const automaton = this.#automaton
    let row = 0
    for (let at = 0; at < text.length; at++) {
      let char = text.charCodeAt(at)
      if (char >= 0xd800 && char < 0xdc00) {
        char = text.codePointAt(at) ?? 0
        if (char > 0xffff) at++
      }
      row = table[row + automaton.classOf(char)] ?? 0
      if (row < 0) return row === MATCH
    }
    return this.#acceptsAtEnd(row / this.#class_count)
  }

  #testByNeed(text: string, work_max: number): boolean | undefined {
    const automaton = this.#automaton
    let work = 0
    let state = automaton.start()
    /** Its number in the table; none where the table is full. */
    let number: number | undefined = this.#numberOf(state)
    let times_emptied = 0
    for (let at = 0; at < text.length; at++) {
      work += state.cost
      if (work > work_max) return undefined
      const char = text.codePointAt(at) ?? 0
      if (char > 0xffff) at++
      const character_class = automaton.classOf(char)
      const entry = (number ?? 0) * this.#class_count + character_class
      const known: number = number === undefined ? UNKNOWN : (this.#table[entry] ?? UNKNOWN)
      if (known !== UNKNOWN) {
        if (known < 0) return known === MATCH
        number = known / this.#class_count
        state = this.#states[number] ?? state
        continue
      }
      state = automaton.next(state, character_class)
      if (state.accepts) return true
      if (automaton.isHopeless(state)) return false
      if (number === undefined) continue
      if (this.#isFull()) {
        // Once for a text: one that comes to new states all the time is faster without a table.
        number = undefined
        if (times_emptied++ > 0) continue
        this.#startAnew()
        number = this.#numberOf(state)
      } else {
        number = this.#numberOf(state)
        this.#table[entry] = number * this.#class_count
      }
    }
    return automaton.acceptsAtEnd(state)
  }

  /** False if there are too many. */
  #makeAll(): boolean {
    const rows: number[][] = []
    this.#numberOf(this.#automaton.start())
    let work = 0
    // The list grows while it is gone through.
    for (const state of this.#states) {
      work += state.cost * this.#class_count
      if (work > MAKING_WORK_MAX || this.#isFull()) return false
      const row: number[] = []
      for (let character_class = 0; character_class < this.#class_count; character_class++) {
        const next = this.#automaton.next(state, character_class)
        if (next.accepts) row.push(MATCH)
        else if (this.#automaton.isHopeless(next)) row.push(HOPELESS)
        else row.push(this.#numberOf(next) * this.#class_count)
      }
      rows.push(row)
    }
    this.#table = Int32Array.from(rows.flat())
    return true
  }

  #acceptsAtEnd(number: number): boolean {
    const state = this.#states[number]
    return state !== undefined && this.#automaton.acceptsAtEnd(state)
  }

  #isFull(): boolean {
    return this.#states.length >= STATES_MAX || this.#place_count >= PLACES_MAX
  }

  #startAnew(): void {
    this.#place_count = 0
    this.#states.length = 0
    this.#numbers.clear()
    this.#table = new Int32Array(STATES_MAX * this.#class_count).fill(UNKNOWN)
    this.#numberOf(this.#automaton.start())
  }

  #numberOf(state: AutomatonState): number {
    const key = keyOf(state)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#place_count += state.places.length
    this.#numbers.set(key, this.#states.length)
    return this.#states.push(state) - 1
  }
}

/** Entries of the table that lead to no row. */
const UNKNOWN = -1
const MATCH = -2
/** No match can follow. */
const HOPELESS = -3

/** More than a program has instructions, so that one that only counts has room. */
const STATES_MAX = 2100
/** 8 MB. */
const PLACES_MAX = 1_000_000
/** In instructions. */
const MAKING_WORK_MAX = 300_000
