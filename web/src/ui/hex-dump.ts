/** Raw records as text: bytes that are no text are shown as a hex dump. */

const ROW = 16
/** Rows of a dump: what is beyond is in the record itself, one link away. */
const ROWS_MAX = 256

export function decodeBase64(text: string): Uint8Array {
  const binary = atob(text)
  return Uint8Array.from(binary, character => character.charCodeAt(0))
}

/** As `hexdump -C`: offset, sixteen bytes, and what of them is printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const rows: string[] = []
  for (let at = 0; at < bytes.length && rows.length < ROWS_MAX; at += ROW) {
    const row = bytes.subarray(at, at + ROW)
    const hex = Array.from(row, byte => byte.toString(16).padStart(2, '0'))
    const columns = `${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`.padEnd(ROW * 3, ' ')
    const text = Array.from(row, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    rows.push(`${at.toString(16).padStart(8, '0')}  ${columns}  ${text.join('')}`)
  }
  const left = bytes.length - rows.length * ROW
  if (left > 0) rows.push(`… ${left} bytes more`)
  return rows.join('\n')
}
