import {
  PACKED_ENTRY_FACT,
  PACKED_ENTRY_LENGTH,
  PACKED_ENTRY_NEXT,
  PACKED_ENTRY_OFFSET,
  PACKED_ENTRY_TEXT,
  PACKED_HASH_SHIFT,
  PACKED_SHORT,
  PACKED_SLOTS,
} from '../layout.ts'
import { hit, isStamped } from './board.ts'

const BACKSLASH: u32 = 0x5c
const HASH_FACTOR: u32 = 0x9e3779b1

/**
 * Reports which packed literals stand in a text (see `packed-literals.ts`), which is as JSON writes it in the fewest
 * bytes. How long that takes is bounded for each byte, whatever the text: at a place only literals with the same window
 * are compared, which are few and short.
 */
export function scanPacked(packed: usize, from: usize, end: usize): void {
  const low_first = v128.load(packed)
  const high_first = v128.load(packed, 16)
  const low_second = v128.load(packed, 32)
  const high_second = v128.load(packed, 48)
  const low_third = v128.load(packed, 64)
  const high_third = v128.load(packed, 80)
  const halves = i8x16.splat(15)
  const none = i8x16.splat(0)
  let at = from
  while (at < end) {
    // Four blocks at a time, so that the places that are left are gone through in one loop.
    const group = at
    let places: u64 = 0
    for (let shift: u64 = 0; shift < 64 && at < end; shift += 16) {
      const first = v128.load(at)
      const second = v128.load(at, 1)
      const third = v128.load(at, 2)
      const left = v128.and(
        v128.and(
          v128.and(
            i8x16.relaxed_swizzle(low_first, v128.and(first, halves)),
            i8x16.relaxed_swizzle(high_first, v128.and(i16x8.shr_u(first, 4), halves)),
          ),
          v128.and(
            i8x16.relaxed_swizzle(low_second, v128.and(second, halves)),
            i8x16.relaxed_swizzle(high_second, v128.and(i16x8.shr_u(second, 4), halves)),
          ),
        ),
        v128.and(
          i8x16.relaxed_swizzle(low_third, v128.and(third, halves)),
          i8x16.relaxed_swizzle(high_third, v128.and(i16x8.shr_u(third, 4), halves)),
        ),
      )
      places |= (<u64>i8x16.bitmask(i8x16.ne(left, none))) << shift
      at += 16
    }
    for (; places !== 0; places &= places - 1) compareAt(packed, group + <usize>ctz(places), from, end)
  }
}

/** Of three bytes, the same for capitals and small letters. */
export function windowHash(place: usize): u32 {
  return ((load<u32>(place) & 0xffffff) | 0x202020) * HASH_FACTOR
}

/** Compares the literals whose window may stand at a place. */
function compareAt(packed: usize, place: usize, from: usize, end: usize): void {
  const slot = windowHash(place) >> PACKED_HASH_SHIFT
  const alike: usize = load<u32>(<usize>load<u32>(packed, PACKED_SLOTS) + slot * 4)
  if (alike !== 0) compareAll(alike, place, from, end)
  const short: usize = load<u32>(packed, PACKED_SHORT)
  if (short !== 0) compareAll(short, place, from, end)
}

function compareAll(first: usize, place: usize, from: usize, end: usize): void {
  for (let entry = first; entry !== 0; entry = load<u32>(entry, PACKED_ENTRY_NEXT)) {
    const fact = load<u32>(entry, PACKED_ENTRY_FACT)
    if (isStamped(fact)) continue
    const start = place - <usize>load<u32>(entry, PACKED_ENTRY_OFFSET)
    const length = load<u32>(entry, PACKED_ENTRY_LENGTH)
    if (start < from || start + <usize>length > end) continue
    if (equalsFolded(start, load<u32>(entry, PACKED_ENTRY_TEXT), length) && !isEscape(from, start)) hit(fact)
  }
}

/** Whether bytes are a folded text, capitals of ASCII counting as small letters. */
function equalsFolded(from: usize, folded: usize, length: u32): bool {
  const before_capitals = i8x16.splat(0x40)
  const behind_capitals = i8x16.splat(0x5b)
  const difference = i8x16.splat(0x20)
  for (let at: u32 = 0; at < length; at += 16) {
    const block = v128.load(from + at)
    const is_capital = v128.and(i8x16.gt_s(block, before_capitals), i8x16.lt_s(block, behind_capitals))
    const small = v128.or(block, v128.and(is_capital, difference))
    const unequal = ~i8x16.bitmask(i8x16.eq(small, v128.load(folded + at)))
    const rest = length - at
    if (unequal & (rest < 16 ? (1 << rest) - 1 : 0xffff)) return false
  }
  return true
}

/** Whether a byte is behind a backslash that escapes it. */
function isEscape(from: usize, place: usize): bool {
  let at = place
  while (at > from && load<u8>(at - 1) === BACKSLASH) at--
  return ((place - at) & 1) !== 0
}
