import {
  ANYWHERE,
  CACHED_LENGTH_MAX,
  CONFIG,
  ENDS,
  ESCAPED,
  IS_CHEAP,
  IS_DEAR,
  KIND_MASK,
  NON_ASCII,
  ODD_NUMBER,
  ODDLY_ESCAPED,
  PACKED,
  READY,
  RECORD_HITS,
  SCANNER_COUNT,
  SCANNER_NUMBER,
  SCRATCH,
  SET_COST,
  SET_NUMBER,
  SET_SCANNERS,
  STARTS,
} from '../layout.ts'
import { scanAnywhere, scanEnd, scanStart } from './automaton.ts'
import { endRecording, hit, startRecording } from './board.ts'
import { isFolded } from './folding.ts'
import { prepare, prepareAnywhere, text } from './imports.ts'
import { scanPacked } from './packed.ts'
import { isBare, writeUnescaped } from './strings.ts'
import { factCountOf, factsOf, isWorthwhile, recall, rememberAs } from './value-memory.ts'

/** Reports the facts about a text of the line, which is of `kind`, with its flags. */
export function scanText(set: usize, from: usize, length: u32, kind: u32): void {
  // How a number is written does not tell its text.
  const is_memorable = length <= <u32>CACHED_LENGTH_MAX && !(kind & ODD_NUMBER)
  if (!is_memorable || isCheap(set) || !isWorthwhile(set)) {
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

/** Whether all that a set looks for is packed. */
function isCheap(set: usize): bool {
  if (load<u32>(set, SET_COST) === 0) store<u32>(set, costOf(set), SET_COST)
  return load<u32>(set, SET_COST) === IS_CHEAP
}

function costOf(set: usize): u32 {
  const scanners_end = set + load<u32>(set, SCANNER_COUNT) * 4
  for (let at = set; at < scanners_end; at += 4) {
    const scanner: usize = load<u32>(at, SET_SCANNERS)
    makeReady(scanner)
    if (load<u32>(scanner, STARTS) !== 0 || load<u32>(scanner, ENDS) !== 0) return IS_DEAR
    if (load<u32>(scanner, PACKED) === 0 && load<u32>(scanner, ANYWHERE) !== 0) return IS_DEAR
  }
  return IS_CHEAP
}

function scan(set: usize, from: usize, length: u32, kind: u32): void {
  const end = from + length
  const is_text = !(kind & ODD_NUMBER) && (!(kind & NON_ASCII) || isFolded(from, end))
  if (is_text && !(kind & ESCAPED)) {
    scanWithAll(set, from, end, from, end)
    return
  }
  const is_shortest = is_text && !(kind & ODDLY_ESCAPED)
  if (is_shortest && isCheap(set)) {
    scanWithAll(set, from, from, from, end)
    return
  }
  const scratch: usize = load<u32>(CONFIG, SCRATCH)
  let written: i32 = -1
  if (is_text) written = writeUnescaped(from, length, scratch)
  if (written < 0) written = text(from, length, kind & KIND_MASK)
  if (is_shortest) scanWithAll(set, scratch, scratch + written, from, end)
  else scanWithAll(set, scratch, scratch + written, bareStart(scratch, scratch + written), scratch + written)
}

function scanWithAll(set: usize, from: usize, end: usize, shortest: usize, shortest_end: usize): void {
  const scanners_end = set + load<u32>(set, SCANNER_COUNT) * 4
  for (let at = set; at < scanners_end; at += 4)
    scanWith(load<u32>(at, SET_SCANNERS), from, end, shortest, shortest_end)
}

/** A text of folded characters, or of ASCII. */
export function scanPlain(scanner: usize, from: usize, end: usize): void {
  scanWith(scanner, from, end, bareStart(from, end), end)
}

/** Where a text stands as JSON writes it in the fewest bytes: where it begins, or 0. */
function bareStart(from: usize, end: usize): usize {
  return isBare(from, end) ? from : 0
}

/** @param shortest The same text as JSON writes it in the fewest bytes; 0 if it does not stand anywhere. */
function scanWith(scanner: usize, from: usize, end: usize, shortest: usize, shortest_end: usize): void {
  makeReady(scanner)
  const starts: usize = load<u32>(scanner, STARTS)
  if (starts !== 0) scanStart(starts, from, end)
  const ends: usize = load<u32>(scanner, ENDS)
  if (ends !== 0) scanEnd(ends, from, end)
  const packed: usize = load<u32>(scanner, PACKED)
  if (packed !== 0) {
    if (shortest !== 0) {
      scanPacked(packed, shortest, shortest_end)
      return
    }
    if (load<u32>(scanner, ANYWHERE) === 0) prepareAnywhere(load<u32>(scanner, SCANNER_NUMBER))
  }
  const anywhere: usize = load<u32>(scanner, ANYWHERE)
  if (anywhere !== 0) scanAnywhere(anywhere, from, end)
}

function makeReady(scanner: usize): void {
  if (load<u32>(scanner, READY) === 0) prepare(load<u32>(scanner, SCANNER_NUMBER))
}
