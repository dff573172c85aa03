import { isAscii } from '../fold.ts'

/**
 * The form in which texts are scanned: folded, and each code unit as UTF-8 would write it by itself, halves of surrogate
 * pairs included. So a text stands in another one if and only if its bytes do.
 */

/** Writes the bytes of a folded text, three for each of its units at most: how many they are. */
export function writeScanned(folded: string, bytes: Uint8Array, at: number): number {
  let end = at
  for (let index = 0; index < folded.length; index++) {
    const unit = folded.charCodeAt(index)
    if (unit < 0x80) bytes[end++] = unit
    else if (unit < 0x800) {
      bytes[end++] = 0xc0 | (unit >> 6)
      bytes[end++] = 0x80 | (unit & 0x3f)
    } else {
      bytes[end++] = 0xe0 | (unit >> 12)
      bytes[end++] = 0x80 | ((unit >> 6) & 0x3f)
      bytes[end++] = 0x80 | (unit & 0x3f)
    }
  }
  return end - at
}

/** The bytes of a folded text as characters U+0000 to U+00FF. */
export function scannedLiteral(folded: string): string {
  if (isAscii(folded)) return folded
  const bytes = new Uint8Array(folded.length * 3)
  const length = writeScanned(folded, bytes, 0)
  return String.fromCharCode(...bytes.subarray(0, length))
}

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of bytes, as they are or as they stand in a JSON string. */
export function decodeText(bytes: Uint8Array, is_json: boolean): string {
  const text = DECODER.decode(bytes)
  if (!is_json) return text
  const value: unknown = JSON.parse(`"${text}"`)
  return String(value)
}
