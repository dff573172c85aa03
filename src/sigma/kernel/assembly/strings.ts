import { ESCAPED, NON_ASCII, ODDLY_ESCAPED } from '../layout.ts'

const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c

/** What the string that was read last has: ESCAPED, ODDLY_ESCAPED, NON_ASCII. */
export let string_flags: u32 = 0

/** From behind a string's first quote to its last one; 0 if it is no JSON string that ends before `end`. */
export function stringEnd(from: usize, end: usize): usize {
  const quotes = i8x16.splat(0x22)
  const backslashes = i8x16.splat(0x5c)
  const controls = i8x16.splat(0x20)
  let flags: u32 = 0
  /** Whether the block begins with a character that the backslash before it escapes. */
  let is_escaped: u32 = 0
  for (let at = from; at < end; at += 16) {
    const block = v128.load(at)
    const is_quote = i8x16.eq(block, quotes)
    const is_backslash = i8x16.eq(block, backslashes)
    // As signed numbers, bytes beyond ASCII are less than control characters.
    const is_other = i8x16.lt_s(block, controls)
    if (!(v128.any_true(v128.or(is_quote, v128.or(is_backslash, is_other))) | is_escaped)) continue
    const backslash_mask = i8x16.bitmask(is_backslash)
    let quote_mask = i8x16.bitmask(is_quote)
    if (backslash_mask | is_escaped) {
      const leading = backslash_mask & ~is_escaped
      const following = (leading << 1) | is_escaped
      // A row of backslashes that begins at an odd place escapes what stands behind it where that place is even.
      const escapes = leading & ~EVEN_PLACES & ~following
      const rows = escapes + leading
      const escaped_mask = (EVEN_PLACES ^ (rows << 1)) & following & 0xffff
      const first_place = at - is_escaped
      is_escaped = (rows >> 16) & 1
      quote_mask &= ~escaped_mask
      const inside = (quote_mask & -quote_mask) - 1
      if (escaped_mask & inside & ~escapeMask(block)) {
        string_flags = flags
        return oddStringEnd(first_place, end)
      }
      if (leading & inside) flags |= ESCAPED
    }
    const inside = (quote_mask & -quote_mask) - 1
    const other_mask = i8x16.bitmask(is_other) & inside
    if (other_mask !== 0) {
      if (other_mask & ~i8x16.bitmask(block)) return 0
      flags |= NON_ASCII
    }
    if (quote_mask === 0) continue
    string_flags = flags
    const quote = at + ctz(quote_mask)
    return quote < end ? quote : 0
  }
  return 0
}

const EVEN_PLACES: u32 = 0x5555

/** Which characters of a block are those that JSON escapes in the fewest bytes by a backslash before them. */
function escapeMask(block: v128): u32 {
  const halves = i8x16.splat(15)
  // By halves of a byte: `"` is 22, `\\` 5c, `b` 62, `f` 66, `n` 6e, `r` 72, `t` 74.
  const low = i8x16(0, 0, 13, 0, 8, 0, 4, 0, 0, 0, 0, 0, 2, 0, 4, 0)
  const high = i8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0)
  const found = v128.and(
    i8x16.relaxed_swizzle(low, v128.and(block, halves)),
    i8x16.relaxed_swizzle(high, v128.and(i16x8.shr_u(block, 4), halves)),
  )
  return i8x16.bitmask(i8x16.ne(found, i8x16.splat(0)))
}

/** From within a string that has other escapes; `string_flags` has what was seen of it before. */
function oddStringEnd(from: usize, end: usize): usize {
  let flags = string_flags
  for (let at = from; at < end; ) {
    const byte = <u32>load<u8>(at)
    if (byte === QUOTE) {
      string_flags = flags
      return at
    }
    if (byte === BACKSLASH) {
      flags |= isOddEscape(load<u8>(at + 1)) ? ESCAPED | ODDLY_ESCAPED : ESCAPED
      at = escapeEnd(at + 1, end)
      if (at === 0) return 0
    } else if (byte >= 0x80) {
      flags |= NON_ASCII
      at++
    } else if (byte < 0x20) return 0
    else at++
  }
  return 0
}

/** Of `\\u`, and of `\\/`, which needs no escape. */
function isOddEscape(letter: u32): bool {
  return letter === 0x75 || letter === 0x2f
}

/** Whether a text is as JSON writes it in the fewest bytes, though it stands in no JSON. */
export function isBare(from: usize, end: usize): bool {
  const quotes = i8x16.splat(0x22)
  const backslashes = i8x16.splat(0x5c)
  const controls = i8x16.splat(0x20)
  for (let at = from; at < end; at += 16) {
    const block = v128.load(at)
    const special = v128.or(
      i8x16.lt_u(block, controls),
      v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)),
    )
    const rest = <i32>(end - at)
    if (i8x16.bitmask(special) & (rest < 16 ? (1 << rest) - 1 : 0xffff)) return false
  }
  return true
}

/** From behind a backslash to behind its escape; 0 if it is none. */
function escapeEnd(at: usize, end: usize): usize {
  if (at >= end) return 0
  const byte = <u32>load<u8>(at)
  if (byte === 0x75) {
    if (at + 5 > end) return 0
    for (let digit: usize = 1; digit <= 4; digit++) if (hexValue(load<u8>(at + digit)) > 15) return 0
    return at + 5
  }
  return escaped(byte) === 0 ? 0 : at + 1
}

/** The character that a letter behind a backslash stands for; 0 if it stands for none. */
function escaped(byte: u32): u32 {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
      return byte
    case 0x62:
      return 8
    case 0x66:
      return 12
    case 0x6e:
      return 10
    case 0x72:
      return 13
    case 0x74:
      return 9
    default:
      return 0
  }
}

function hexValue(byte: u32): u32 {
  if (byte - 0x30 < 10) return byte - 0x30
  const letter = (byte | 0x20) - 0x61
  return letter < 6 ? letter + 10 : 16
}

/**
 * Writes the text of a string that is of ASCII and has escapes to `to`: its length; -1 if an escape stands for a
 * character that is not of ASCII.
 */
export function writeUnescaped(from: usize, length: u32, to: usize): i32 {
  const backslashes = i8x16.splat(0x5c)
  const end = from + length
  let at = from
  let out = to
  while (at < end) {
    const block = v128.load(at)
    v128.store(out, block)
    const mask = i8x16.bitmask(i8x16.eq(block, backslashes))
    const plain: usize = mask === 0 ? 16 : ctz(mask)
    at += plain
    out += plain
    if (plain === 16) continue
    if (at >= end) break
    const byte = <u32>load<u8>(at + 1)
    if (byte === 0x75) {
      const code =
        (hexValue(load<u8>(at + 2)) << 12) |
        (hexValue(load<u8>(at + 3)) << 8) |
        (hexValue(load<u8>(at + 4)) << 4) |
        hexValue(load<u8>(at + 5))
      if (code > 0x7f) return -1
      store<u8>(out, code)
      at += 6
    } else {
      store<u8>(out, escaped(byte))
      at += 2
    }
    out++
  }
  // The last block may have gone beyond the end.
  return <i32>(out - to) - <i32>(at - end)
}
