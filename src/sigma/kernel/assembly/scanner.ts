import {
  ANYWHERE,
  CACHED_LENGTH_MAX,
  CONFIG,
  ENDS,
  ESCAPED,
  KIND_MASK,
  NON_ASCII,
  ODD_NUMBER,
  READY,
  RECORD_HITS,
  SCANNER_COUNT,
  SCANNER_NUMBER,
  SCRATCH,
  SET_NUMBER,
  SET_SCANNERS,
  STARTS,
} from '../layout.ts'
import { scanAnywhere, scanEnd, scanStart } from './automaton.ts'
import { endRecording, hit, startRecording } from './board.ts'
import { isFolded } from './folding.ts'
import { prepare, text } from './imports.ts'
import { writeUnescaped } from './strings.ts'
import { factCountOf, factsOf, isWorthwhile, recall, rememberAs } from './value-memory.ts'

/** Reports the facts about a text of the line, which is of `kind`, with its flags. */
export function scanText(set: usize, from: usize, length: u32, kind: u32): void {
  // How a number is written does not tell its text.
  const is_memorable = length <= <u32>CACHED_LENGTH_MAX && !(kind & ODD_NUMBER)
  if (!is_memorable || !isWorthwhile(set)) {
    scan(set, from, length, kind)
    return
  }
  const entry = recall(set, from, length)
  if (entry !== 0) {
    const facts = factsOf(entry)
    const count = factCountOf(entry)
    for (let at: u32 = 0; at < count; at++) hit(load<u32>(facts + at * 4))
    return
  }
  startRecording()
  scan(set, from, length, kind)
  const count = endRecording()
  const facts: usize = load<u32>(CONFIG, RECORD_HITS)
  for (let at: u32 = 0; at < count; at++) hit(load<u32>(facts + at * 4))
  rememberAs(load<u32>(set, SET_NUMBER), from, length, count)
}

function scan(set: usize, from: usize, length: u32, kind: u32): void {
  if (!(kind & (ESCAPED | NON_ASCII | ODD_NUMBER))) {
    scanWithAll(set, from, from + length)
    return
  }
  const is_text = !(kind & ODD_NUMBER) && (!(kind & NON_ASCII) || isFolded(from, from + length))
  if (is_text && !(kind & ESCAPED)) {
    scanWithAll(set, from, from + length)
    return
  }
  const scratch: usize = load<u32>(CONFIG, SCRATCH)
  let written: i32 = -1
  if (is_text) written = writeUnescaped(from, length, scratch)
  if (written < 0) written = text(from, length, kind & KIND_MASK)
  scanWithAll(set, scratch, scratch + written)
}

function scanWithAll(set: usize, from: usize, end: usize): void {
  const scanners_end = set + load<u32>(set, SCANNER_COUNT) * 4
  for (let at = set; at < scanners_end; at += 4) scanPlain(load<u32>(at, SET_SCANNERS), from, end)
}

/** A text of folded characters, or of ASCII. */
export function scanPlain(scanner: usize, from: usize, end: usize): void {
  if (load<u32>(scanner, READY) === 0) prepare(load<u32>(scanner, SCANNER_NUMBER))
  const starts: usize = load<u32>(scanner, STARTS)
  if (starts !== 0) scanStart(starts, from, end)
  const ends: usize = load<u32>(scanner, ENDS)
  if (ends !== 0) scanEnd(ends, from, end)
  const anywhere: usize = load<u32>(scanner, ANYWHERE)
  if (anywhere !== 0) scanAnywhere(anywhere, from, end)
}
