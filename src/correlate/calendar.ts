/**
 * Who is to be woken when time has come to a point: items in slots of a second, found without looking at the others.
 * An item may stand in several slots; whoever asks checks whether it is still meant.
 */
const SLOT_MS = 1000

export class Calendar<Item> {
  readonly #slots = new Map<number, Item[]>()
  #first = Infinity

  add(item: Item, time_ms: number): void {
    const slot = Math.floor(time_ms / SLOT_MS)
    const items = this.#slots.get(slot)
    if (items) items.push(item)
    else this.#slots.set(slot, [item])
    this.#first = Math.min(this.#first, slot)
  }

  /** Takes out what is due until `time_ms`, up to a slot too much, and hands out what is still meant to be there. */
  take(time_ms: number, wakeOf: (item: Item) => number, wake: (item: Item) => void): void {
    const last = Math.floor(Math.min(time_ms, Number.MAX_SAFE_INTEGER) / SLOT_MS)
    if (last < this.#first) return
    // A leap in time is longer than the list of slots that are in use.
    const due =
      last - this.#first > this.#slots.size
        ? [...this.#slots.keys()].filter(slot => slot <= last).sort((left, right) => left - right)
        : Array.from({ length: last - this.#first + 1 }, (_, at) => this.#first + at)
    this.#first = this.#slots.size === 0 ? Infinity : last + 1
    for (const slot of due) {
      const items = this.#slots.get(slot) ?? []
      this.#slots.delete(slot)
      for (const item of items) if (Math.floor(wakeOf(item) / SLOT_MS) === slot) wake(item)
    }
  }
}
