/**
 * Reads one turn of one file: a bounded piece, cut into records. Each read takes in the last bytes before its
 * position too and compares them, and the first line's, which finds a file that was truncated and filled again to any size. An unfinished line
 * stays in the file and is read again as a whole once its end is there: no bytes are kept between turns, so
 * memory does not grow with the number of files.
 */
import * as fs from 'node:fs'
import type { SourceRecord } from '../source.ts'
import { lineEndFrom, unitBytes, wholeUnits } from './encoding.ts'
import { digestOf, TAIL_BYTES } from './identity.ts'
import { cutLines, type LineLimits } from './lines.ts'
import type { ReadBuffers } from './read-buffers.ts'
import type { Mark, TailedFile } from './tailed-file.ts'

/** Reads up to this size are made in place: what was just written is in the kernel's memory. */
const DIRECT_READ_BYTES_MAX = 64 * 1024
/** How long a file must be untouched before its time of writing proves that nothing was written since. */
const MTIME_SETTLES_MS = 50

export interface TurnLimits extends LineLimits {
  /** How much is read, unless one line is longer. */
  turn_bytes: number
}

export interface Turn {
  file: TailedFile
  generation: number
  records: SourceRecord[]
  bytes: number
  /** Lines of which only the head was delivered. */
  cut_lines: number
  /** Where the file stands once these records are safe. */
  end: Mark
  /** What the records are slices of. */
  buffer: Buffer
}

/** Null if there is nothing to deliver; `file.drained` tells whether another turn would find more. */
export async function readTurn(
  file: TailedFile,
  host: string,
  limits: TurnLimits,
  now_ms: number,
  buffers: ReadBuffers,
): Promise<Turn | null> {
  const { fd } = file
  if (fd === null) return null
  if (!look(file, fd, now_ms)) return null

  const available = file.size - file.ahead.position
  let want = Math.min(available, file.flush ? limits.line_bytes_max + 1 : limits.turn_bytes)
  if (file.partial_bytes >= want && !file.flush) {
    const line_bytes = file.gathering
      ? Math.min(available, 2 * file.partial_bytes)
      : await findLineEnd(file, fd, available, limits, buffers)
    if (line_bytes === null) return null
    want = line_bytes
  }
  if (want === 0) return null

  const { position, tail, skipping } = file.ahead
  const base = position - tail.bytes
  const buffer = await read(fd, base, tail.bytes + want, buffers)
  const before = buffer.subarray(0, tail.bytes)
  if (before.length < tail.bytes || digestOf(before).digest !== tail.digest || !file.beginsAsBefore(fd)) {
    file.rewritten()
    buffers.giveBack(buffer)
    return null
  }
  file.confirmed_bytes = file.size
  const flush = want === available ? file.flush : false
  const origin = {
    file_id: () => file.seal(fd, host),
    source: file.source,
    logsource: file.content.logsource,
  }
  const cut = cutLines(buffer, tail.bytes, base, skipping, origin, limits, flush, file.formOf(fd))
  if (flush !== false) file.flush = false
  file.gathering = cut.gathered
  const consumed = cut.end - tail.bytes
  if (consumed === 0 && cut.skipping === skipping) {
    file.partial_bytes = buffer.length - tail.bytes
    buffers.giveBack(buffer)
    return null
  }
  file.ahead = {
    position: base + cut.end,
    tail: digestOf(buffer.subarray(Math.max(0, cut.end - TAIL_BYTES), cut.end)),
    skipping: cut.skipping,
  }
  file.partial_bytes = 0
  const { records, cut_lines } = cut
  return { file, generation: file.generation, records, bytes: consumed, cut_lines, end: file.ahead, buffer }
}

/** Takes in the file's size; false if there is nothing new in it. */
function look(file: TailedFile, fd: number, now_ms: number): boolean {
  const stat = file.stat(fd)
  if (stat.size !== file.size || stat.mtime_ns !== file.mtime_ns) file.changed_ms = now_ms
  if (stat.size < file.ahead.position) file.rewritten()
  const read_to = file.ahead.position + file.partial_bytes
  if (stat.size < read_to) file.partial_bytes = 0
  const settled = stat.mtime_ns === file.settled_mtime_ns
  file.size = stat.size
  file.mtime_ns = stat.mtime_ns
  if (stat.size !== read_to) {
    file.flush = false
    return true
  }
  if (file.flush) return true
  if (settled) return false
  // As long as before, but perhaps written since: the content decides.
  file.settled_mtime_ns =
    now_ms - Number(stat.mtime_ns / 1_000_000n) > MTIME_SETTLES_MS ? stat.mtime_ns : null
  if (!file.matches(fd, stat.size)) {
    file.rewritten()
    file.size = stat.size
    return true
  }
  file.confirmed_bytes = stat.size
  file.partial_bytes = 0
  return stat.size > file.ahead.position
}

/**
 * Looks for the end of a line that is longer than a turn. Gives the length to read from the position on: up to the
 * line's end, or just beyond the limit of a line; null if the end is not found yet.
 */
async function findLineEnd(
  file: TailedFile,
  fd: number,
  available: number,
  limits: TurnLimits,
  buffers: ReadBuffers,
): Promise<number | null> {
  const { encoding } = file.formOf(fd)
  const unit = unitBytes(encoding)
  const { position } = file.ahead
  // Half a code unit that is known is read again: it may begin a line end.
  const known = wholeUnits(position, file.partial_bytes, encoding)
  const length = Math.min(available - known, limits.turn_bytes, limits.line_bytes_max + unit - known)
  const found = length <= 0 ? Buffer.alloc(0) : await read(fd, position + known, length, buffers)
  const line_end = lineEndFrom(found, 0, position + known, encoding)
  buffers.giveBack(found)
  if (line_end !== -1) return known + line_end + unit
  file.partial_bytes = known + found.length
  const whole = wholeUnits(position, file.partial_bytes, encoding)
  return whole > limits.line_bytes_max ? whole : null
}

/** Up to `length` bytes from `position` on; fewer at the file's end. */
async function read(fd: number, position: number, length: number, buffers: ReadBuffers): Promise<Buffer> {
  const buffer = buffers.take(length)
  if (length <= DIRECT_READ_BYTES_MAX) return buffer.subarray(0, fs.readSync(fd, buffer, 0, length, position))
  return new Promise((resolve, reject) => {
    fs.read(fd, buffer, 0, length, position, (error, got) =>
      error ? reject(error) : resolve(buffer.subarray(0, got)),
    )
  })
}
