import { fold } from '../fold.ts'

/** By code point up to U+FFFF, a bit: whether folding makes another one of it. Of surrogates there is no telling. */
export function foldedPoints(): Int32Array {
  const words = new Int32Array(LAST / 32 + 1)
  for (let point = 0x80; point <= LAST; point++) {
    const char = String.fromCharCode(point)
    const is_surrogate = point >= 0xd800 && point <= 0xdfff
    // To ask for both cases is faster, and most characters have one.
    const has_cases = char.toLowerCase() !== char || char.toUpperCase() !== char
    if (is_surrogate || (has_cases && fold(char) !== char))
      words[point >> 5] = (words[point >> 5] ?? 0) | (1 << (point & 31))
  }
  return words
}

const LAST = 0xffff
