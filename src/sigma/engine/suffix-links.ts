import { enlarged } from './fact-board.ts'
import type { LiteralTrie } from './literal-trie.ts'

const UNKNOWN = -1

/** What Aho and Corasick add to a trie of literals, found when it is first asked for. */
export class SuffixLinks {
  readonly #trie: LiteralTrie
  /** By node. */
  #suffixes = new Int32Array(0)
  #endings = new Int32Array(0)

  constructor(trie: LiteralTrie) {
    this.#trie = trie
  }

  get bytes(): number {
    return this.#suffixes.byteLength + this.#endings.byteLength
  }

  /** The longest proper suffix that is a node, too. */
  suffix(node: number): number {
    const known = this.#suffixes[node] ?? UNKNOWN
    if (known !== UNKNOWN) return known
    const found = this.#find(node)
    this.#suffixes = roomFor(node, this.#suffixes)
    this.#suffixes[node] = found
    return found
  }

  /** The node itself or the next in the chain of suffixes at which a literal ends; 0, the root, if there is none. */
  ending(node: number): number {
    if (node === 0 || this.#trie.outputs.has(node)) return node
    const known = this.#endings[node] ?? UNKNOWN
    if (known !== UNKNOWN) return known
    const found = this.ending(this.suffix(node))
    this.#endings = roomFor(node, this.#endings)
    this.#endings[node] = found
    return found
  }

  #find(node: number): number {
    const parent = this.#trie.parent(node)
    if (parent <= 0) return 0
    const character_class = this.#trie.classTo(node)
    for (let at = this.suffix(parent); ; at = this.suffix(at)) {
      const child = this.#trie.child(at, character_class)
      if (child !== -1) return child
      if (at === 0) return 0
    }
  }
}

function roomFor(node: number, known: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  if (node < known.length) return known
  const larger = enlarged(known, (node + 1) * 2)
  larger.fill(UNKNOWN, known.length)
  return larger
}
