import { CODE_POINT_MAX, hasChar, rangesOf } from './char-set.ts'
import { isWordChar, NEWLINE } from './classes.ts'
import {
  ACCEPT,
  ASSERT,
  ASSERTIONS,
  INSTRUCTION_LENGTH,
  JUMP,
  type RegexProgram,
  SPLIT,
  TAKE,
} from './program.ts'

/**
 * The automaton of a pattern without lookaround and back references, by construction of subsets: a state is where in
 * the program matches may have come to that began before. Those that begin at the next character are the same in every
 * state and not part of it: so a list of hundreds of words makes small states. This part makes states and goes from one
 * to the next; which are kept, and for how long, is for `LinearMatcher` to say.
 */

/** What stands before a place, as far as `^`, `$` and `\b` ask for it; behind the last character stands the end. */
const START = 0
const LINE = 1
const WORD = 2
const OTHER = 3
const KINDS = 4

export interface AutomatonState {
  /** Places in the program at a TAKE or an ASSERT, each but once. */
  readonly places: readonly number[]
  readonly before: number
  /** The pattern has been found. */
  readonly accepts: boolean
  /** What it takes at most to go on from here, in instructions. The same for a state whenever it is made. */
  readonly cost: number
}

/** Tells states apart. */
export function keyOf({ places, before }: AutomatonState): string {
  // One character for each: there are fewer instructions than characters.
  const sorted = Uint16Array.from(places, place => place / INSTRUCTION_LENGTH).sort()
  return String.fromCharCode(before, ...sorted)
}

/** What lies behind a place without taking or asserting anything. */
interface Behind {
  readonly places: Int32Array
  readonly accepts: boolean
}

export class Automaton {
  readonly #program: RegexProgram
  readonly #is_anchored: boolean
  readonly #asks_before: boolean
  /** Where classes of characters start: those of a class are told apart by nothing in the program. */
  readonly #bounds: readonly number[]
  readonly #latin_classes: Uint16Array
  /** Of the visits of places: which are of the present one. */
  readonly #visited: Int32Array
  #visit = 0
  /** By place, made when it is first needed. */
  readonly #behind: (Behind | undefined)[] = []
  /** By place of a TAKE or an ASSERT: how many places are looked at at most to go on from it. */
  readonly #costs: Int32Array
  /** The places that a match which begins at a character takes it at, by what stands before and the character's class. */
  readonly #begun = new Map<number, readonly number[] | undefined>()
  readonly #first: AutomatonState

  /** @param is_anchored Whether the pattern can fit at the start of a text only. */
  constructor(program: RegexProgram, is_anchored: boolean) {
    this.#program = program
    this.#is_anchored = is_anchored
    const bounds = new Set<number>([0])
    const addBounds = (first: number, last: number) => {
      bounds.add(first)
      if (last < CODE_POINT_MAX) bounds.add(last + 1)
    }
    for (const set of program.sets) for (const [first, last] of rangesOf(set)) addBounds(first, last)
    this.#asks_before = program.code.some((op, at) => at % INSTRUCTION_LENGTH === 0 && op === ASSERT)
    if (this.#asks_before) {
      addBounds(NEWLINE, NEWLINE)
      for (const [first, last] of WORD_RANGES) addBounds(first, last)
    }
    this.#bounds = [...bounds].sort((a, b) => a - b)
    this.#latin_classes = Uint16Array.from({ length: LATIN }, (_, char) => this.#findClass(char))
    this.#visited = new Int32Array(program.code.length)
    this.#costs = new Int32Array(program.code.length)
    for (let at = 0; at < program.code.length; at += INSTRUCTION_LENGTH)
      if (program.code[at] === TAKE) this.#costs[at] = 1 + this.#placesBehind(at).places.length
    for (let at = 0; at < program.code.length; at += INSTRUCTION_LENGTH)
      if (program.code[at] === ASSERT) this.#costs[at] = this.#costOfAssertion(at)
    this.#first = this.#stateOf([-INSTRUCTION_LENGTH], START)
  }

  get class_count(): number {
    return this.#bounds.length
  }

