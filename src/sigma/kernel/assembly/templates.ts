import {
  BATCH_TEXT,
  BATCH_TEXT_LENGTH,
  CONFIG,
  DECISION_FLAGS,
  FIRST_LINE,
  IS_VERBATIM,
  IS_WRITING,
  LINE_DECISION,
  LINE_END,
  LINE_START,
  NON_ASCII,
  NOT_MINE,
  OUTPUT,
  OUTPUT_FULL,
  PART_BATCH_TEXT,
  PART_BYTES,
  PART_FIELDS,
  PART_LINE,
  PART_MATCHED,
  PART_TEXT,
  RESULTS,
  ROUTE,
  ROUTE_NUMBER,
  TEMPLATE_COUNT,
  TEMPLATE_END,
  TEMPLATE_PARTS,
  TEMPLATES,
  TIME_TEXT,
  UNWRITTEN,
} from '../layout.ts'
import { writeExplanation } from './explanation.ts'
import { isUtf8 } from './folding.ts'
import { template } from './imports.ts'
import { beginOutput, is_full, keepOutput, out, put, putDecimal } from './output.ts'
import { has_newline, record_flags } from './record.ts'
import { NO_TIME, writeTime } from './time.ts'

let time_length: u32 = 0

/**
 * Writes the matches of the line that was matched last, all or none: how many there are, NOT_MINE if that can not be
 * done from the line's bytes, or OUTPUT_FULL.
 */
export function writeMatches(count: u32, line: u32): i32 {
  const decision: usize = load<u32>(CONFIG, LINE_DECISION)
  if (!load<u32>(CONFIG, IS_WRITING) || !(load<u32>(decision, DECISION_FLAGS) & IS_VERBATIM)) return NOT_MINE
  if (has_newline) return NOT_MINE
  if (record_flags & NON_ASCII && !isUtf8(load<u32>(CONFIG, LINE_START), load<u32>(CONFIG, LINE_END)))
    return NOT_MINE
  const route: usize = load<u32>(decision, ROUTE)
  const results: usize = load<u32>(CONFIG, RESULTS)
  beginOutput()
  const start = out
  time_length = 0
  for (let at: u32 = 0; at < count; at++) {
    const address = templateOf(route, load<u32>(results + at * 4))
    if (address === UNWRITTEN) return NOT_MINE
    if (writeTemplate(address, load<u32>(CONFIG, FIRST_LINE) + line)) continue
    return is_full && start > <usize>load<u32>(CONFIG, OUTPUT) ? OUTPUT_FULL : NOT_MINE
  }
  keepOutput()
  for (let at: u32 = 0; at < count; at++) {
    const address = templateOf(route, load<u32>(results + at * 4))
    store<u32>(address, load<u32>(address, TEMPLATE_COUNT) + 1, TEMPLATE_COUNT)
  }
  return count
}

function templateOf(route: usize, rule: u32): usize {
  const known: usize = load<u32>(load<u32>(route, TEMPLATES) + rule * 4)
  return known !== 0 ? known : template(load<u32>(route, ROUTE_NUMBER), rule)
}

function writeTemplate(address: usize, line: u32): bool {
  const end: usize = load<u32>(address, TEMPLATE_END)
  for (let part = address + TEMPLATE_PARTS; part < end; part += PART_BYTES)
    if (!writePart(part, line)) return false
  return true
}

function writePart(part: usize, line: u32): bool {
  const kind = load<u32>(part)
  const address: usize = load<u32>(part, 4)
  if (kind === PART_TEXT) return put(address, load<u32>(part, 8))
  if (kind === PART_BATCH_TEXT)
    return put(load<u32>(CONFIG, BATCH_TEXT), load<u32>(CONFIG, BATCH_TEXT_LENGTH))
  if (kind === PART_LINE) return putDecimal(line)
  if (kind === PART_MATCHED) return writeExplanation(address)
  const start: usize = load<u32>(CONFIG, LINE_START)
  if (kind === PART_FIELDS) return put(start, load<u32>(CONFIG, LINE_END) - <u32>start)
  if (time_length === 0) time_length = writeTime()
  return time_length !== NO_TIME && put(load<u32>(CONFIG, TIME_TEXT), time_length)
}
