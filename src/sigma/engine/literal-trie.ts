/**
 * Literals as a tree of their characters, in typed arrays: rule sets hold tens of thousands, of hundreds of thousands
 * of characters. Nodes are numbered from the root (0) on, a child after its parent.
 */
export interface Literal {
  readonly text: string
  /** What holds where it is found. */
  readonly fact: number
}

const NONE = -1

export class LiteralTrie {
  /** The number of kinds of characters, `OTHER_CLASS` among them. */
  readonly class_count: number
  /** For code units below 128: upper case counts as lower case. */
  readonly ascii_classes: Uint8Array
  readonly #other_classes: ReadonlyMap<number, number>
  /** By node, as the classes below. */
  readonly #parents: Int32Array
  readonly #classes: Int32Array
  /** Hash table from parent and class to child; NONE where empty. Its size is a power of two. */
  readonly #slots: Int32Array
  #size = 1

  constructor(literals: readonly Literal[]) {
    const units = new Set<number>()
    let length = 0
    for (const { text } of literals) {
      length += text.length
      for (let at = 0; at < text.length; at++) units.add(text.charCodeAt(at))
    }
    this.class_count = units.size + 1
    this.ascii_classes = new Uint8Array(128)
    const other_classes = new Map<number, number>()
    let next = OTHER_CLASS + 1
    // Those of ASCII first, so that their classes have room in a byte.
    for (const unit of units) if (unit < 128) this.ascii_classes[unit] = next++
    for (const unit of units) if (unit >= 128) other_classes.set(unit, next++)
    for (let unit = 0x41; unit <= 0x5a; unit++)
      this.ascii_classes[unit] = this.ascii_classes[unit + 0x20] ?? OTHER_CLASS
    this.#other_classes = other_classes
    const capacity = length + 1
    this.#parents = new Int32Array(capacity).fill(NONE)
    this.#classes = new Int32Array(capacity)
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(capacity * 2))).fill(NONE)
    for (const { text } of literals) this.#add(text)
  }

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#parents.byteLength + this.#classes.byteLength + this.#slots.byteLength
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

  /** NONE (-1) if there is none. */
  child(node: number, character_class: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let at = hash(node, character_class) & mask; ; at = (at + 1) & mask) {
      const child = slots[at] ?? NONE
      if (child === NONE) return NONE
      if (this.#parents[child] === node && this.#classes[child] === character_class) return child
    }
  }

  /** The node that a text leads to, which must be one of the literals. */
  nodeOf(text: string): number {
    let node = 0
    for (let at = 0; at < text.length; at++) node = this.child(node, this.classOf(text.charCodeAt(at)))
    return node
  }

  #add(text: string): void {
    let node = 0
    for (let at = 0; at < text.length; at++) node = this.#childFor(node, this.classOf(text.charCodeAt(at)))
  }

  #childFor(node: number, character_class: number): number {
    const known = this.child(node, character_class)
    if (known !== NONE) return known
    const added = this.#size++
    this.#parents[added] = node
    this.#classes[added] = character_class
    const mask = this.#slots.length - 1
    let at = hash(node, character_class) & mask
    while (this.#slots[at] !== NONE) at = (at + 1) & mask
    this.#slots[at] = added
    return added
  }
}

/** All characters that no literal has. */
export const OTHER_CLASS = 0

function hash(node: number, character_class: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(character_class + 1, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
