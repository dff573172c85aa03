import {
  CACHE_ARENA,
  CACHE_ARENA_END,
  CACHE_MASK,
  CACHE_SLOTS,
  CONFIG,
  FOUND,
  IDLE,
  LOOKUPS,
  RECORD_HITS,
  SET_NUMBER,
} from '../layout.ts'
import { equal, hashBytes } from './bytes.ts'

/**
 * Remembers which facts hold of the values of fields. Logs say the same over and over: the same programs, users and
 * paths; to look a value up is faster than to scan it. Where values hardly repeat (times, identifiers) it stands back
 * for a while, and when its room is used up it begins anew.
 */

/** An entry: hash, number of who remembers, length, number of facts; the facts, the value. */
const ENTRY_BYTES: u32 = 16
const PROBES_MAX: u32 = 8
const REVIEWED_AFTER: u32 = 1024
const IDLE_FOR: u32 = 20000

let used_bytes: u32 = 0
let entries: u32 = 0
let found_hash: u32 = 0

/** Whether values for a set of scanners are worth looking up at present. */
export function isWorthwhile(set: usize): bool {
  const idle = load<u32>(set, IDLE)
  if (idle === 0) return true
  store<u32>(set, idle - 1, IDLE)
  return false
}

export function isIdle(set: usize): bool {
  return load<u32>(set, IDLE) !== 0
}

/** The entry of a value for a set of scanners; 0 if it is not known. */
export function recall(set: usize, from: usize, length: u32): usize {
  const entry = recallAs(load<u32>(set, SET_NUMBER), from, length)
  review(set, entry !== 0)
  return entry
}

/** The entry of a value under a number of whoever remembers it; 0 if it is not known. */
export function recallAs(number: u32, from: usize, length: u32): usize {
  found_hash = hashBytes(from, length, number)
  const slots: usize = load<u32>(CONFIG, CACHE_SLOTS)
  const mask = load<u32>(CONFIG, CACHE_MASK)
  for (let probe: u32 = 0; probe < PROBES_MAX; probe++) {
    const candidate: usize = load<u32>(slots + ((found_hash + probe) & mask) * 4)
    if (candidate === 0) return 0
    if (
      load<u32>(candidate) === found_hash &&
      load<u32>(candidate, 4) === number &&
      load<u32>(candidate, 8) === length &&
      equal(candidate + ENTRY_BYTES + load<u32>(candidate, 12) * 4, from, length)
    )
      return candidate
  }
  return 0
}

function review(set: usize, found: bool): void {
  const lookups = load<u32>(set, LOOKUPS) + 1
  const found_count = load<u32>(set, FOUND) + <u32>found
  const is_due = lookups === REVIEWED_AFTER
  store<u32>(set, is_due ? 0 : lookups, LOOKUPS)
  store<u32>(set, is_due ? 0 : found_count, FOUND)
  if (is_due && found_count < REVIEWED_AFTER / 4) store<u32>(set, IDLE_FOR, IDLE)
}

export function factsOf(entry: usize): usize {
  return entry + ENTRY_BYTES
}

export function factCountOf(entry: usize): u32 {
  return load<u32>(entry, 12)
}

/** Remembers a number, as one fact, with the value that `recallAs` was asked for last and did not find. */
export function rememberNumber(who: u32, from: usize, length: u32, number: u32): void {
  store<u32>(load<u32>(CONFIG, RECORD_HITS), number)
  rememberAs(who, from, length, 1)
}

/** The number that is remembered in an entry. */
export function numberOf(entry: usize): u32 {
  return load<u32>(factsOf(entry))
}

/** Remembers the facts that were recorded of the value that `recallAs` was asked for last and did not find. */
export function rememberAs(number: u32, from: usize, length: u32, fact_count: u32): void {
  const slots: usize = load<u32>(CONFIG, CACHE_SLOTS)
  const mask = load<u32>(CONFIG, CACHE_MASK)
  const arena = load<u32>(CONFIG, CACHE_ARENA)
  const bytes = ENTRY_BYTES + fact_count * 4 + ((length + 3) & ~3)
  if (bytes > load<u32>(CONFIG, CACHE_ARENA_END) - arena) return
  if (arena + used_bytes + bytes > load<u32>(CONFIG, CACHE_ARENA_END) || entries * 2 > mask) {
    memory.fill(slots, 0, (mask + 1) * 4)
    used_bytes = 0
    entries = 0
  }
  for (let probe: u32 = 0; probe < PROBES_MAX; probe++) {
    const slot: usize = slots + ((found_hash + probe) & mask) * 4
    if (load<u32>(slot) !== 0) continue
    const entry: usize = arena + used_bytes
    store<u32>(entry, found_hash)
    store<u32>(entry, number, 4)
    store<u32>(entry, length, 8)
    store<u32>(entry, fact_count, 12)
    memory.copy(entry + ENTRY_BYTES, load<u32>(CONFIG, RECORD_HITS), fact_count * 4)
    memory.copy(entry + ENTRY_BYTES + fact_count * 4, from, length)
    used_bytes += bytes
    entries++
    store<u32>(slot, <u32>entry)
    return
  }
}
