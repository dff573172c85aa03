import { readSync } from 'node:fs'
import { type Encoding, lineEndFrom, unitBytes } from './encoding.ts'

const WINDOW_BYTES = 64 * 1024

/** The start of the line that is unfinished at `size`, so that reading from there delivers whole lines only. */
export function lineStartBefore(fd: number, size: number, encoding: Encoding): number {
  const window = Buffer.allocUnsafe(Math.min(size, WINDOW_BYTES))
  const base = size - window.length
  const got = readSync(fd, window, 0, window.length, base)
  const content = window.subarray(0, got)
  let line_start = base === 0 ? 0 : size
  let at = lineEndFrom(content, 0, base, encoding)
  while (at !== -1) {
    line_start = base + at + unitBytes(encoding)
    at = lineEndFrom(content, line_start - base, base, encoding)
  }
  return line_start
}
