/**
 * Text from logs is an attacker's to choose. React keeps it from being markup; this makes visible what would
 * hide in it: terminal escapes, NUL bytes, zero-width characters, and overrides that turn the reading direction.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu

const CONTROLS =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

/** What stands for a hidden character: its name in ASCII, or its escape. Control pictures are in few fonts. */
function visibleName(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const name = code === 0x7f ? 'DEL' : CONTROLS[code]
  if (name) return name
  const hex = code.toString(16)
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}

/** Start (inclusive) and end (exclusive), in UTF-16 units. */
export interface Span {
  start: number
  end: number
}

export interface Piece {
  /** Where it stands in the text. */
  start: number
  text: string
  hidden: boolean
  marked: boolean
}

/**
 * Cuts `text` into pieces of one kind each. `marks` are sorted and do not overlap. With `lines`, line feeds and
 * tabs stay what they are, for a place that shows them as such.
 */
export function piecesOf(text: string, marks: readonly Span[], lines: boolean): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const mark of [...marks, { start: text.length, end: text.length }]) {
    cut(text, { start: at, end: mark.start }, false, lines, pieces)
    cut(text, mark, true, lines, pieces)
    at = mark.end
  }
  return pieces
}

function cut(whole: string, { start, end }: Span, marked: boolean, lines: boolean, pieces: Piece[]): void {
  const text = whole.slice(start, end)
  let at = 0
  const add = (to: number) => {
    if (to > at) pieces.push({ start: start + at, text: text.slice(at, to), hidden: false, marked })
  }
  for (const match of text.matchAll(HIDDEN)) {
    const [character] = match
    if (lines && (character === '\n' || character === '\t')) continue
    add(match.index)
    pieces.push({ start: start + match.index, text: visibleName(character), hidden: true, marked })
    at = match.index + character.length
  }
  add(text.length)
}

/** The same as one string, for places that take no elements (titles, labels): `[ESC]`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, character => `[${visibleName(character)}]`)
}
