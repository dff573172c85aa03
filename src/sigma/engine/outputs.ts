import type { FactBoard } from './fact-board.ts'
import type { Literal, LiteralTrie } from './literal-trie.ts'

/** Which facts hold where a literal ends in a trie. */
export class Outputs {
  /** By node: where its facts start in `facts`; they end where those of the next start. */
  readonly starts: Int32Array<ArrayBuffer>
  readonly facts: Int32Array<ArrayBuffer>

  constructor(trie: LiteralTrie, literals: readonly Literal[]) {
    const nodes = literals.map(({ text }) => trie.nodeOf(text))
    const starts = new Int32Array(trie.size + 1)
    for (const node of nodes) starts[node + 1] = (starts[node + 1] ?? 0) + 1
    for (let node = 0; node < trie.size; node++)
      starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0)
    const places = starts.slice()
    this.facts = new Int32Array(literals.length)
    for (const [index, { fact }] of literals.entries()) {
      const node = nodes[index] ?? 0
      const place = places[node] ?? 0
      places[node] = place + 1
      this.facts[place] = fact
    }
    this.starts = starts
  }

  get bytes(): number {
    return this.starts.byteLength + this.facts.byteLength
  }

  has(node: number): boolean {
    return this.starts[node] !== this.starts[node + 1]
  }

  report(node: number, board: FactBoard): void {
    const end = this.starts[node + 1] ?? 0
    for (let at = this.starts[node] ?? 0; at < end; at++) board.hit(this.facts[at] ?? 0)
  }
}
