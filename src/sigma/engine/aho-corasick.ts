import type { FactBoard } from './fact-board.ts'
import { type Literal, LiteralTrie } from './literal-trie.ts'
import type { MemoryBudget } from './memory-budget.ts'
import { Outputs } from './outputs.ts'
import { linkSuffixes } from './suffix-links.ts'

/**
 * Finds all of many literals in a text in one pass (Aho and Corasick 1975), as a table from state and class of
 * character to the next state. Of the states that the literals make, events visit few: a row is written when it is
 * first needed. When the table has no room left it is emptied and written anew, which bounds it without bounding what
 * it can find.
 */
export class AhoCorasick {
  readonly #trie: LiteralTrie
  /** By node: the longest proper suffix that is a node, too. */
  readonly #suffixes: Int32Array
  /** By node: itself or the next in the chain of suffixes at which a literal ends; 0, the root, if there is none. */
  readonly #endings: Int32Array
  /** By node at which a literal ends: the generation in which it was reported last. */
  readonly #reported: Int32Array
  readonly #outputs: Outputs
  readonly #budget: MemoryBudget
  /**
   * Rows of as many entries as there are classes, and one more for the node. An entry of 0 or more is the place of
   * the next row; a negative one has something to attend to: `~(2 * node)` is a node without a row, and
   * `~(2 * place + 1)` a row at which a literal ends.
   */
  #table: Int32Array<ArrayBuffer>
  readonly #row_length: number
  /** By node: the place of its row; -1 if it has none. */
  readonly #places: Int32Array
  #rows = 0
  #times_emptied = 0

  constructor(literals: readonly Literal[], budget: MemoryBudget) {
    this.#trie = new LiteralTrie(literals)
    this.#budget = budget
    const size = this.#trie.size
    this.#outputs = new Outputs(this.#trie, literals)
    const { suffixes, endings } = linkSuffixes(this.#trie, this.#outputs)
    this.#suffixes = suffixes
    this.#endings = endings
    this.#reported = new Int32Array(size)
    this.#row_length = this.#trie.class_count + 1
    this.#places = new Int32Array(size).fill(-1)
    this.#table = new Int32Array(this.#row_length * ROWS_AT_FIRST)
    this.#writeRow(0)
  }

  get bytes(): number {
    return this.#trie.bytes + this.#outputs.bytes + this.#suffixes.byteLength * 4 + this.#table.byteLength
  }

  /**
   * Reports every fact whose literal stands in a text. False, and not all are reported, if it comes to a character
   * that is not of ASCII: then it wants the folded text.
   */
  scan(text: string, board: FactBoard): boolean {
    const classes = this.#trie.ascii_classes
    let table = this.#table
    const length = text.length
    let place = 0
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at)
      if (unit > 127) return false
      const entry = place + (classes[unit] ?? 0)
      const next = table[entry] ?? 0
      if (next >= 0) place = next
      else {
        place = this.#attend(next, entry, board)
        table = this.#table
      }
    }
    return true
  }

  /** The same for a folded text, whatever its characters. */
  scanFolded(text: string, board: FactBoard): void {
    let place = 0
    for (let at = 0; at < text.length; at++) {
      const entry = place + this.#trie.classOf(text.charCodeAt(at))
      const next = this.#table[entry] ?? 0
      place = next >= 0 ? next : this.#attend(next, entry, board)
    }
  }

  /** Follows a negative entry: the place of the row that it leads to. */
  #attend(next: number, entry: number, board: FactBoard): number {
    const decoded = ~next
    if ((decoded & 1) === 1) {
      const place = decoded >> 1
      this.#report(this.#table[place + this.#row_length - 1] ?? 0, board)
      return place
    }
    const node = decoded >> 1
    const times_emptied = this.#times_emptied
    const place = this.#place(node)
    const ends = this.#endings[node] !== 0
    // After the table was emptied, the row that led here is gone.
    if (this.#times_emptied === times_emptied) this.#table[entry] = ends ? ~(2 * place + 1) : place
    if (ends) this.#report(node, board)
    return place
  }

  #report(node: number, board: FactBoard): void {
    // A node that was reported has reported its suffixes: so the time is bounded, however often literals occur.
    for (
      let at = this.#endings[node] ?? 0;
      at !== 0 && this.#reported[at] !== board.generation;
      at = this.#endings[this.#suffixes[at] ?? 0] ?? 0
    ) {
      this.#reported[at] = board.generation
      this.#outputs.report(at, board)
    }
  }

  /** The place of a node's row, which is written if it has none, after those of its suffixes. */
  #place(node: number): number {
    const known = this.#places[node] ?? -1
    if (known !== -1) return known
    let missing = this.#withoutRow(node)
    if (!this.#hasRoomFor(missing.length)) {
      this.#rows = 0
      this.#times_emptied++
      this.#places.fill(-1)
      missing = this.#withoutRow(node)
    }
    for (const at of missing.reverse()) this.#writeRow(at)
    return this.#places[node] ?? 0
  }

  /** The node and its suffixes as far as they have no row. */
  #withoutRow(node: number): number[] {
    const missing = [node]
    for (let at = node; at !== 0; ) {
      at = this.#suffixes[at] ?? 0
      if (this.#places[at] !== -1) break
      missing.push(at)
    }
    return missing
  }

  #writeRow(node: number): void {
    const trie = this.#trie
    const length = this.#row_length
    const place = this.#rows++ * length
    this.#places[node] = place
    const suffix = node === 0 ? 0 : (this.#places[this.#suffixes[node] ?? 0] ?? 0)
    if (node === 0) this.#table.fill(0, place, place + length)
    else this.#table.copyWithin(place, suffix, suffix + length)
    for (let character_class = 1; character_class < trie.class_count; character_class++) {
      const child = trie.child(node, character_class)
      if (child !== -1) this.#table[place + character_class] = ~(2 * child)
    }
    this.#table[place + length - 1] = node
  }

  #hasRoomFor(rows: number): boolean {
    const needed = (this.#rows + rows) * this.#row_length
    if (needed <= this.#table.length) return true
    const length = Math.max(needed, Math.min(this.#table.length * 2, TABLE_LENGTH_MAX))
    if (length > TABLE_LENGTH_MAX || !this.#budget.take((length - this.#table.length) * 4)) return false
    const larger = new Int32Array(length)
    larger.set(this.#table)
    this.#table = larger
    return true
  }
}

/** More than the longest literal has characters: the rows of all of its suffixes must have room at once. */
const ROWS_AT_FIRST = 64
/** 16 MB. Places take a bit less than an entry has. */
const TABLE_LENGTH_MAX = 4 * 1024 * 1024
