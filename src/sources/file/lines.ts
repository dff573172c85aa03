/**
 * Cuts bytes into records at line ends. It never decodes text: a record is a slice of the buffer that was read,
 * so a character or a line ending that two reads share needs no special care as long as lines are cut from one
 * buffer, which the reader sees to.
 */
import type { Logsource } from '../../schema/logsource.ts'
import type { SourceRecord } from '../source.ts'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * What is passed over before the next record: `line` is the rest of a line that was cut at the limit; `hole` are
 * the NUL bytes that a writer leaves in front when its file is truncated under it and it goes on at its old offset.
 */
export type Skipping = 'line' | 'hole' | null

export interface LineOrigin {
  /** First half of the record ids; asked for only when there is a record. */
  file_id: () => string
  source: string
  logsource: Logsource
}

export interface LineLimits {
  line_bytes_max: number
  records_max: number
}

export interface Cut {
  records: SourceRecord[]
  /** Where in the buffer the first byte stands that was not consumed. */
  end: number
  skipping: Skipping
  /** Lines of which only the head was delivered. */
  cut_lines: number
}

/** The record id of the line that starts at `offset` of the file. */
export function recordId(file_id: string, offset: number): string {
  return `${file_id}:${offset.toString(36)}`
}

/**
 * Cuts `buffer` from `start` on; `base` is the file offset of the buffer's first byte. What follows the last line
 * end is left, unless it is longer than a line may be (then its head is a record), or `flush` is set.
 */
export function cutLines(
  buffer: Buffer,
  start: number,
  base: number,
  skipping: Skipping,
  origin: LineOrigin,
  limits: LineLimits,
  flush = false,
): Cut {
  const { line_bytes_max, records_max } = limits
  const { source, logsource } = origin
  const records: SourceRecord[] = []
  let at = start
  let cut_lines = 0
  const push = (from: number, to: number) => {
    const first = base + from === 0 && hasByteOrderMark(buffer, to) ? from + 3 : from
    records.push({
      id: recordId(origin.file_id(), base + from),
      source,
      logsource,
      value: buffer.subarray(first, to),
    })
  }

  if (skipping === 'hole') {
    while (at < buffer.length && buffer[at] === 0) at++
    if (at === buffer.length) return { records, end: at, skipping, cut_lines }
  } else if (skipping === 'line') {
    const line_end = buffer.indexOf(NEWLINE, at)
    if (line_end === -1) return { records, end: buffer.length, skipping, cut_lines }
    at = line_end + 1
  }

  while (records.length < records_max) {
    const line_end = buffer.indexOf(NEWLINE, at)
    if (line_end === -1) {
      const rest = buffer.length - at
      if (rest > line_bytes_max) {
        push(at, at + line_bytes_max)
        return { records, end: buffer.length, skipping: 'line', cut_lines: cut_lines + 1 }
      }
      if (flush && rest > 0) {
        push(at, buffer.length)
        at = buffer.length
      }
      break
    }
    if (line_end - at > line_bytes_max) {
      push(at, at + line_bytes_max)
      cut_lines++
    } else {
      push(at, line_end > at && buffer[line_end - 1] === CARRIAGE_RETURN ? line_end - 1 : line_end)
    }
    at = line_end + 1
  }
  return { records, end: at, skipping: null, cut_lines }
}

function hasByteOrderMark(buffer: Buffer, end: number): boolean {
  return end >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf
}
