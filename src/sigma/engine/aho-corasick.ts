import { enlarged, type FactBoard } from './fact-board.ts'
import { type Literal, LiteralTrie } from './literal-trie.ts'
import type { MemoryBudget } from './memory-budget.ts'
import { SuffixLinks } from './suffix-links.ts'

/**
 * Finds all of many literals in a text in one pass (Aho and Corasick 1975), as a table from state and class of
 * character to the next state. Of the states that the literals make, events visit few: a row is written when it is
 * first needed. When the table has no room left it is emptied and written anew, which bounds it without bounding what
 * it can find.
 */
export class AhoCorasick {
  readonly #trie: LiteralTrie
  readonly #links: SuffixLinks
  /** By node at which a literal ends: the generation in which it was reported last. */
  #reported = new Int32Array(0)
  readonly #budget: MemoryBudget
  /**
   * Rows of as many entries as there are classes, and one more for the node. An entry of 0 or more is the place of
   * the next row; a negative one has something to attend to: `~(2 * node)` is a node without a row, and
   * `~(2 * place + 1)` a row at which a literal ends.
   */
  #table: Int32Array<ArrayBuffer>
  readonly #row_length: number
  /** By node that has a row: its place. */
  readonly #places = new Map<number, number>()
  #rows = 0
  #times_emptied = 0

  constructor(literals: readonly Literal[], budget: MemoryBudget) {
    this.#trie = new LiteralTrie(literals)
    this.#budget = budget
    this.#links = new SuffixLinks(this.#trie)
    this.#row_length = this.#trie.class_count + 1
    this.#table = new Int32Array(this.#row_length * ROWS_AT_FIRST)
    this.#writeRow(0)
  }

  get bytes(): number {
    return this.#trie.bytes + this.#links.bytes + this.#reported.byteLength + this.#table.byteLength
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
    const ends = this.#links.ending(node) !== 0
    // After the table was emptied, the row that led here is gone.
    if (this.#times_emptied === times_emptied) this.#table[entry] = ends ? ~(2 * place + 1) : place
    if (ends) this.#report(node, board)
    return place
  }

  #report(node: number, board: FactBoard): void {
    if (this.#reported.length < this.#trie.size)
      this.#reported = enlarged(this.#reported, this.#trie.size * 2)
    // A node that was reported has reported its suffixes: so the time is bounded, however often literals occur.
    for (
      let at = this.#links.ending(node);
      at !== 0 && this.#reported[at] !== board.generation;
      at = this.#links.ending(this.#links.suffix(at))
    ) {
      this.#reported[at] = board.generation
      this.#trie.outputs.report(at, board)
    }
  }

  /** The place of a node's row, which is written if it has none, after those of its suffixes. */
  #place(node: number): number {
    const known = this.#places.get(node)
    if (known !== undefined) return known
    let missing = this.#withoutRow(node)
    if (!this.#hasRoomFor(missing.length)) {
      this.#rows = 0
      this.#times_emptied++
      this.#places.clear()
      missing = this.#withoutRow(node)
    }
    for (const at of missing.reverse()) this.#writeRow(at)
    return this.#places.get(node) ?? 0
  }

  /** The node and its suffixes as far as they have no row. */
  #withoutRow(node: number): number[] {
    const missing = [node]
    for (let at = node; at !== 0; ) {
      at = this.#links.suffix(at)
      if (this.#places.has(at)) break
      missing.push(at)
    }
    return missing
  }

  #writeRow(node: number): void {
    const trie = this.#trie
    const length = this.#row_length
    const place = this.#rows++ * length
    this.#places.set(node, place)
    if (node === 0) this.#table.fill(0, place, place + length)
    else {
      const suffix = this.#places.get(this.#links.suffix(node)) ?? 0
      this.#table.copyWithin(place, suffix, suffix + length)
    }
    const end = trie.firstChild(node) + trie.childCount(node)
    for (let child = trie.firstChild(node); child < end; child++)
      this.#table[place + trie.classTo(child)] = ~(2 * child)
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
