/** Counts generations for all boards, so that a number never stands for two of them. */
export interface Generations {
  last: number
}

/**
 * Which facts hold of what is at hand: an event, or one value. Nothing is cleared for the next one: a fact holds if it
 * bears the number of the present generation.
 */
export class FactBoard {
  generation = 0
  /** By fact: the last generation in which it was found to hold. */
  stamps = new Int32Array(0)
  /** The facts that the indexes found to hold in this generation, in the order of finding. */
  hits = new Int32Array(0)
  hit_count = 0
  readonly #generations: Generations

  constructor(generations: Generations) {
    this.#generations = generations
  }

  /** Makes room for `size` facts. */
  grow(size: number): void {
    if (size <= this.stamps.length) return
    this.stamps = enlarged(this.stamps, size)
    this.hits = enlarged(this.hits, size)
  }

  next(): void {
    this.hit_count = 0
    this.generation = ++this.#generations.last
  }

  hit(fact: number): void {
    if (this.stamps[fact] === this.generation) return
    this.stamps[fact] = this.generation
    this.hits[this.hit_count++] = fact
  }
}

/** A copy with room for more, filled with zeros. */
export function enlarged(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size)
  larger.set(array)
  return larger
}
