import {
  CONTROL,
  CONTROL_VALUE,
  HAS_CHILDREN,
  KEY_MASK,
  KEY_SLOTS,
  NODE_BYTES,
  NODE_FLAGS,
  NODE_HASH,
  NODE_KEY,
  NODE_KEY_LENGTH,
  NODE_PARENT,
  NODE_RANK,
  NODE_RIVALS,
  NODES,
  NOTED_KEY,
  REFUSED,
  RIVALS,
  ROOT,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'

export type Path = readonly string[]

interface Node {
  readonly path: Path
  readonly parent: number
  flags: number
  /** 0, or the number from 1 on of the name that several paths may lead to. */
  rivals: number
  /** By key. */
  readonly children: Map<string, number>
  /** See `note`. */
  rank?: number
}

/** The paths of keys that somebody asks for, as a tree of numbered nodes. */
export class KeyTree {
  /** Nodes 0 (unknown) and 1 (the record itself) have no key. */
  readonly #nodes: Node[] = [
    { path: [], parent: 0, flags: 0, rivals: 0, children: new Map() },
    { path: [], parent: 0, flags: 0, rivals: 0, children: new Map() },
  ]
  #rivals = 0

  get size(): number {
    return this.#nodes.length
  }

  pathOf(node: number): Path {
    return this.#nodes[node]?.path ?? []
  }

  find(path: Path): number | undefined {
    let node: number | undefined = ROOT
    for (const key of path) {
      node = this.#nodes[node]?.children.get(key)
      if (node === undefined) return undefined
    }
    return node
  }

  isControl(node: number): boolean {
    return ((this.#nodes[node]?.flags ?? 0) & CONTROL) !== 0
  }

  isControlledByValue(node: number): boolean {
    return ((this.#nodes[node]?.flags ?? 0) & CONTROL_VALUE) !== 0
  }

  parentOf(node: number): number {
    return this.#nodes[node]?.parent ?? 0
  }

  rivalsOf(node: number): number {
    return this.#nodes[node]?.rivals ?? 0
  }

  /** Whether a control key lies directly in the map at a node. */
  hasControlsBelow(node: number): boolean {
    return this.#nodes.some(({ parent, flags }) => parent === node && (flags & CONTROL) !== 0)
  }

  add(path: Path): number {
    let node = ROOT
    for (const [at, key] of path.entries())
      node = this.#nodes[node]?.children.get(key) ?? this.#addChild(node, path.slice(0, at + 1), key)
    return node
  }

  #addChild(parent: number, path: Path, key: string): number {
    this.#flag(parent, HAS_CHILDREN)
    const node = this.#nodes.push({ path, parent, flags: 0, rivals: 0, children: new Map() }) - 1
    this.#nodes[parent]?.children.set(key, node)
    return node
  }

  addControl(path: Path, by_value: boolean): void {
    this.#flag(this.add(path), by_value ? CONTROL | CONTROL_VALUE : CONTROL)
  }

  /** The tokens of what stands there, and of the maps around it, are noted; what has the least rank tells the time best. */
  note(path: Path, rank: number): void {
    for (const [at] of path.entries()) this.#flag(this.add(path.slice(0, at + 1)), NOTED_KEY)
    const node = this.#nodes[this.add(path)]
    if (node) node.rank ??= rank
  }

  /**
   * The paths that a name may lead to inside of these maps, where each dot may be part of a key or lead into a map: a
   * line with more than one of them is left to others. Undefined for a name that is not followed.
   */
  addName(containers: readonly Path[], name: string): readonly number[] | undefined {
    const spellings = spellingsOf(name)
    if (!spellings) return undefined
    const nodes = containers.flatMap(container => spellings.map(path => this.#addSpelling(container, path)))
    if (nodes.length === 1) return nodes
    this.#rivals++
    for (const node of nodes) {
      const at = this.#nodes[node]
      if (!at) continue
      // A path that belongs to two names is too much to follow.
      if (at.rivals !== 0) at.flags |= REFUSED
      at.rivals = this.#rivals
    }
    return nodes
  }

  #addSpelling(container: Path, spelling: Path): number {
    const path = [...container, ...spelling]
    // A key that a longer name might go on from hides what lies under its first parts.
    for (const [at, key] of spelling.entries())
      if (at < spelling.length - 1 && key.includes('.')) this.refuse(path.slice(0, container.length + at + 1))
    return this.add(path)
  }

  /** Writes the tree into the kernel's memory. `hash` is the kernel's. */
  write(memory: KernelMemory, hash: (parent: number, address: number, length: number) => number): void {
    const nodes = memory.allocate(this.size * NODE_BYTES)
    const slot_count = 2 ** Math.ceil(Math.log2(this.size * 4))
    const slots = memory.allocate(slot_count * 4)
    memory.configure(NODES, nodes)
    memory.configure(KEY_SLOTS, slots)
    memory.configure(KEY_MASK, slot_count - 1)
    memory.configure(RIVALS, memory.allocate(Math.max(this.#rivals, 1) * 8))
    for (const [number, { path, parent, flags, rivals, rank }] of this.#nodes.entries()) {
      const node = nodes + number * NODE_BYTES
      memory.set(node, NODE_FLAGS, flags)
      memory.set(node, NODE_PARENT, parent)
      memory.set(node, NODE_RIVALS, rivals)
      memory.set(node, NODE_RANK, rank === undefined ? 0 : rank + 1)
      if (number <= ROOT) continue
      const key = ENCODER.encode(path.at(-1))
      const address = memory.allocate(key.length + 16)
      memory.bytes.set(key, address)
      const hashed = hash(parent, address, key.length)
      memory.set(node, NODE_KEY, address)
      memory.set(node, NODE_KEY_LENGTH, key.length)
      memory.set(node, NODE_HASH, hashed)
      let slot = hashed & (slot_count - 1)
      while (memory.get(slots, slot * 4) !== 0) slot = (slot + 1) & (slot_count - 1)
      memory.set(slots, slot * 4, number)
    }
  }

  /** Lines with a key at this place are left to others. */
  refuse(path: Path): void {
    this.#flag(this.add(path), REFUSED)
  }

  #flag(node: number, flags: number): void {
    const at = this.#nodes[node]
    if (at) at.flags |= flags
  }
}

/** Each way to read the dots of a name as parts of keys or as ways into maps; undefined if they are too many. */
function spellingsOf(name: string): Path[] | undefined {
  const parts = name.split('.')
  if (parts.includes('') || parts.length > PARTS_MAX) return undefined
  let spellings: string[][] = [[parts[0] ?? '']]
  for (const part of parts.slice(1))
    spellings = spellings.flatMap(path => [
      [...path, part],
      [...path.slice(0, -1), `${path.at(-1)}.${part}`],
    ])
  return spellings
}

const PARTS_MAX = 6
const ENCODER = new TextEncoder()
