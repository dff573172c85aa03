/**
 * Which facts hold of the event at hand. Nothing is cleared between events: a fact holds if it bears the number of the
 * event's generation.
 */
export class FactBoard {
  generation = 0
  /** By fact: the last generation in which it was found to hold. */
  stamps = new Int32Array(0)
  /** By fact: the last generation in which it was asked of the event. */
  asked = new Int32Array(0)
  /** The facts that were found to hold in this generation, by the indexes alone, in the order of finding. */
  hits = new Int32Array(0)
  hit_count = 0

  /** Makes room for `size` facts. */
  grow(size: number): void {
    if (size <= this.stamps.length) return
    this.stamps = enlarged(this.stamps, size)
    this.asked = enlarged(this.asked, size)
    this.hits = enlarged(this.hits, size)
  }

  next(): void {
    this.hit_count = 0
    if (this.generation === GENERATION_MAX) {
      this.generation = 0
      this.stamps.fill(0)
      this.asked.fill(0)
    }
    this.generation++
  }

  hit(fact: number): void {
    if (this.stamps[fact] === this.generation) return
    this.stamps[fact] = this.generation
    this.hits[this.hit_count++] = fact
  }
}

const GENERATION_MAX = 2 ** 31 - 1

function enlarged(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size)
  larger.set(array)
  return larger
}
