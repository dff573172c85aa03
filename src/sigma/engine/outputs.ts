import { enlarged, type FactBoard } from './fact-board.ts'

/** Which facts hold where literals end in a trie, node by node as these are made. */
export class Outputs {
  /** By node: where its facts start in `facts`; they end where those of the next start. */
  #starts = new Int32Array(64)
  readonly #facts: Int32Array
  #nodes = 0
  #count = 0

  /** @param literals How many there are. */
  constructor(literals: number) {
    this.#facts = new Int32Array(literals)
  }

  get bytes(): number {
    return this.#starts.byteLength + this.#facts.byteLength
  }

  /** How many facts have been added. */
  get count(): number {
    return this.#count
  }

  /** Adds a fact of the node that is made. */
  add(fact: number): void {
    this.#facts[this.#count++] = fact
  }

  /** The node that is made has all of its facts. */
  endNode(): void {
    const next = ++this.#nodes
    if (next >= this.#starts.length) this.#starts = enlarged(this.#starts, next * 2)
    this.#starts[next] = this.#count
  }

  start(node: number): number {
    return this.#starts[node] ?? 0
  }

  end(node: number): number {
    return this.#starts[node + 1] ?? 0
  }

  has(node: number): boolean {
    return this.#starts[node] !== this.#starts[node + 1]
  }

  /** The facts from a place on that have been added. */
  from(place: number): Int32Array {
    return this.#facts.subarray(place, this.#count)
  }

  report(node: number, board: FactBoard): void {
    const end = this.#starts[node + 1] ?? 0
    for (let at = this.#starts[node] ?? 0; at < end; at++) board.hit(this.#facts[at] ?? 0)
  }
}
