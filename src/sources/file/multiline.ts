/**
 * Records of several lines, such as stack traces: a pattern says which line begins a record, or which one continues the
 * one before. The pattern is run in time linear in the line, for log text is hostile, and on the line's beginning only.
 */
import { RE2JS, RE2JSException } from 're2js'
import { SentinelError } from '../../errors.ts'

export interface MultilineOptions {
  /** RE2 syntax: no lookaround, no back references. */
  pattern: string
  /** Whether a line that the pattern fits begins a record, or continues the one before. */
  match: 'start' | 'continue'
  /** A record is ended after this many lines. */
  lines_max: number
  /** A record is ended when the file has not grown for this long. */
  wait_ms: number
}

export interface Multiline {
  starts(line: Buffer): boolean
  lines_max: number
  wait_ms: number
}

/** The pattern is not looked for behind this. */
export const EXAMINED_BYTES_MAX = 2048
/** In instructions: the time for a line is at most its length times this. */
const PROGRAM_SIZE_MAX = 1_000

/** @throws SentinelError CONFIG_INVALID for a pattern that can not be run. */
export function compileMultiline({ pattern, match, lines_max, wait_ms }: MultilineOptions): Multiline {
  const regex = compile(pattern)
  const fits_at_start = match === 'start'
  return {
    starts: line => regex.test(line.toString('utf8', 0, EXAMINED_BYTES_MAX)) === fits_at_start,
    lines_max,
    wait_ms,
  }
}

function compile(pattern: string): RE2JS {
  try {
    const regex = RE2JS.compile(pattern)
    if (regex.programSize() <= PROGRAM_SIZE_MAX) return regex
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw invalid(pattern, error.message)
  }
  throw invalid(pattern, 'its repeats multiply to too large a pattern')
}

const invalid = (pattern: string, reason: string) =>
  new SentinelError('CONFIG_INVALID', {
    where: 'sources: multiline.pattern',
    found: `${pattern} (${reason})`,
    expected: 'a regular expression in RE2 syntax',
  })
