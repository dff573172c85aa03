import {
  CONFIG,
  INPUT,
  INPUT_LENGTH,
  PACKED_BUCKETS,
  PACKED_ENTRY_LENGTH,
  PACKED_ENTRY_OFFSET,
  PACKED_ENTRY_TEXT,
  PACKED_WINDOW,
} from '../layout.ts'
import { windowHash } from './packed.ts'

/**
 * Chooses the windows of packed literals, and deals them out to buckets, so that few places of texts are left. What is
 * rare is told by the lines at hand, and by what logs have in general as long as these are few.
 */

/** Of so many bytes of the lines at hand it is counted what they have. */
const SAMPLE_BYTES: u32 = 32768
/** The characters of logs, common ones first; as much is made of them as of so many bytes at hand. */
const COMMON = 'es 0c2oda1itr3n6.5w748fb9:lm-\\puh/xygvk=()jz;_"+|%{}[],$?<>q&@!#\'*^'
const COMMON_BYTES: f32 = 2048
/** By rank they become rarer by this factor. */
const RARER: f32 = 0.935
/** Of a literal so many windows are tried, the rarest of them. */
const TRIED: u32 = 8
/** An automaton is better where a larger part of all places would be left. */
const LEFT_MAX: f32 = 0.1

/** In the room: shares of bytes, shares of sets of their halves, how often windows were seen, windows that are tried. */
const SUMS: usize = 1024
const SEEN: usize = SUMS + 32768
const SEEN_SHIFT: u32 = 18
const CANDIDATES: usize = SEEN + 32768

/** A bucket: what it leaves of all places; by place of its windows the lower and the upper halves, as bits. */
const BUCKET_BYTES: usize = 16
const buckets = memory.data(128, 16)
const tried = memory.data(16, 16)

/**
 * Chooses the windows of entries, which are sorted by their lengths, and writes the tables of `packed`. False if too many
 * places would be left. In `room` there are WINDOWS_BYTES, all zeros.
 */
export function chooseWindows(packed: usize, entries: usize, count: u32, room: usize): bool {
  countBytes(room)
  sumUp(room)
  memory.fill(buckets, 0, <usize>PACKED_BUCKETS * BUCKET_BYTES)
  let left: f32 = 0
  for (let at: u32 = 0; at < count; at++) {
    left += place(load<u32>(entries + at * 4), room)
    if (left > LEFT_MAX) return false
  }
  for (let bucket: u32 = 0; bucket < <u32>PACKED_BUCKETS; bucket++) writeBucket(packed, bucket)
  return true
}

/** Counts what the lines at hand have. */
function countBytes(room: usize): void {
  let weight: f32 = COMMON_BYTES * (1 - RARER)
  for (let rank = 0; rank < COMMON.length; rank++) {
    store<f32>(room + COMMON.charCodeAt(rank) * 4, weight)
    weight *= RARER
  }
  for (let byte: usize = 0; byte < 256; byte++)
    if (load<f32>(room + byte * 4) === 0) store<f32>(room + byte * 4, weight)
  const from: usize = load<u32>(CONFIG, INPUT)
  const length = load<u32>(CONFIG, INPUT_LENGTH)
  const sample = length < SAMPLE_BYTES ? length : SAMPLE_BYTES
  for (let at: u32 = 0; at < sample; at++) {
    const share = room + <usize>load<u8>(from + at) * 4
    store<f32>(share, load<f32>(share) + 1)
    const seen = room + SEEN + (windowHash(from + at) >> SEEN_SHIFT) * 2
    store<u16>(seen, load<u16>(seen) + 1)
  }
  let sum: f32 = 0
  for (let byte: usize = 0; byte < 256; byte++) sum += load<f32>(room + byte * 4)
  for (let byte: usize = 0; byte < 256; byte++) store<f32>(room + byte * 4, load<f32>(room + byte * 4) / sum)
}

/** Writes by upper half, and by which of the first and of the last eight lower halves there are, what they make up. */
function sumUp(room: usize): void {
  for (let row: usize = 0; row < 32; row++)
    for (let set: usize = 1; set < 256; set++) {
      const others = load<f32>(room + SUMS + (row * 256 + (set & (set - 1))) * 4)
      const share = load<f32>(room + (row * 8 + ctz(set)) * 4)
      store<f32>(room + SUMS + (row * 256 + set) * 4, others + share)
    }
}