  classOf(code_point: number): number {
    return code_point < LATIN ? (this.#latin_classes[code_point] ?? 0) : this.#findClass(code_point)
  }

  start(): AutomatonState {
    if (this.#first.accepts || this.#is_anchored) return this.#first
    return this.#stateOf([], START)
  }

  /** The state behind a character of this class. */
  next(state: AutomatonState, character_class: number): AutomatonState {
    const char = this.#bounds[character_class] ?? 0
    const before = this.#asks_before ? kindOf(char) : OTHER
    const taken = this.#taken(state.places, state.before, before, char)
    const begun = this.#is_anchored ? [] : this.#begunAt(state.before, before, character_class)
    if (!taken || !begun) return FOUND
    for (const place of begun) taken.push(place)
    return this.#stateOf(taken, before)
  }

  /** Whether nothing can follow but the end of the search. */
  isHopeless(state: AutomatonState): boolean {
    return this.#is_anchored && !state.accepts && state.places.length === 0
  }

  /** Whether the pattern is found where the text ends here. */
  acceptsAtEnd(state: AutomatonState): boolean {
    if (state.accepts || this.#resolve(state.places, state.before, OTHER, true) === undefined) return true
    return !this.#is_anchored && this.#resolve(this.#first.places, state.before, OTHER, true) === undefined
  }

  #begunAt(before: number, after: number, character_class: number): readonly number[] | undefined {
    const key = character_class * KINDS + before
    if (!this.#begun.has(key)) {
      const char = this.#bounds[character_class] ?? 0
      this.#begun.set(key, this.#taken(this.#first.places, before, after, char))
    }
    return this.#begun.get(key)
  }

  /** The places that a character is taken at; undefined if there is a match before it. */
  #taken(places: readonly number[], before: number, after: number, char: number): number[] | undefined {
    const { code, sets } = this.#program
    const resolved = this.#resolve(places, before, after, false)
    if (!resolved) return undefined
    const taken: number[] = []
    for (const place of resolved)
      if (code[place] === TAKE && hasChar(sets[code[place + 1] ?? 0] ?? [], char)) taken.push(place)
    return taken
  }

  /** The places with those that their assertions lead to; undefined if one leads to a match. */
  #resolve(
    of: readonly number[],
    before: number,
    after: number,
    at_end: boolean,
  ): readonly number[] | undefined {
    if (!this.#asks_before) return of
    const { code } = this.#program
    const places = [...of]
    this.#visit++
    for (const place of places) this.#visited[place] = this.#visit
    // The list grows while it is gone through.
    for (const place of places)
      if (code[place] === ASSERT && this.#holds(code[place + 1] ?? 0, before, after, at_end))
        if (this.#addBehind(place, places)) return undefined
    return places
  }

  #holds(what: number, before: number, after: number, at_end: boolean): boolean {
    switch (ASSERTIONS[what]) {
      case 'text_start':
        return before === START
      case 'text_end':
        return at_end
      case 'line_start':
        return before === START || before === LINE
      case 'line_end':
        return at_end || after === LINE
      case 'word_edge':
        return (before === WORD) !== (after === WORD)
      default:
        return (before === WORD) === (after === WORD)
    }
  }

  /** @param from The places that were gone over; -INSTRUCTION_LENGTH for the one before the first. */
  #stateOf(from: readonly number[], before: number): AutomatonState {
    const places: number[] = []
    let cost = 1
    this.#visit++
    for (const place of from) if (this.#addBehind(place, places)) return FOUND
    for (const place of places) cost += this.#costs[place] ?? 0
    return { places, before, accepts: false, cost }
  }

  /** Adds the places behind one that are not there yet; true if a match is. */
  #addBehind(place: number, places: number[]): boolean {
    const behind = this.#placesBehind(place)
    if (behind.accepts) return true
    for (let at = 0; at < behind.places.length; at++) {
      const next = behind.places[at] ?? 0
      if (this.#visited[next] === this.#visit) continue
      this.#visited[next] = this.#visit
      places.push(next)
    }
    return false
  }

  #placesBehind(place: number): Behind {
    const number = place / INSTRUCTION_LENGTH + 1
    const behind = this.#behind[number] ?? this.#follow(place + INSTRUCTION_LENGTH)
    this.#behind[number] = behind
    return behind
  }

  #follow(start: number): Behind {
    const { code } = this.#program
    const places: number[] = []
    const seen = new Set([start])
    // The set grows while it is gone through.
    for (const place of seen)
      switch (code[place]) {
        case ACCEPT:
          return { places: new Int32Array(0), accepts: true }
        case JUMP:
          seen.add(code[place + 1] ?? 0)
          break
        case SPLIT:
          seen.add(code[place + 1] ?? 0)
          seen.add(code[place + 2] ?? 0)
          break
        default:
          places.push(place)
      }
    return { places: Int32Array.from(places), accepts: false }
  }

  /** As if all assertions held that it leads to. */
  #costOfAssertion(place: number): number {
    const reached = new Set([place])
    let cost = 0
    // The set grows while it is gone through.
    for (const at of reached) {
      cost += this.#program.code[at] === TAKE ? (this.#costs[at] ?? 0) : 1
      if (this.#program.code[at] === ASSERT)
        for (const behind of this.#placesBehind(at).places) reached.add(behind)
    }
    return cost
  }

  #findClass(code_point: number): number {
    let low = 0
    let high = this.#bounds.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#bounds[middle] ?? 0) <= code_point) low = middle
      else high = middle - 1
    }
    return low
  }
}

const FOUND: AutomatonState = { places: [], before: OTHER, accepts: true, cost: 1 }
const LATIN = 256
const WORD_RANGES = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
] as const

function kindOf(code_point: number): number {
  if (code_point === NEWLINE) return LINE
  return isWordChar(code_point) ? WORD : OTHER
}
