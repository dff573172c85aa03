import {
  ANYWHERE,
  CACHED_LENGTH_MAX,
  CONFIG,
  ENDS,
  ESCAPED,
  KIND_MASK,
  NO_FACT,
  NON_ASCII,
  ODD_NUMBER,
  RAW,
  READY,
  RECORD_HITS,
  SCANNER_NUMBER,
  SCRATCH,
  STARTS,
  TEXT_FACT,
} from '../layout.ts'
import { scanAnywhere, scanEnd, scanStart } from './automaton.ts'
import { endRecording, hit, startRecording } from './board.ts'
import { isFolded } from './folding.ts'
import { prepare, text } from './imports.ts'
import { writeUnescaped } from './strings.ts'
import { factCountOf, factsOf, isWorthwhile, recall, rememberAs } from './value-memory.ts'

/** Reports the facts about a text of the line, which is of `kind`, with its flags. */
export function scanText(scanner: usize, from: usize, length: u32, kind: u32): void {
  if (load<u32>(scanner, READY) === 0) prepare(load<u32>(scanner, SCANNER_NUMBER))
  const text_fact = load<i32>(scanner, TEXT_FACT)
  if (text_fact !== NO_FACT) hit(text_fact)
  if (!(load<u32>(scanner, STARTS) | load<u32>(scanner, ENDS) | load<u32>(scanner, ANYWHERE))) return
  // How a number is written does not tell its text. Of a whole line it counts where in it a fact was found.
  const is_memorable = length <= <u32>CACHED_LENGTH_MAX && !(kind & ODD_NUMBER) && (kind & KIND_MASK) !== RAW
  if (!is_memorable || !isWorthwhile(scanner)) {
    scan(scanner, from, length, kind)
    return
  }
  const entry = recall(scanner, from, length)
  if (entry !== 0) {
    const facts = factsOf(entry)
    const count = factCountOf(entry)
    for (let at: u32 = 0; at < count; at++) hit(load<u32>(facts + at * 4))
    return
  }
  startRecording()
  scan(scanner, from, length, kind)
  const count = endRecording()
  const facts: usize = load<u32>(CONFIG, RECORD_HITS)
  for (let at: u32 = 0; at < count; at++) hit(load<u32>(facts + at * 4))
  rememberAs(load<u32>(scanner, SCANNER_NUMBER), from, length, count)
}

function scan(scanner: usize, from: usize, length: u32, kind: u32): void {
  if (!(kind & (ESCAPED | NON_ASCII | ODD_NUMBER))) {
    scanPlain(scanner, from, from + length)
    return
  }
  const is_text = !(kind & ODD_NUMBER) && (!(kind & NON_ASCII) || isFolded(from, from + length))
  if (is_text && !(kind & ESCAPED)) {
    scanPlain(scanner, from, from + length)
    return
  }
  const scratch: usize = load<u32>(CONFIG, SCRATCH)
  let written: i32 = -1
  if (is_text) written = writeUnescaped(from, length, scratch)
  if (written < 0) written = text(from, length, kind & KIND_MASK)
  scanPlain(scanner, scratch, scratch + written)
}

/** A text of folded characters, or of ASCII. */
export function scanPlain(scanner: usize, from: usize, end: usize): void {
  const starts: usize = load<u32>(scanner, STARTS)
  if (starts !== 0) scanStart(starts, from, end)
  const ends: usize = load<u32>(scanner, ENDS)
  if (ends !== 0) scanEnd(ends, from, end)
  const anywhere: usize = load<u32>(scanner, ANYWHERE)
  if (anywhere !== 0) scanAnywhere(anywhere, from, end)
}
