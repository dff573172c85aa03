import { type Literal, LiteralTrie } from '../engine/literal-trie.ts'
import { Outputs } from '../engine/outputs.ts'
import { linkSuffixes } from '../engine/suffix-links.ts'
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
  readonly #suffixes: Int32Array
  readonly #row_length: number
  /** By node: the place of its row; -1 if it has none. */
  readonly #places: Int32Array

  constructor(parts: AutomatonParts) {
    const { memory, rows, literals, wholes, anywhere } = parts
    this.#parts = parts
    const trie = new LiteralTrie([...literals, ...wholes])
    this.#trie = trie
    const outputs = new Outputs(trie, literals)
    const links = anywhere ? linkSuffixes(trie, outputs) : withoutSuffixes(trie, outputs)
    this.#suffixes = links.suffixes
    this.#row_length = trie.class_count + 1
    this.#places = new Int32Array(trie.size).fill(-1)
    const address = memory.allocate(AUTOMATON_BYTES)
    this.address = address
    const classes = memory.allocate(256)
    for (let byte = 0; byte < 256; byte++) memory.bytes[classes + byte] = trie.classOf(byte)
    memory.set(address, CLASSES, classes)
    memory.set(address, ROW_LENGTH, this.#row_length)
    memory.set(address, SUFFIXES, memory.store(links.suffixes))
    memory.set(address, ENDINGS, memory.store(links.endings))
    memory.set(address, REPORTED, memory.allocate(trie.size * 4))
    memory.set(address, OUTPUT_STARTS, memory.store(outputs.starts))
    memory.set(address, OUTPUT_FACTS, memory.store(outputs.facts))
    if (wholes.length > 0) {
      const whole_outputs = new Outputs(trie, wholes)
      memory.set(address, WHOLE_STARTS, memory.store(whole_outputs.starts))
      memory.set(address, WHOLE_FACTS, memory.store(whole_outputs.facts))
    }
    memory.set(
      address,
      LONGEST,
      literals.reduce((longest, { text }) => Math.max(longest, text.length), 0),
    )
    memory.set(address, AUTOMATON_NUMBER, rows.add(this))
    if (rows.hasRoomFor(this.#row_length)) this.#writeRoot()
    else rows.empty()
  }

  /** What it takes outside of the kernel's memory. */
  get bytes(): number {
    return this.#trie.bytes + this.#suffixes.byteLength + this.#places.byteLength
  }

  /** Begins anew after all rows were forgotten. */
  restart(): void {
    this.#places.fill(-1)
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
    const place = this.#places[node] ?? 0
    const ends = memory.get(memory.get(this.address, ENDINGS), node * 4) !== 0
    // After all rows were forgotten, the one that led here is gone.
    if (rows.times_emptied === times_emptied) rows.entries()[entry] = ends ? ~(2 * place + 1) : place
    return place
  }

  /** The node and its suffixes as far as they have no row. */
  #withoutRow(node: number): number[] {
    if (this.#places[node] !== -1) return []
    const missing = [node]
    if (!this.#parts.anywhere) return missing
    for (let at = node; at !== 0; ) {
      at = this.#suffixes[at] ?? 0
      if (this.#places[at] !== -1) break
      missing.push(at)
    }
    return missing
  }

  #writeRoot(): void {
    this.#writeRow(0)
    this.#parts.memory.set(this.address, ROOT_ROW, this.#places[0] ?? 0)
  }

  #writeRow(node: number): void {
    const trie = this.#trie
    const length = this.#row_length
    const { rows, anywhere } = this.#parts
    const place = rows.take(length)
    const entries = rows.entries()
    this.#places[node] = place
    if (!anywhere) entries.fill(0, place, place + length)
    else if (node === 0) entries.fill(place, place, place + length)
    else {
      const suffix = this.#places[this.#suffixes[node] ?? 0] ?? 0
      entries.copyWithin(place, suffix, suffix + length)
    }
    for (let character_class = 1; character_class < trie.class_count; character_class++) {
      const child = trie.child(node, character_class)
      if (child !== -1) entries[place + character_class] = ~(2 * child)
    }
    entries[place + length - 1] = node
  }
}

/** A trie in which the search ends where no literal goes on. */
function withoutSuffixes(trie: LiteralTrie, outputs: Outputs) {
  const endings = new Int32Array(trie.size)
  for (let node = 1; node < trie.size; node++) if (outputs.has(node)) endings[node] = node
  return { suffixes: new Int32Array(trie.size), endings }
}
