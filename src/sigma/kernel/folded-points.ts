import { fold } from '../fold.ts'

let made: Int32Array | null = null

/** By code point up to U+FFFF, a bit: whether folding makes another one of it. Of surrogates there is no telling. */
export function foldedPoints(): Int32Array {
  made ??= makeTable()
  return made
}

function makeTable(): Int32Array {
  const words = new Int32Array(LAST / 32 + 1)
  const points = [...new Array(LAST + 1).keys()]
  for (let point = 0x80; point <= LAST; point++) {
    if (point % BLOCK === 0 && !hasCases(String.fromCharCode(...points.slice(point, point + BLOCK)))) {
      point += BLOCK - 1
      continue
    }
    const char = String.fromCharCode(point)
    const is_surrogate = point >= 0xd800 && point <= 0xdfff
    if (is_surrogate || (hasCases(char) && fold(char) !== char))
      words[point >> 5] = (words[point >> 5] ?? 0) | (1 << (point & 31))
  }
  return words
}

const LAST = 0xffff
/** Most blocks have no letters with two cases: it is faster to ask for the block than for each of its characters. */
const BLOCK = 256

function hasCases(text: string): boolean {
  return text.toLowerCase() !== text || text.toUpperCase() !== text || SURROGATE.test(text)
}

const SURROGATE = /[\ud800-\udfff]/
