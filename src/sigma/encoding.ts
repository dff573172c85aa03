/** The encodings that attackers hide a command in, as the modifiers of the same names apply them to a rule's value. */

/** A text whose characters are bytes (U+0000 to U+00FF): what UTF-8 makes of `text`. */
export function utf8Bytes(text: string): string {
  return bytesToText(new TextEncoder().encode(text))
}

export function utf16Bytes(text: string, order: 'le' | 'be'): string {
  let bytes = ''
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const low = String.fromCharCode(unit & 0xff)
    const high = String.fromCharCode(unit >> 8)
    bytes += order === 'le' ? low + high : high + low
  }
  return bytes
}

/** `utf16`: a byte order mark, then little-endian (specification: `FF FE 63 00 6d 00 64 00` for `cmd`). */
export function utf16WithMark(text: string): string {
  return `\u00ff\u00fe${utf16Bytes(text, 'le')}`
}

export function base64(bytes: string): string {
  return btoa(bytes)
}

/**
 * The three texts of which one stands in the Base64 of anything that holds `bytes`: for each place that they can
 * start at within a group of three bytes, the characters that depend on these bytes alone.
 */
export function base64Offsets(bytes: string): string[] {
  return [0, 1, 2].map(shift => {
    // Six bits a character: those that the bytes before and after have a share in are cut off.
    const first = Math.ceil((shift * 8) / 6)
    const end = Math.floor(((shift + bytes.length) * 8) / 6)
    return btoa('\0'.repeat(shift) + bytes).slice(first, end)
  })
}

function bytesToText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
