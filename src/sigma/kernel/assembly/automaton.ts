import {
  AUTOMATON_NUMBER,
  CLASSES,
  CONFIG,
  ENDINGS,
  LONGEST,
  OUTPUT_FACTS,
  OUTPUT_STARTS,
  PARTED_MIN,
  REPORTED,
  ROOT_ROW,
  ROW_LENGTH,
  ROWS,
  ROWS_EMPTIED,
  SUFFIXES,
  WHOLE_FACTS,
  WHOLE_STARTS,
} from '../layout.ts'
import { generation, hit } from './board.ts'
import { row } from './imports.ts'

/**
 * Automata as rows of a table. A row is found by its place, counted in words from ROWS; it has an entry for each class
 * of bytes, and one more for its node. An entry above 0 is the place of the next row, 0 is the end of the search; a
 * negative one has something to attend to: `~(2 * node)` is a node without a row, which is written when it is first
 * needed, and `~(2 * place + 1)` a row at which a literal ends.
 */

/** Reports what stands anywhere in a text. */
export function scanAnywhere(automaton: usize, from: usize, end: usize): void {
  if (end - from < <usize>PARTED_MIN || !scanParts(automaton, from, end))
    scanOn(automaton, from, end, load<i32>(automaton, ROOT_ROW))
}

/**
 * Four parts of a long text in turn: each step of an automaton waits for the one before, but not for those of others.
 * The parts overlap by what a literal may take. False if that does not pay, or if the rows were forgotten on the way.
 */
function scanParts(automaton: usize, from: usize, end: usize): bool {
  const overlap: usize = load<u32>(automaton, LONGEST)
  const part: usize = (end - from) >> 2
  if (part < overlap << 1) return false
  const classes: usize = load<u32>(automaton, CLASSES)
  const rows: usize = load<u32>(CONFIG, ROWS)
  const emptied = load<u32>(CONFIG, ROWS_EMPTIED)
  const second = from + part - overlap
  const third = second + part
  const fourth = third + part
  let a = load<i32>(automaton, ROOT_ROW)
  let b = a
  let c = a
  let d = a
  const steps = part + overlap
  for (let step: usize = 0; step < steps; step++) {
    a += <i32>load<u8>(classes + <usize>load<u8>(from + step))
    b += <i32>load<u8>(classes + <usize>load<u8>(second + step))
    c += <i32>load<u8>(classes + <usize>load<u8>(third + step))
    d += <i32>load<u8>(classes + <usize>load<u8>(fourth + step))
    const to_a = load<i32>(rows + ((<usize>a) << 2))
    const to_b = load<i32>(rows + ((<usize>b) << 2))
    const to_c = load<i32>(rows + ((<usize>c) << 2))
    const to_d = load<i32>(rows + ((<usize>d) << 2))
    if ((to_a | to_b | to_c | to_d) >= 0) {
      a = to_a
      b = to_b
      c = to_c
      d = to_d
    } else {
      a = placeOf(automaton, to_a, a)
      b = placeOf(automaton, to_b, b)
      c = placeOf(automaton, to_c, c)
      d = placeOf(automaton, to_d, d)
      if (load<u32>(CONFIG, ROWS_EMPTIED) !== emptied) return false
    }
  }
  scanOn(automaton, fourth + steps, end, d)
  return true
}

/** What an entry leads to. */
function placeOf(automaton: usize, next: i32, entry: i32): i32 {
  return next >= 0 ? next : attend(automaton, next, entry)
}

/** From a row on. */
function scanOn(automaton: usize, from: usize, end: usize, start: i32): void {
  const classes: usize = load<u32>(automaton, CLASSES)
  const rows: usize = load<u32>(CONFIG, ROWS)
  let place = start
  for (let at = from; at < end; at++) {
    const entry = place + <i32>load<u8>(classes + <usize>load<u8>(at))
    place = placeOf(automaton, load<i32>(rows + ((<usize>entry) << 2)), entry)
  }
}

/** Reports what a text starts with, and what it is. */
export function scanStart(automaton: usize, from: usize, end: usize): void {
  const classes: usize = load<u32>(automaton, CLASSES)
  const rows: usize = load<u32>(CONFIG, ROWS)
  let place = load<i32>(automaton, ROOT_ROW)
  for (let at = from; at < end; at++) {
    const entry = place + <i32>load<u8>(classes + <usize>load<u8>(at))
    const next = load<i32>(rows + ((<usize>entry) << 2))
    if (next === 0) return
    place = next > 0 ? next : attend(automaton, next, entry)
  }
  const wholes: usize = load<u32>(automaton, WHOLE_STARTS)
  if (wholes !== 0) report(wholes, load<u32>(automaton, WHOLE_FACTS), nodeOf(automaton, place))
}

/** Reports what a text ends with. The literals of the automaton are reversed. */
export function scanEnd(automaton: usize, from: usize, end: usize): void {
  const classes: usize = load<u32>(automaton, CLASSES)
  const rows: usize = load<u32>(CONFIG, ROWS)
  let place = load<i32>(automaton, ROOT_ROW)
  for (let at = end; at > from; at--) {
    const entry = place + <i32>load<u8>(classes + <usize>load<u8>(at - 1))
    const next = load<i32>(rows + ((<usize>entry) << 2))
    if (next === 0) return
    place = next > 0 ? next : attend(automaton, next, entry)
  }
}

function nodeOf(automaton: usize, place: i32): i32 {
  return load<i32>(
    <usize>load<u32>(CONFIG, ROWS) + ((<usize>(place + load<i32>(automaton, ROW_LENGTH) - 1)) << 2),
  )
}

/** Follows a negative entry: the place of the row that it leads to. */
function attend(automaton: usize, next: i32, entry: i32): i32 {
  const decoded = ~next
  const place = decoded & 1 ? decoded >> 1 : row(load<u32>(automaton, AUTOMATON_NUMBER), decoded >> 1, entry)
  reportEndings(automaton, nodeOf(automaton, place))
  return place
}

function reportEndings(automaton: usize, node: i32): void {
  const endings: usize = load<u32>(automaton, ENDINGS)
  const suffixes: usize = load<u32>(automaton, SUFFIXES)
  const reported: usize = load<u32>(automaton, REPORTED)
  // A node that was reported has reported its suffixes: so the time is bounded, however often literals occur.
  let at = load<i32>(endings + ((<usize>node) << 2))
  while (at !== 0 && load<u32>(reported + ((<usize>at) << 2)) !== generation) {
    store<u32>(reported + ((<usize>at) << 2), generation)
    report(load<u32>(automaton, OUTPUT_STARTS), load<u32>(automaton, OUTPUT_FACTS), at)
    at = load<i32>(endings + ((<usize>load<i32>(suffixes + ((<usize>at) << 2))) << 2))
  }
}

function report(starts: usize, facts: usize, node: i32): void {
  const place = starts + ((<usize>node) << 2)
  const end = load<u32>(place, 4)
  for (let at = load<u32>(place); at < end; at++) hit(load<u32>(facts + at * 4))
}
