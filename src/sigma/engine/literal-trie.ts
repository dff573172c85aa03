import { enlarged } from './fact-board.ts'
import { Outputs } from './outputs.ts'

export interface Literal {
  readonly text: string
  /** What holds where it is found. */
  readonly fact: number
}

const NONE = -1
const NODES_AT_FIRST = 64

/**
 * Literals as a tree of their characters, in typed arrays: rule sets hold tens of thousands, of hundreds of thousands
 * of characters. Of the nodes that these make, events visit few, so that a node gets its children when it is first
 * asked for them: until then it is the stretch of literals that begin alike. Nodes are numbered in the order in which
 * they are made, from the root (0) on; children of one node stand together, by their classes.
 */
export class LiteralTrie {
  /** The number of kinds of characters, `OTHER_CLASS` among them. */
  readonly class_count: number
  /** For code units below 128: upper case counts as lower case. */
  readonly ascii_classes: Uint8Array
  /** Of literals that are found where they end. */
  readonly outputs: Outputs
  /** Of literals that are found where the whole text is one of them. */
  readonly whole_outputs: Outputs
  readonly #other_classes: ReadonlyMap<number, number>
  readonly #literals: readonly Literal[]
  /** How many of the literals, the first of them, are no whole texts. */
  readonly #whole_from: number
  /** The numbers of the literals, those of each node together. */
  readonly #order: Int32Array
  /** By node, as all below. */
  #parents = new Int32Array(NODES_AT_FIRST)
  #classes = new Int32Array(NODES_AT_FIRST)
  #depths = new Int32Array(NODES_AT_FIRST)
  /** Where the literals that go on from the node start in `order`. */
  #starts = new Int32Array(NODES_AT_FIRST)
  #ends = new Int32Array(NODES_AT_FIRST)
  /** 0 until it has been asked for: no child is the root. */
  #first_children = new Int32Array(NODES_AT_FIRST)
  #child_counts = new Int32Array(NODES_AT_FIRST)
  #size = 0

