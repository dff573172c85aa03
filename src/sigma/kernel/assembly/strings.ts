import { ESCAPED, NON_ASCII } from '../layout.ts'

const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c

/** What the string that was read last has: ESCAPED, NON_ASCII. */
export let string_flags: u32 = 0

/** From behind a string's first quote to its last one; 0 if it is no JSON string that ends before `end`. */
export function stringEnd(from: usize, end: usize): usize {
  const quotes = i8x16.splat(0x22)
  const backslashes = i8x16.splat(0x5c)
  const controls = i8x16.splat(0x20)
  let flags: u32 = 0
  let at = from
  while (at < end) {
    const block = v128.load(at)
    // As signed numbers, bytes beyond ASCII are less than control characters.
    const special = v128.or(
      i8x16.lt_s(block, controls),
      v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)),
    )
    const mask = i8x16.bitmask(special)
    if (mask === 0) {
      at += 16
      continue
    }
    at += ctz(mask)
    if (at >= end) return 0
    const byte = <u32>load<u8>(at)
    if (byte === QUOTE) {
      string_flags = flags
      return at
    }
    if (byte === BACKSLASH) {
      flags |= ESCAPED
      at = escapeEnd(at + 1, end)
      if (at === 0) return 0
    } else if (byte >= 0x80) {
      flags |= NON_ASCII
      at++
      while (at < end && load<u8>(at) >= 0x80) at++
    } else return 0
  }
  return 0
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
