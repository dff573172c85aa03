import { type CharSet, charSet, complement } from './char-set.ts'

/** Classes of characters that have a name. They are those of RE2: of ASCII only. */

const DIGIT = charSet([[0x30, 0x39]])
const WORD = charSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
])
const SPACE = charSet([
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
])
const UPPER = charSet([[0x41, 0x5a]])
const LOWER = charSet([[0x61, 0x7a]])
const ALPHA = charSet([
  [0x41, 0x5a],
  [0x61, 0x7a],
])

/** By the letter of the escape; its capital stands for all others. */
export const ESCAPED_CLASSES: ReadonlyMap<string, CharSet> = new Map([
  ['d', DIGIT],
  ['w', WORD],
  ['s', SPACE],
])

/** By the name within `[:` and `:]`. */
export const NAMED_CLASSES: ReadonlyMap<string, CharSet> = new Map([
  [
    'alnum',
    charSet([
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x61, 0x7a],
    ]),
  ],
  ['alpha', ALPHA],
  ['ascii', charSet([[0, 0x7f]])],
  [
    'blank',
    charSet([
      [0x09, 0x09],
      [0x20, 0x20],
    ]),
  ],
  [
    'cntrl',
    charSet([
      [0, 0x1f],
      [0x7f, 0x7f],
    ]),
  ],
  ['digit', DIGIT],
  ['graph', charSet([[0x21, 0x7e]])],
  ['lower', LOWER],
  ['print', charSet([[0x20, 0x7e]])],
  [
    'punct',
    charSet([
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ]),
  ],
  [
    'space',
    charSet([
      [0x09, 0x0d],
      [0x20, 0x20],
    ]),
  ],
  ['upper', UPPER],
  ['word', WORD],
  [
    'xdigit',
    charSet([
      [0x30, 0x39],
      [0x41, 0x46],
      [0x61, 0x66],
    ]),
  ],
])

export const NEWLINE = 0x0a
export const ANY_CHAR = charSet([[0, 0x10ffff]])
export const NO_NEWLINE = complement(charSet([[NEWLINE, NEWLINE]]))

export function isWordChar(code_point: number): boolean {
  return (
    (code_point >= 0x61 && code_point <= 0x7a) ||
    (code_point >= 0x41 && code_point <= 0x5a) ||
    (code_point >= 0x30 && code_point <= 0x39) ||
    code_point === 0x5f
  )
}
