/**
 * Cuts bytes into records at line ends. Plain text is never decoded: a record is a slice of the buffer that was read,
 * so a character or a line ending that two reads share needs no special care as long as lines are cut from one
 * buffer, which the reader sees to.
 */
import type { Logsource } from '../../schema/logsource.ts'
import type { SourceRecord } from '../source.ts'
import {
  contentEnd,
  type Encoding,
  lineEndFrom,
  markBytes,
  toUtf8,
  unitBytes,
  wholeUnits,
} from './encoding.ts'
import { EXAMINED_BYTES_MAX, type Multiline } from './multiline.ts'

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

/** How the text is written, and which lines make one record; without `multiline` each is one. */
export interface LineForm {
  encoding: Encoding
  multiline: Multiline | null
}

const PLAIN_LINES: LineForm = { encoding: 'bytes', multiline: null }

/** What is delivered although more may belong to it: nothing, gathered lines, or these and an unfinished line. */
export type Flush = false | 'whole lines' | true

export interface Cut {
  records: SourceRecord[]
  /** Where in the buffer the first byte stands that was not consumed. */
  end: number
  skipping: Skipping
  /** Lines of which only the head was delivered. */
  cut_lines: number
  /** Whether whole lines are left, to which the next one may belong. */
  gathered: boolean
}

/** The record id of the line that starts at `offset` of the file. */
export function recordId(file_id: string, offset: number): string {
  return `${file_id}:${offset.toString(36)}`
}

/**
 * Cuts `buffer` from `start` on; `base` is the file offset of the buffer's first byte. What follows the last line
 * end is left, unless it is longer than a line may be (then its head is a record), and so are lines to which the next
 * one may belong; `flush` says what of this is delivered.
 */
export function cutLines(
  buffer: Buffer,
  start: number,
  base: number,
  skipping: Skipping,
  origin: LineOrigin,
  limits: LineLimits,
  flush: Flush = false,
  { encoding, multiline }: LineForm = PLAIN_LINES,
): Cut {
  const { line_bytes_max, records_max } = limits
  const { source, logsource } = origin
  const unit = unitBytes(encoding)
  const length =
    flush === true ? buffer.length : start + wholeUnits(base + start, buffer.length - start, encoding)
  const bytes = buffer.subarray(0, length)
  const records: SourceRecord[] = []
  /** Where the record begins that is being gathered, and the line that is looked at. */
  let at = start
  let next = start
  /** Whole lines of that record, and where their content ends. */
  let gathered = 0
  let gathered_end = start
  let cut_lines = 0
  const push = (to: number) => {
    const from = base + at === 0 ? Math.min(to, markBytes(bytes, encoding)) : at
    const value = toUtf8(bytes.subarray(from, to), encoding)
    records.push({ id: recordId(origin.file_id(), base + at), source, logsource, value })
  }
  const pushGathered = () => {
    push(gathered_end)
    at = next
    gathered = 0
  }
  const starts = (to: number) =>
    multiline?.starts(toUtf8(bytes.subarray(next, Math.min(to, next + EXAMINED_BYTES_MAX)), encoding)) ?? true

  if (skipping === 'hole') {
    while (at < length && bytes[at] === 0) at++
    if (at === length) return { records, end: at, skipping, cut_lines, gathered: false }
  } else if (skipping === 'line') {
    const line_end = lineEndFrom(bytes, at, base, encoding)
    if (line_end === -1) return { records, end: length, skipping, cut_lines, gathered: false }
    at = line_end + unit
  }
  next = at

  while (records.length < records_max) {
    const line_end = lineEndFrom(bytes, next, base, encoding)
    const to = line_end === -1 ? length : line_end
    const rest = to - next
    if (gathered > 0 && (to - at > line_bytes_max || (line_end !== -1 && starts(line_end)))) {
      pushGathered()
      continue
    }
    if (rest > line_bytes_max) {
      push(at + line_bytes_max - (line_bytes_max % unit))
      cut_lines++
      if (line_end === -1) return { records, end: length, skipping: 'line', cut_lines, gathered: false }
      at = next = line_end + unit
      continue
    }
    if (line_end === -1) {
      if (flush === false) break
      if (gathered > 0 && (flush === 'whole lines' || rest === 0 || starts(to))) {
        pushGathered()
        continue
      }
      if (flush === true && rest >= unit) push(to)
      if (flush === true) at = to
      break
    }
    gathered_end = contentEnd(bytes, next, line_end, encoding)
    next = line_end + unit
    gathered++
    if (gathered >= (multiline?.lines_max ?? 1)) pushGathered()
  }
  return { records, end: at, skipping: null, cut_lines, gathered: gathered > 0 }
}