  constructor(literals: readonly Literal[], wholes: readonly Literal[] = []) {
    this.#literals = [...literals, ...wholes]
    this.#whole_from = literals.length
    this.outputs = new Outputs(literals.length)
    this.whole_outputs = new Outputs(wholes.length)
    this.ascii_classes = new Uint8Array(128)
    const other_units = new Set<number>()
    for (const { text } of this.#literals)
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at)
        if (unit < 128) this.ascii_classes[unit] = 1
        else other_units.add(unit)
      }
    // Those of ASCII first, so that their classes have room in a byte.
    let next = OTHER_CLASS + 1
    for (let unit = 0; unit < 128; unit++)
      if (this.ascii_classes[unit] === 1) this.ascii_classes[unit] = next++
    for (let unit = 0x41; unit <= 0x5a; unit++)
      this.ascii_classes[unit] = this.ascii_classes[unit + 0x20] ?? OTHER_CLASS
    this.#other_classes = new Map([...other_units].map(unit => [unit, next++]))
    this.class_count = next
    this.#order = Int32Array.from(this.#literals.keys())
    const empty = this.#order.filter(literal => this.#textOf(literal) === '')
    const others = this.#order.filter(literal => this.#textOf(literal) !== '')
    this.#order.set(empty)
    this.#order.set(others, empty.length)
    this.#add(NONE, OTHER_CLASS, 0, empty.length, this.#order.length)
  }

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    const arrays_by_node = 7
    return (
      this.#order.byteLength +
      this.#parents.byteLength * arrays_by_node +
      this.outputs.bytes +
      this.whole_outputs.bytes
    )
  }

  /** The class of a code unit of a folded text. */
  classOf(unit: number): number {
    return (unit < 128 ? this.ascii_classes[unit] : this.#other_classes.get(unit)) ?? OTHER_CLASS
  }

  parent(node: number): number {
    return this.#parents[node] ?? NONE
  }

  /** The class that leads from its parent to the node. */
  classTo(node: number): number {
    return this.#classes[node] ?? OTHER_CLASS
  }

  /** The first child of a node; the others follow it. */
  firstChild(node: number): number {
    if (this.#first_children[node] === 0) this.#makeChildren(node)
    return this.#first_children[node] ?? 0
  }

  childCount(node: number): number {
    if (this.#first_children[node] === 0) this.#makeChildren(node)
    return this.#child_counts[node] ?? 0
  }

  /** NONE (-1) if there is none. */
  child(node: number, character_class: number): number {
    let from = this.firstChild(node)
    let to = from + (this.#child_counts[node] ?? 0)
    while (from < to) {
      const middle = (from + to) >> 1
      const found = this.#classes[middle] ?? OTHER_CLASS
      if (found === character_class) return middle
      if (found < character_class) from = middle + 1
      else to = middle
    }
    return NONE
  }

  #textOf(literal: number): string {
    return this.#literals[literal]?.text ?? ''
  }

  /** Sorts the literals of a node by their next character, those that end with it in front. */
  #makeChildren(node: number): void {
    const [from, to] = [this.#starts[node] ?? 0, this.#ends[node] ?? 0]
    const depth = this.#depths[node] ?? 0
    this.#first_children[node] = this.#size
    const keyOf = (literal: number) => {
      const text = this.#textOf(literal)
      return 2 * this.classOf(text.charCodeAt(depth)) + Number(text.length > depth + 1)
    }
    if (to - from === 1) {
      const key = keyOf(this.#order[from] ?? 0)
      this.#child_counts[node] = 1
      this.#add(node, key >> 1, from, to - (key & 1), to)
      return
    }
    const literals = this.#order.slice(from, to)
    const keys = literals.map(keyOf)
    const places = new Int32Array(2 * this.class_count + 1)
    for (const key of keys) places[key + 1] = (places[key + 1] ?? 0) + 1
    places[0] = from
    for (let key = 1; key < places.length; key++) places[key] = (places[key] ?? 0) + (places[key - 1] ?? 0)
    for (const [at, key] of keys.entries()) {
      const place = places[key] ?? 0
      places[key] = place + 1
      this.#order[place] = literals[at] ?? 0
    }
    // Each place has moved on to where the literals of the next key start.
    let start = from
    for (let character_class = 1; character_class < this.class_count; character_class++) {
      const ended = places[2 * character_class] ?? 0
      const end = places[2 * character_class + 1] ?? 0
      if (start === end) continue
      this.#add(node, character_class, start, ended, end)
      start = end
    }
    this.#child_counts[node] = this.#size - (this.#first_children[node] ?? 0)
  }

  /** Adds a node: of its literals, which stand from `start` to `end`, those before `ended` end with it. */
  #add(parent: number, character_class: number, start: number, ended: number, end: number): void {
    const node = this.#size++
    if (node >= this.#parents.length) this.#grow()
    this.#parents[node] = parent
    this.#classes[node] = character_class
    this.#depths[node] = parent === NONE ? 0 : (this.#depths[parent] ?? 0) + 1
    this.#starts[node] = ended
    this.#ends[node] = end
    for (let at = start; at < ended; at++) {
      const literal = this.#order[at] ?? 0
      const outputs = literal < this.#whole_from ? this.outputs : this.whole_outputs
      outputs.add(this.#literals[literal]?.fact ?? 0)
    }
    this.outputs.endNode()
    this.whole_outputs.endNode()
  }

  #grow(): void {
    const length = this.#parents.length * 2
    this.#parents = enlarged(this.#parents, length)
    this.#classes = enlarged(this.#classes, length)
    this.#depths = enlarged(this.#depths, length)
    this.#starts = enlarged(this.#starts, length)
    this.#ends = enlarged(this.#ends, length)
    this.#first_children = enlarged(this.#first_children, length)
    this.#child_counts = enlarged(this.#child_counts, length)
  }
}

/** All characters that no literal has. */
export const OTHER_CLASS = 0
