import type { EntryState } from './group-state.ts'
import type { Signal, SignalId } from './signal.ts'

/**
 * The signals that a group keeps, in the order of time, in columns: an object for each would be copied by the garbage
 * collector as often as it was made. Columns of which the correlation makes no use are left out.
 */
export class Entries {
  #times_ms: number[] = []
  #ids: SignalId[] = []
  /** The place of the rule among those that the correlation refers to; left out where there is one. */
  #slots: number[] | null
  #values: Signal['value'][] | null
  #carried: Signal['carried'][] | null
  /** Whether the correlation held in the window that ends at this entry's time. */
  #holds: boolean[] | null

  constructor(has: {
    readonly slots: boolean
    readonly values: boolean
    readonly carried: boolean
    readonly holds: boolean
  }) {
    this.#slots = has.slots ? [] : null
    this.#values = has.values ? [] : null
    this.#carried = has.carried ? [] : null
    this.#holds = has.holds ? [] : null
  }

  get length(): number {
    return this.#times_ms.length
  }

  /** The times of all, to be walked through. Good until the next one is added. */
  get times_ms(): readonly number[] {
    return this.#times_ms
  }

  /** Infinity behind the last. */
  timeAt(at: number): number {
    return at < this.#times_ms.length ? (this.#times_ms[at] ?? Infinity) : Infinity
  }

  idAt(at: number): SignalId {
    return this.#ids[at] ?? ''
  }

  slotAt(at: number): number {
    return this.#slots?.[at] ?? 0
  }

  valueAt(at: number): Signal['value'] {
    return this.#values?.[at] ?? null
  }

  carriedAt(at: number): Signal['carried'] {
    return this.#carried?.[at] ?? NOTHING
  }

  holdsAt(at: number): boolean {
    return this.#holds?.[at] ?? false
  }

  setHolds(at: number): void {
    if (this.#holds) this.#holds[at] = true
  }

  /** Adds one, unless it is older than the last. */
  push({ time_ms, id, value, carried }: EntrySignal, slot: number): boolean {
    const { length } = this.#times_ms
    if (length === 0) {
      // An array that begins with its one element takes a tenth of the room: most groups have no second one.
      this.#times_ms = [time_ms]
      this.#ids = [id]
      if (this.#slots) this.#slots = [slot]
      if (this.#values) this.#values = [value]
      if (this.#carried) this.#carried = [carried]
      if (this.#holds) this.#holds = [false]
      return true
    }
    if (time_ms < (this.#times_ms[length - 1] ?? time_ms)) return false
    this.#times_ms.push(time_ms)
    this.#ids.push(id)
    this.#slots?.push(slot)
    this.#values?.push(value)
    this.#carried?.push(carried)
    this.#holds?.push(false)
    return true
  }

  /** Adds one behind all that are not newer. */
  insert({ time_ms, id, value, carried }: EntrySignal, slot: number): void {
    const at = this.firstAt(time_ms + 1)
    this.#times_ms.splice(at, 0, time_ms)
    this.#ids.splice(at, 0, id)
    this.#slots?.splice(at, 0, slot)
    this.#values?.splice(at, 0, value)
    this.#carried?.splice(at, 0, carried)
    this.#holds?.splice(at, 0, false)
  }

  /** The first index whose entry is at `time_ms` or later. */
  firstAt(time_ms: number): number {
    let low = 0
    let high = this.#times_ms.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#times_ms[middle] ?? Infinity) < time_ms) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Puts entries of one time, `from` up to before `to`, into their order (see `compareEntries`). */
  sort(from: number, to: number): void {
    let sorted = from + 1
    while (sorted < to && this.#compare(sorted - 1, sorted) < 0) sorted++
    if (sorted === to) return
    const order = Array.from({ length: to - from }, (_, nth) => from + nth).sort((left, right) =>
      this.#compare(left, right),
    )
    const columns: (unknown[] | null)[] = [this.#ids, this.#slots, this.#values, this.#carried, this.#holds]
    for (const column of columns) if (column) rearrange(column, from, order)
  }

  /** Of entries of one time. */
  #compare(left: number, right: number): number {
    return this.slotAt(left) - this.slotAt(right) || compareIds(this.idAt(left), this.idAt(right))
  }

  /** Of the first entries, leaves only those for which `keeps` says so. */
  filterFirst(keeps: readonly boolean[]): void {
    filterFirst(this.#times_ms, keeps)
    const columns: (unknown[] | null)[] = [this.#ids, this.#slots, this.#values, this.#carried, this.#holds]
    for (const column of columns) if (column) filterFirst(column, keeps)
  }
}

/** What a group keeps of a signal beside its rule. */
export type EntrySignal = Pick<Signal, 'time_ms' | 'id' | 'value' | 'carried'>

/**
 * Events of one time have no order of their own: they are put into that of the rules, then of their ids, which is
 * the same wherever and whenever they came in.
 */
export function compareEntries(left: EntryState, right: EntryState): number {
  return left.time_ms - right.time_ms || left.slot - right.slot || compareIds(left.id, right.id)
}

function compareIds(left: SignalId, right: SignalId): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function rearrange<Value>(column: Value[], from: number, order: readonly number[]): void {
  const before = column.slice(from, from + order.length)
  for (const [nth, place] of order.entries()) {
    const value = before[place - from]
    if (value !== undefined) column[from + nth] = value
  }
}

function filterFirst<Value>(column: Value[], keeps: readonly boolean[]): void {
  let kept = 0
  for (let at = 0; at < column.length; at++) {
    if (at < keeps.length && keeps[at] !== true) continue
    const value = column[at]
    if (value !== undefined) column[kept++] = value
  }
  column.length = kept
}

const NOTHING: Signal['carried'] = []
