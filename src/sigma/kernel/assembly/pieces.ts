import { CONFIG, DECIMAL, PIECES } from '../layout.ts'

/**
 * Writes what stands at PIECES to `to`, one behind the other: where it ends. There must be room for 16 bytes more, as
 * texts are copied in blocks.
 */
export function writePieces(count: u32, to: usize): usize {
  let piece: usize = load<u32>(CONFIG, PIECES)
  const pieces_end = piece + count * 8
  let out = to
  for (; piece < pieces_end; piece += 8) {
    const from: usize = load<u32>(piece)
    const length = load<i32>(piece, 4)
    out = length === DECIMAL ? writeDecimal(<u32>from, out) : copy(from, length, out)
  }
  return out
}

function copy(from: usize, length: u32, to: usize): usize {
  for (let at: u32 = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at))
  return to + length
}

function writeDecimal(value: u32, to: usize): usize {
  let end = to + 1
  for (let rest = value / 10; rest > 0; rest /= 10) end++
  let at = end
  let rest = value
  do {
    at--
    store<u8>(at, 0x30 + (rest % 10))
    rest /= 10
  } while (at > to)
  return end
}
