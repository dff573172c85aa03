import type { EntryState, GroupState } from './group-state.ts'
import { grown, KeyTable, NONE, sizeAfter } from './key-table.ts'
import type { Plan } from './plan.ts'
import type { Signal } from './signal.ts'

/**
 * Groups of a correlation with so few signals that it can not hold for them yet, which most groups are: of ten million
 * addresses, most are seen once. They stand in columns of numbers, some sixty bytes for each in place of several hundred,
 * and nothing is decided about them. As soon as there could be, they become groups (`Group`).
 */
export class WaitingGroups {
  /** Whether groups of the correlation can wait at all. */
  readonly can_wait: boolean
  readonly #plan: Plan
  /** With so many signals one is ripe. */
  readonly #ripe: number
  readonly #deduplicates: boolean
  readonly #keeps_changes: boolean
  #keys = new KeyTable()
  /** By row: its signals, as places in the columns below, and how many there are. */
  #firsts = new Int32Array(COLUMN_MIN)
  #sizes = new Uint8Array(COLUMN_MIN)
  #last_ms = new Float64Array(COLUMN_MIN)
  /** By row: the next that is to be looked at in the same time. */
  #followers = new Int32Array(COLUMN_MIN)
  /** By signal. */
  #times_ms = new Float64Array(COLUMN_MIN)
  #nexts = new Int32Array(COLUMN_MIN)
  #slots = new Uint8Array(COLUMN_MIN)
  /** Only where changes are kept: whether it has not been written down. */
  #is_new = new Uint8Array(COLUMN_MIN)
  readonly #ids: Signal['id'][] = []
  /** Empty where the correlation asks for none. */
  readonly #values: Signal['value'][] = []
  readonly #carried: Signal['carried'][] = []
  #signals = 0
  /** The first of the signals that are not used; they are linked as those of a row are. */
  #unused = NONE
  /** By time in steps: the rows to be looked at then. */
  #calendar = new Map<number, number>()
  #first_step = Infinity
  readonly #touched = new Set<number>()

  constructor(plan: Plan, options: { entries_max: number; deduplicates: boolean; keeps_changes: boolean }) {
    this.#plan = plan
    this.#ripe =
      plan.rules.length > RULES_MAX ? 0 : Math.min(plan.needed_min, SIGNALS_MAX, options.entries_max)
    this.can_wait = this.#ripe >= 2
    this.#deduplicates = options.deduplicates
    this.#keeps_changes = options.keeps_changes
  }

  get size(): number {
    return this.#keys.size
  }

  find(key: string): number {
    return !this.can_wait ? NONE : this.#keys.find(key)
  }

  /** Begins to wait with the first signal of a group; false if it can not. */
  begin(signal: Signal, slot: number): boolean {
    if (!this.can_wait) return false
    const row = this.#keys.add(signal.key)
    if (row === NONE) return false
    if (row >= this.#firsts.length) {
      const size = sizeAfter(row)
      this.#firsts = grown(this.#firsts, new Int32Array(size))
      this.#sizes = grown(this.#sizes, new Uint8Array(size))
      this.#last_ms = grown(this.#last_ms, new Float64Array(size))
      this.#followers = grown(this.#followers, new Int32Array(size))
    }
    this.#firsts[row] = NONE
    this.#sizes[row] = 0
    this.#last_ms[row] = signal.time_ms
    this.#put(row, signal, slot, true)
    this.#schedule(row)
    return true
  }

