/** Bytes of memory in blocks of eight and sixteen. Reading past the end of a text is harmless: memory goes on behind. */

const LOW: u64 = 0xffffffffffffffff

/** The first 1 to 8 bytes, the others as zeros. */
export function upTo8(from: usize, length: u32): u64 {
  return load<u64>(from) & (LOW >> (<u64>(8 - length) * 8))
}

export function equal(a: usize, b: usize, length: u32): bool {
  let at: u32 = 0
  for (; at + 16 <= length; at += 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(a + at), v128.load(b + at))) !== 0xffff) return false
  }
  const rest = length - at
  if (rest === 0) return true
  const same = i8x16.bitmask(i8x16.eq(v128.load(a + at), v128.load(b + at)))
  return (~same & ((1 << rest) - 1)) === 0
}

/** A hash of bytes. Not one to rely on against those who look for collisions: what is found by it is compared. */
export function hashBytes(from: usize, length: u32, seed: u32): u32 {
  let hash: u64 = (<u64>seed ^ ((<u64>length) << 32)) * 0x9e3779b97f4a7c15
  let at: u32 = 0
  for (; at + 8 <= length; at += 8) hash = mix(hash ^ load<u64>(from + at))
  if (at < length) hash = mix(hash ^ upTo8(from + at, length - at))
  return <u32>(hash ^ (hash >> 32))
}

function mix(value: u64): u64 {
  const product = value * 0xff51afd7ed558ccd
  return product ^ (product >> 29)
}
