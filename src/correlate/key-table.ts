import { KeyArena } from './key-arena.ts'

/** Finds numbered rows by their keys, a few bytes for each. Rows are numbered from 0; numbers are given again. */
export class KeyTable {
  readonly #arena = new KeyArena()
  /** One more than the row; 0 for none. */
  #slots = new Int32Array(SLOTS_MIN)
  /** By row. */
  #hashes = new Int32Array(ROWS_MIN)
  #places = new Uint32Array(ROWS_MIN)
  readonly #free: number[] = []
  #rows = 0
  size = 0

  find(key: string): number {
    const mask = this.#slots.length - 1
    const hash = hashOf(key)
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = (this.#slots[slot] ?? 0) - 1
      if (row < 0) return NONE
      if (this.#hashes[row] === hash && this.#arena.is(this.#places[row] ?? 0, key)) return row
    }
  }

  /** The row of a key that is not there yet; NONE if there is no room for it, as too many have hashes like its own. */
  add(key: string): number {
    if ((this.size + 1) * 3 > this.#slots.length * 2) this.#grow()
    const mask = this.#slots.length - 1
    const hash = hashOf(key)
    let slot = hash & mask
    for (let probe = 1; this.#slots[slot] !== 0; probe++) {
      // Hostile keys may be made to share a hash: whoever asks keeps them elsewhere.
      if (probe === PROBES_MAX) return NONE
      slot = (hash + probe) & mask
    }
    const place = this.#arena.add(key)
    if (place === undefined) return NONE
    const row = this.#free.pop() ?? this.#rows++
    if (row >= this.#hashes.length) {
      this.#hashes = grown(this.#hashes, new Int32Array(sizeAfter(row)))
      this.#places = grown(this.#places, new Uint32Array(sizeAfter(row)))
    }
    this.#hashes[row] = hash
    this.#places[row] = place
    this.#slots[slot] = row + 1
    this.size++
    return row
  }

  keyOf(row: number): string {
    return this.#arena.get(this.#places[row] ?? 0)
  }

  /** The key is not found any more. The row's number is not given again before `release`. */
  delete(row: number): void {
    const mask = this.#slots.length - 1
    const hash = this.#hashes[row] ?? 0
    let hole = hash & mask
    while (this.#slots[hole] !== row + 1) hole = (hole + 1) & mask
    // What stands behind moves up, so that no search ends too early.
    for (let slot = (hole + 1) & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = this.#slots[slot] ?? 0
      const home = (this.#hashes[other - 1] ?? 0) & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      this.#slots[hole] = other
      hole = slot
    }
    this.#slots[hole] = 0
    this.#arena.delete(this.#places[row] ?? 0)
    this.size--
  }

  release(row: number): void {
    this.#free.push(row)
  }

  #grow(): void {
    const before = this.#slots
    const mask = before.length * 2 - 1
    const slots = new Int32Array(before.length * 2)
    for (const entry of before) {
      if (entry === 0) continue
      let slot = (this.#hashes[entry - 1] ?? 0) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry
    }
    this.#slots = slots
  }
}

/** In place of a row. */
export const NONE = -1

const SLOTS_MIN = 64
const ROWS_MIN = 16
/** No row is added further from where its hash points to. */
const PROBES_MAX = 128

/** FNV-1a, its bits mixed once more, as the lower ones alone are looked at. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

/** A copy in a larger array. */
export function grown<List extends { set(from: List): void }>(from: List, to: List): List {
  to.set(from)
  return to
}

/** How long a list is made that has to hold an item at `index`: of long ones less room is left unused. */
export function sizeAfter(index: number): number {
  return Math.ceil((index + 16) * (index < LONG ? 1.5 : 1.2))
}

const LONG = 1_000_000