  /** Adds a signal to one that waits. `ripe`: it can not wait any more, and the signal is not added. */
  add(row: number, signal: Signal, slot: number): 'taken' | 'repeated' | 'ripe' {
    if (this.#deduplicates)
      for (let at = this.#firsts[row] ?? NONE; at !== NONE; at = this.#nexts[at] ?? NONE)
        if (this.#ids[at] === signal.id) return 'repeated'
    if ((this.#sizes[row] ?? 0) + 1 >= this.#ripe) return 'ripe'
    this.#put(row, signal, slot, true)
    return 'taken'
  }

  /** Takes out one that waits: what it has, in the order in which it came. `is_new`: it has not been written down. */
  remove(row: number): { entry: EntryState; is_new: boolean }[] {
    const entries = this.#entriesOf(row)
    this.#drop(row)
    return entries
  }

  /** Takes up what was stored of a group; false if it can not wait. */
  restore({ key, entries }: GroupState): boolean {
    const [first, ...rest] = entries
    if (!first || entries.length >= this.#ripe) return false
    const signalOf = (entry: EntryState): Signal => ({ ...entry, correlation: this.#plan.id, key, rule: '' })
    if (!this.begin(signalOf(first), first.slot)) return false
    const row = this.#keys.find(key)
    for (const entry of rest) this.#put(row, signalOf(entry), entry.slot, false)
    for (let at = this.#firsts[row] ?? NONE; at !== NONE; at = this.#nexts[at] ?? NONE) this.#is_new[at] = 0
    this.#touched.delete(row)
    return true
  }

  /** What is to be written down since the last time, by key. */
  takeTouched(tell: (key: string, added: EntryState[]) => void): void {
    for (const row of this.#touched) {
      const added: EntryState[] = []
      for (const { entry, is_new } of this.#entriesOf(row)) if (is_new) added.push(entry)
      for (let at = this.#firsts[row] ?? NONE; at !== NONE; at = this.#nexts[at] ?? NONE) this.#is_new[at] = 0
      tell(this.#keys.keyOf(row), added)
    }
    this.#touched.clear()
  }

  /** Gives up those of which no signal can matter any more, and tells of them where changes are kept. */
  expire(horizon_ms: number, tell: (key: string) => void): void {
    if (horizon_ms === Infinity && !this.#keeps_changes) {
      this.#clear()
      return
    }
    const step = Math.floor(Math.min(horizon_ms, Number.MAX_SAFE_INTEGER) / STEP_MS)
    if (step < this.#first_step) return
    const due = [...this.#calendar.keys()].filter(at => at <= step).sort((left, right) => left - right)
    for (const at of due) {
      let row = this.#calendar.get(at) ?? NONE
      this.#calendar.delete(at)
      while (row !== NONE) {
        const next = this.#followers[row] ?? NONE
        this.#look(row, horizon_ms, tell)
        row = next
      }
    }
    this.#first_step = Math.min(Infinity, ...this.#calendar.keys())
  }

  /** All at once: one by one, millions take seconds. */
  #clear(): void {
    this.#keys = new KeyTable()
    this.#calendar.clear()
    this.#first_step = Infinity
    this.#unused = NONE
    this.#signals = 0
    for (const list of [this.#ids, this.#values, this.#carried]) list.length = 0
  }

  #look(row: number, horizon_ms: number, tell: (key: string) => void): void {
    const is_waiting = this.#sizes[row] !== 0
    if (is_waiting && (this.#last_ms[row] ?? 0) + this.#plan.timespan_ms >= horizon_ms) {
      this.#schedule(row)
      return
    }
    if (is_waiting) {
      if (this.#keeps_changes) tell(this.#keys.keyOf(row))
      this.#drop(row)
    }
    // What was taken out before kept its number as long as it stood in the calendar.
    this.#keys.release(row)
  }

  #schedule(row: number): void {
    const step = Math.floor(((this.#last_ms[row] ?? 0) + this.#plan.timespan_ms) / STEP_MS) + 1
    this.#followers[row] = this.#calendar.get(step) ?? NONE
    this.#calendar.set(step, row)
    this.#first_step = Math.min(this.#first_step, step)
  }

  #put(row: number, { id, time_ms, value, carried }: Signal, slot: number, is_new: boolean): void {
    let at = this.#unused
    if (at === NONE) at = this.#signals++
    else this.#unused = this.#nexts[at] ?? NONE
    if (at >= this.#times_ms.length) {
      const size = sizeAfter(at)
      this.#times_ms = grown(this.#times_ms, new Float64Array(size))
      this.#nexts = grown(this.#nexts, new Int32Array(size))
      this.#slots = grown(this.#slots, new Uint8Array(size))
      if (this.#keeps_changes) this.#is_new = grown(this.#is_new, new Uint8Array(size))
    }
    this.#times_ms[at] = time_ms
    this.#slots[at] = slot
    this.#ids[at] = id
    if (this.#plan.values.length > 0) this.#values[at] = value
    if (this.#plan.carried.length > 0) this.#carried[at] = carried
    this.#nexts[at] = this.#firsts[row] ?? NONE
    this.#firsts[row] = at
    this.#sizes[row] = (this.#sizes[row] ?? 0) + 1
    if (time_ms > (this.#last_ms[row] ?? 0)) this.#last_ms[row] = time_ms
    if (!this.#keeps_changes) return
    this.#is_new[at] = is_new ? 1 : 0
    this.#touched.add(row)
  }

  #entriesOf(row: number): { entry: EntryState; is_new: boolean }[] {
    const entries: { entry: EntryState; is_new: boolean }[] = []
    for (let at = this.#firsts[row] ?? NONE; at !== NONE; at = this.#nexts[at] ?? NONE) {
      const entry = {
        id: this.#ids[at] ?? 0,
        time_ms: this.#times_ms[at] ?? 0,
        slot: this.#slots[at] ?? 0,
        value: this.#values[at] ?? null,
        carried: this.#carried[at] ?? NOTHING,
      }
      entries.push({ entry, is_new: this.#is_new[at] === 1 })
    }
    return entries.reverse()
  }

  #drop(row: number): void {
    let last = NONE
    for (let at = this.#firsts[row] ?? NONE; at !== NONE; at = this.#nexts[at] ?? NONE) last = at
    if (last !== NONE) {
      this.#nexts[last] = this.#unused
      this.#unused = this.#firsts[row] ?? NONE
    }
    this.#firsts[row] = NONE
    this.#sizes[row] = 0
    this.#touched.delete(row)
    this.#keys.delete(row)
  }
}

const COLUMN_MIN = 16
/** Groups with more signals than these are worth an object of their own. */
const SIGNALS_MAX = 8
/** A rule's place is kept in a byte. */
const RULES_MAX = 255
const STEP_MS = 10_000
const NOTHING: Signal['carried'] = []
