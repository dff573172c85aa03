/** What JSON and XML take for blank; what is behind the end of the bytes is not. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** The end of what stands from `start` to `end`, less the blanks at its end. */
export function withoutBlanks(bytes: Uint8Array, start: number, end: number): number {
  let last = end
  while (last > start && isBlank(bytes[last - 1])) last--
  return last
}

const NUMBER = /^Record \d{1,20}$/

/** Whether a line is the one that evtx_dump writes before each record. */
export function isNumber(bytes: Buffer, start: number, end: number): boolean {
  return end - start < 28 && NUMBER.test(bytes.toString('latin1', start, end))
}
