import type { LiteralTrie } from './literal-trie.ts'
import type { Outputs } from './outputs.ts'

/** What Aho and Corasick add to a trie of literals. */
export interface SuffixLinks {
  /** By node: the longest proper suffix that is a node, too. */
  readonly suffixes: Int32Array<ArrayBuffer>
  /** By node: itself or the next in the chain of suffixes at which a literal ends; 0, the root, if there is none. */
  readonly endings: Int32Array<ArrayBuffer>
}

export function linkSuffixes(trie: LiteralTrie, outputs: Outputs): SuffixLinks {
  const suffixes = new Int32Array(trie.size)
  const endings = new Int32Array(trie.size)
  for (const node of nodesByDepth(trie)) {
    const parent = trie.parent(node)
    if (parent > 0) {
      const character_class = trie.classTo(node)
      let suffix = suffixes[parent] ?? 0
      let child = trie.child(suffix, character_class)
      while (child === -1 && suffix !== 0) {
        suffix = suffixes[suffix] ?? 0
        child = trie.child(suffix, character_class)
      }
      suffixes[node] = child === -1 ? 0 : child
    }
    if (node !== 0) endings[node] = outputs.has(node) ? node : (endings[suffixes[node] ?? 0] ?? 0)
  }
  return { suffixes, endings }
}

/** All nodes, from the root on. */
function nodesByDepth(trie: LiteralTrie): Int32Array {
  const depths = new Uint16Array(trie.size)
  const counts: number[] = [1]
  for (let node = 1; node < trie.size; node++) {
    const depth = (depths[trie.parent(node)] ?? 0) + 1
    depths[node] = depth
    counts[depth] = (counts[depth] ?? 0) + 1
  }
  let sum = 0
  const starts = counts.map(count => {
    sum += count
    return sum - count
  })
  const sorted = new Int32Array(trie.size)
  for (let node = 0; node < trie.size; node++) {
    const depth = depths[node] ?? 0
    const at = starts[depth] ?? 0
    starts[depth] = at + 1
    sorted[at] = node
  }
  return sorted
}
