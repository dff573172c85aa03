import type { SignalId } from './signal.ts'

export interface Evidence {
  readonly id: SignalId
  readonly slot: number
  readonly time_ms: number
}

/** The latest so many events that it was told of, in columns: of each event of a flood an object would be made. */
export class LatestEvidence {
  readonly #max: number
  readonly #ids: SignalId[] = []
  readonly #slots: number[] = []
  readonly #times_ms: number[] = []
  /** Where the oldest stands, once there are as many as there may be. */
  #oldest = 0

  constructor(max: number, evidence: Iterable<Evidence> = []) {
    this.#max = max
    for (const { id, slot, time_ms } of evidence) this.push(id, slot, time_ms)
  }

  get size(): number {
    return this.#ids.length
  }

  push(id: SignalId, slot: number, time_ms: number): void {
    if (this.#ids.length < this.#max) {
      this.#ids.push(id)
      this.#slots.push(slot)
      this.#times_ms.push(time_ms)
      return
    }
    if (this.#max === 0) return
    const at = this.#oldest
    this.#ids[at] = id
    this.#slots[at] = slot
    this.#times_ms[at] = time_ms
    this.#oldest = at + 1 === this.#max ? 0 : at + 1
  }

  copy(): LatestEvidence {
    return new LatestEvidence(this.#max, this.list())
  }

  /** The oldest first. */
  list(): Evidence[] {
    const list: Evidence[] = []
    this.each((id, slot, time_ms) => list.push({ id, slot, time_ms }))
    return list
  }

  /** The oldest first. */
  each(tell: (id: SignalId, slot: number, time_ms: number) => void): void {
    const size = this.#ids.length
    for (let nth = 0; nth < size; nth++) {
      const at = (this.#oldest + nth) % size
      tell(this.#ids[at] ?? '', this.#slots[at] ?? 0, this.#times_ms[at] ?? 0)
    }
  }
}
