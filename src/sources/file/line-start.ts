import { readSync } from 'node:fs'

const NEWLINE = 0x0a
const WINDOW_BYTES = 64 * 1024

/** The start of the line that is unfinished at `size`, so that reading from there delivers whole lines only. */
export function lineStartBefore(fd: number, size: number): number {
  const window = Buffer.allocUnsafe(Math.min(size, WINDOW_BYTES))
  const got = readSync(fd, window, 0, window.length, size - window.length)
  const line_end = window.subarray(0, got).lastIndexOf(NEWLINE)
  if (line_end !== -1) return size - window.length + line_end + 1
  return window.length === size ? 0 : size
}
