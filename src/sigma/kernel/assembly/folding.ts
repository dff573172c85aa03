import { CONFIG, FOLDED } from '../layout.ts'
import { foldedPoints } from './imports.ts'

/**
 * Whether a text that is not all of ASCII is UTF-8 and has, but for capitals of ASCII, no character that folding makes
 * another one of, and none beyond U+FFFF: then it is in the form in which texts are scanned (see `scanned-text.ts`).
 */
export function isFolded(from: usize, end: usize): bool {
  let at = from
  while (at < end) {
    const beyond = i8x16.bitmask(v128.load(at))
    if (beyond === 0) {
      at += 16
      continue
    }
    at += ctz(beyond)
    if (at >= end) return true
    const length = lengthOf(at, end)
    if (length === 0) return false
    const point = length === 2 ? twoBytes(at) : threeBytes(at)
    if (isFoldedPoint(point)) return false
    at += length
  }
  return true
}

/** Whether folding makes another one of a code point. */
function isFoldedPoint(point: u32): bool {
  if (load<u32>(CONFIG, FOLDED) === 0) foldedPoints()
  return ((<u32>load<u8>(<usize>load<u32>(CONFIG, FOLDED) + (point >> 3)) >> (point & 7)) & 1) !== 0
}

/** Whether a text is UTF-8. */
export function isUtf8(from: usize, end: usize): bool {
  let at = from
  while (at < end) {
    const beyond = i8x16.bitmask(v128.load(at))
    if (beyond === 0) {
      at += 16
      continue
    }
    at += ctz(beyond)
    if (at >= end) return true
    const length = lengthOf(at, end)
    if (length === 0 && !isFourBytes(at, end)) return false
    at += length === 0 ? 4 : length
  }
  return true
}

function isFourBytes(at: usize, end: usize): bool {
  const lead = <u32>load<u8>(at)
  if (lead < 0xf0 || lead > 0xf4 || at + 4 > end) return false
  const second = <u32>load<u8>(at + 1)
  if (!isNext(second) || !isNext(load<u8>(at + 2)) || !isNext(load<u8>(at + 3))) return false
  return lead === 0xf0 ? second >= 0x90 : lead < 0xf4 || second <= 0x8f
}

/** Of the sequence that begins here, as Unicode's table 3-7 has it; 0 if it is none of two or three bytes. */
function lengthOf(at: usize, end: usize): usize {
  const lead = <u32>load<u8>(at)
  if (lead >= 0xc2 && lead <= 0xdf) return at + 2 <= end && isNext(load<u8>(at + 1)) ? 2 : 0
  if (lead < 0xe0 || lead > 0xef || at + 3 > end) return 0
  const second = <u32>load<u8>(at + 1)
  if (!isNext(second) || !isNext(load<u8>(at + 2))) return 0
  if (lead === 0xe0 && second < 0xa0) return 0
  if (lead === 0xed && second > 0x9f) return 0
  return 3
}

function isNext(byte: u32): bool {
  return (byte & 0xc0) === 0x80
}

function twoBytes(at: usize): u32 {
  return ((<u32>load<u8>(at) & 0x1f) << 6) | (<u32>load<u8>(at + 1) & 0x3f)
}

function threeBytes(at: usize): u32 {
  return (
    ((<u32>load<u8>(at) & 0x0f) << 12) |
    ((<u32>load<u8>(at + 1) & 0x3f) << 6) |
    (<u32>load<u8>(at + 2) & 0x3f)
  )
}