/** Which part of all bytes have one of these lower and one of these upper halves. */
function shareOf(low: u32, high: u32, room: usize): f32 {
  let share: f32 = 0
  for (let rest = high; rest !== 0; rest &= rest - 1) {
    const row = room + SUMS + <usize>ctz(rest) * 2048
    share += load<f32>(row + (low & 0xff) * 4) + load<f32>(row + (low >> 8) * 4, 1024)
  }
  return share
}

/** Gives an entry its window and a bucket: which part of all places is left more. */
function place(entry: usize, room: usize): f32 {
  const text: usize = load<u32>(entry, PACKED_ENTRY_TEXT)
  const length = load<u32>(entry, PACKED_ENTRY_LENGTH)
  const candidates = rate(text, length, room)
  let least: f32 = f32.MAX_VALUE
  let best_bucket: usize = 0
  let best_offset: u32 = 0
  for (let at: u32 = 0; at < candidates; at++) {
    const offset = load<u32>(room + CANDIDATES + at * 8)
    for (
      let bucket = buckets;
      bucket < buckets + <usize>PACKED_BUCKETS * BUCKET_BYTES;
      bucket += BUCKET_BYTES
    ) {
      const added = load<f32>(tryWindow(bucket, text, length, offset, room)) - load<f32>(bucket)
      if (added >= least) continue
      least = added
      best_bucket = bucket
      best_offset = offset
    }
  }
  memory.copy(best_bucket, tryWindow(best_bucket, text, length, best_offset, room), BUCKET_BYTES)
  store<u32>(entry, best_offset, PACKED_ENTRY_OFFSET)
  return least
}

/** Finds the windows of a text that are seen least: how many, at most TRIED. */
function rate(text: usize, length: u32, room: usize): u32 {
  const list = room + CANDIDATES
  const windows: u32 = length < <u32>PACKED_WINDOW ? 1 : length - PACKED_WINDOW + 1
  let count: u32 = 0
  for (let offset: u32 = 0; offset < windows; offset++) {
    const rating = rarity(text + offset, length - offset, room)
    if (count === TRIED && rating >= load<f32>(list + (count - 1) * 8, 4)) continue
    if (count < TRIED) count++
    let at = count - 1
    for (; at > 0 && load<f32>(list + (at - 1) * 8, 4) > rating; at--)
      store<u64>(list + at * 8, load<u64>(list + (at - 1) * 8))
    store<u32>(list + at * 8, offset)
    store<f32>(list + at * 8, rating, 4)
  }
  return count
}

/** How often a window was seen, and, as far as it was not, would be if its bytes had nothing to do with each other. */
function rarity(window: usize, length: u32, room: usize): f32 {
  let share: f32 = 1
  for (let at: u32 = 0; at < <u32>PACKED_WINDOW && at < length; at++)
    share *= load<f32>(room + <usize>load<u8>(window + at) * 4)
  return share + <f32>load<u16>(room + SEEN + (windowHash(window) >> SEEN_SHIFT) * 2)
}

/** What a bucket would be with one window more. Behind the end of a short text anything may stand. */
function tryWindow(bucket: usize, text: usize, length: u32, offset: u32, room: usize): usize {
  let left: f32 = 1
  for (let at: u32 = 0; at < <u32>PACKED_WINDOW; at++) {
    const halves = 4 + at * 4
    let low = <u32>load<u16>(bucket + halves)
    let high = <u32>load<u16>(bucket + halves, 2)
    if (offset + at >= length) {
      low = 0xffff
      high = 0xffff
    } else {
      const byte = <u32>load<u8>(text + offset + at)
      low |= 1 << (byte & 15)
      high |= 1 << (byte >> 4)
      // A capital letter has the same lower half.
      if (byte - 0x61 < 26) high |= 1 << ((byte >> 4) - 2)
    }
    store<u16>(tried + halves, low)
    store<u16>(tried + halves, high, 2)
    left *= shareOf(low, high, room)
  }
  store<f32>(tried, left)
  return tried
}

/** Sets a bucket's bit in the tables for each half of a byte that it has. */
function writeBucket(packed: usize, bucket: u32): void {
  const bit = 1 << bucket
  for (let at: u32 = 0; at < <u32>PACKED_WINDOW * 2; at++) {
    const halves = <u32>load<u16>(buckets + <usize>bucket * BUCKET_BYTES + 4 + at * 2)
    const table = packed + at * 16
    for (let half: u32 = 0; half < 16; half++)
      if ((halves >> half) & 1) store<u8>(table + half, load<u8>(table + half) | bit)
  }
}
