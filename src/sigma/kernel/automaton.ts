import { type Literal, LiteralTrie } from '../engine/literal-trie.ts'
import type { Outputs } from '../engine/outputs.ts'
import { SuffixLinks } from '../engine/suffix-links.ts'
import {
  AUTOMATON_BYTES,
  AUTOMATON_NUMBER,
  CLASSES,
  ENDINGS,
  LONGEST,
  OUTPUT_FACTS,
  OUTPUT_STARTS,
  REPORTED,
  ROOT_ROW,
  ROW_LENGTH,
  SUFFIXES,
  WHOLE_FACTS,
  WHOLE_STARTS,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'
import type { RowTable } from './row-table.ts'

export interface AutomatonParts {
  readonly memory: KernelMemory
  readonly rows: RowTable
  /** What is found where it stands. The texts are bytes (see `scannedLiteral`). */
  readonly literals: readonly Literal[]
  /** What is found where the whole text is it. */
  readonly wholes: readonly Literal[]
  /** Whether the literals may stand anywhere, and not only where the search begins. */
  readonly anywhere: boolean
}

/** Builds an automaton of the kernel: all at once but for its rows, which are written when the kernel comes to them. */
export class Automaton {
  readonly address: number
  readonly #parts: AutomatonParts
  readonly #trie: LiteralTrie
  /** Undefined where the search ends when no literal goes on. */
  readonly #links: SuffixLinks | undefined
  readonly #row_length: number
  /** By node that has a row: its place. */
  readonly #places = new Map<number, number>()
  /** So many nodes have room in the kernel's tables. */
  #capacity = 0
  /** So many facts of the outputs the kernel has. */
  #fact_count = 0
  #whole_fact_count = 0
  /** Undefined since the last row. */
  #bytes: number | undefined

  constructor(parts: AutomatonParts) {
    const { memory, rows, literals, wholes, anywhere } = parts
    this.#parts = parts
    const trie = new LiteralTrie(literals, wholes)
    this.#trie = trie
    this.#links = anywhere ? new SuffixLinks(trie) : undefined
    this.#row_length = trie.class_count + 1
    const address = memory.allocate(AUTOMATON_BYTES)
    this.address = address
    const classes = memory.allocate(256)
    for (let byte = 0; byte < 256; byte++) memory.bytes[classes + byte] = trie.classOf(byte)
    memory.set(address, CLASSES, classes)
    memory.set(address, ROW_LENGTH, this.#row_length)
    memory.set(address, OUTPUT_FACTS, memory.allocate(literals.length * 4))
    if (wholes.length > 0) memory.set(address, WHOLE_FACTS, memory.allocate(wholes.length * 4))
    memory.set(
      address,
      LONGEST,
      literals.reduce((longest, { text }) => Math.max(longest, text.length), 0),
    )
    memory.set(address, AUTOMATON_NUMBER, rows.add(this))
    if (rows.hasRoomFor(this.#row_length)) this.#writeRoot()
    else rows.empty()
  }

  /** What it takes outside of the kernel's memory. It is asked for far more often than it changes. */
  get bytes(): number {
    this.#bytes ??= this.#trie.bytes + (this.#links?.bytes ?? 0) + this.#places.size * PLACE_BYTES
    return this.#bytes
  }

  /** Begins anew after all rows were forgotten. */
  restart(): void {
    this.#places.clear()
    this.#writeRoot()
  }

  /**
   * The place of a node's row, which is written if it has none, after those of its suffixes; `entry`, which led here,
   * will lead there from now on.
   */
  rowOf(node: number, entry: number): number {
    const { memory, rows } = this.#parts
    const times_emptied = rows.times_emptied
    let missing = this.#withoutRow(node)
    if (!rows.hasRoomFor(missing.length * this.#row_length)) {
      rows.empty()
      missing = this.#withoutRow(node)
    }
    for (const at of missing.reverse()) this.#writeRow(at)
    const place = this.#places.get(node) ?? 0
    const ends = memory.get(memory.get(this.address, ENDINGS), node * 4) !== 0
    // After all rows were forgotten, the one that led here is gone.
    if (rows.times_emptied === times_emptied) rows.entries()[entry] = ends ? ~(2 * place + 1) : place
    return place
  }

  /** The node and its suffixes as far as they have no row. */
  #withoutRow(node: number): number[] {
    if (this.#places.has(node)) return []
    const missing = [node]
    if (!this.#links) return missing
    for (let at = node; at !== 0; ) {
      at = this.#links.suffix(at)
      if (this.#places.has(at)) break
      missing.push(at)
    }
    return missing
  }

  #writeRoot(): void {
    this.#writeRow(0)
    this.#parts.memory.set(this.address, ROOT_ROW, this.#places.get(0) ?? 0)
  }

  #writeRow(node: number): void {
    this.#bytes = undefined
    const trie = this.#trie
    const length = this.#row_length
    const { rows } = this.#parts
    const child_end = trie.firstChild(node) + trie.childCount(node)
    this.#writeNode(node)
    const place = rows.take(length)
    const entries = rows.entries()
    this.#places.set(node, place)
    if (!this.#links) entries.fill(0, place, place + length)
    else if (node === 0) entries.fill(place, place, place + length)
    else {
      const suffix = this.#places.get(this.#links.suffix(node)) ?? 0
      entries.copyWithin(place, suffix, suffix + length)
    }
    for (let child = trie.firstChild(node); child < child_end; child++)
      entries[place + trie.classTo(child)] = ~(2 * child)
    entries[place + length - 1] = node
  }

  /** What the kernel looks up of a node that has a row. */
  #writeNode(node: number): void {
    const { memory, wholes } = this.#parts
    const { outputs, whole_outputs, size } = this.#trie
    if (size >= this.#capacity) this.#grow(size)
    const write = (table: number, at: number, value: number) =>
      memory.set(memory.get(this.address, table), at * 4, value)
    write(SUFFIXES, node, this.#links?.suffix(node) ?? 0)
    write(ENDINGS, node, this.#links?.ending(node) ?? (outputs.has(node) ? node : 0))
    write(OUTPUT_STARTS, node, outputs.start(node))
    write(OUTPUT_STARTS, node + 1, outputs.end(node))
    this.#fact_count = this.#writeFacts(OUTPUT_FACTS, outputs, this.#fact_count)
    if (wholes.length === 0) return
    write(WHOLE_STARTS, node, whole_outputs.start(node))
    write(WHOLE_STARTS, node + 1, whole_outputs.end(node))
    this.#whole_fact_count = this.#writeFacts(WHOLE_FACTS, whole_outputs, this.#whole_fact_count)
  }

  /** Writes those that have been added since there were `written`. */
  #writeFacts(table: number, outputs: Outputs, written: number): number {
    const { memory } = this.#parts
    if (outputs.count > written)
      memory.words.set(outputs.from(written), memory.get(this.address, table) / 4 + written)
    return outputs.count
  }

  #grow(size: number): void {
    const { memory, wholes } = this.#parts
    const capacity = 2 ** Math.ceil(Math.log2(size + 1))
    for (const table of wholes.length > 0 ? [...BY_NODE, WHOLE_STARTS] : BY_NODE) {
      const [from, bytes] = [memory.get(this.address, table), this.#capacity * 4]
      const to = memory.allocate(capacity * 4)
      memory.bytes.copyWithin(to, from, from + bytes)
      memory.set(this.address, table, to)
      if (bytes > 0) memory.free(from, bytes)
    }
    this.#capacity = capacity
  }
}

const BY_NODE = [SUFFIXES, ENDINGS, REPORTED, OUTPUT_STARTS]
/** In a map, roughly. */
const PLACE_BYTES = 24
