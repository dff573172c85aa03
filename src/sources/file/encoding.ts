/**
 * Text in UTF-16, as Windows and some applications write it, told by the byte order mark that begins the file. Records
 * are UTF-8 always; positions stay in bytes of the file. Code units stand at even offsets, which is how a line end is
 * told from the same two bytes across two characters.
 */
export type Encoding = 'bytes' | 'utf16le' | 'utf16be'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/** The encoding of a file that begins with `first`; what has no mark of UTF-16 is taken as it is, byte for byte. */
export function encodingOf(first: Uint8Array): Encoding {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf16le'
  return first[0] === 0xfe && first[1] === 0xff ? 'utf16be' : 'bytes'
}

export function unitBytes(encoding: Encoding): 1 | 2 {
  return encoding === 'bytes' ? 1 : 2
}

/** Bytes of the mark that begins a file with `first`. */
export function markBytes(first: Uint8Array, encoding: Encoding): number {
  if (encoding !== 'bytes') return 2
  return first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf ? 3 : 0
}

/** How much of `length` bytes from file offset `offset` on are whole code units. */
export function wholeUnits(offset: number, length: number, encoding: Encoding): number {
  return length === 0 ? 0 : length - ((offset + length) % unitBytes(encoding))
}

/** Where in `buffer`, whose first byte has file offset `base`, the first line end from `from` on begins; or -1. */
export function lineEndFrom(buffer: Buffer, from: number, base: number, encoding: Encoding): number {
  if (encoding === 'bytes') return buffer.indexOf(NEWLINE, from)
  const low = encoding === 'utf16le' ? 0 : 1
  for (let at = buffer.indexOf(NEWLINE, from + low); at !== -1; at = buffer.indexOf(NEWLINE, at + 1)) {
    const unit = at - low
    if ((base + unit) % 2 === 0 && unit + 1 < buffer.length && buffer[unit + 1 - low] === 0) return unit
  }
  return -1
}

/** The end of the line's content from `from` to its line end at `to`: a carriage return is part of the line end. */
export function contentEnd(buffer: Buffer, from: number, to: number, encoding: Encoding): number {
  const unit = unitBytes(encoding)
  const at = to - unit
  if (at < from || buffer[encoding === 'utf16be' ? at + 1 : at] !== CARRIAGE_RETURN) return to
  return unit === 1 || buffer[encoding === 'utf16be' ? at : at + 1] === 0 ? at : to
}

/** A half character pair becomes U+FFFD; half a code unit at the end is dropped. */
export function toUtf8(text: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'bytes') return text
  const units = Buffer.from(text.subarray(0, text.length - (text.length % 2)))
  if (encoding === 'utf16be') units.swap16()
  return Buffer.from(units.toString('utf16le').toWellFormed(), 'utf8')
}
