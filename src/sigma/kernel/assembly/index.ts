import {
  ALWAYS,
  ALWAYS_COUNT,
  BOUNDS,
  CONFIG,
  CONSTANTS,
  COUNTS,
  DECISION_FLAGS,
  EVENTS,
  EVENTS_READ,
  EXISTS_FACT,
  FIELD,
  FIELD_BYTES,
  FIELDS,
  HAS_LOGSOURCE,
  INPUT,
  KEYWORDS,
  KIND_MASK,
  LINE_BYTES_MAX,
  LINE_DECISION,
  LINE_END,
  LINE_GENERATION,
  LINE_NOTED_COUNT,
  LINE_START,
  LIST,
  MAP,
  NO_FACT,
  NOT_MINE,
  NULL,
  NULL_FACT,
  OUTPUT_FULL,
  PROGRAMS,
  READINGS,
  RESULTS,
  ROUTE,
  ROUTE_NUMBER,
  SCANNER_COUNT,
  SET_SCANNERS,
  STOPPED,
  TEXT_FACT,
  TOKEN_BYTES,
  TOKEN_KEY_LENGTH,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_NODE,
  TOKEN_SCOPE,
  TOKEN_START,
  TOKENS,
  TRIED,
  UNKNOWN,
  UNKNOWN_READINGS,
  WITHOUT_LOGSOURCE,
  WITNESS_STARTS,
  WITNESSED,
} from '../layout.ts'
import {
  endRecording,
  generation,
  hit,
  hit_count,
  hits,
  last_generation,
  lookAt,
  startLine,
  startRecording,
} from './board.ts'
import { decisionOf, forgetDecision } from './decision.ts'
import { learnt } from './imports.ts'
import { keyHash } from './keys.ts'
import { windowHash } from './packed.ts'
import { accepts, expectDecisions, is_undecided, isTrue } from './programs.ts'
import { noted_count, readRecord, token_count } from './record.ts'
import { scanPlain, scanText } from './scanner.ts'
import { writeMatches } from './templates.ts'
import { hasDuplicates } from './unknown-keys.ts'
import { chooseWindows } from './windows.ts'

export { chooseWindows, forgetDecision, isTrue, keyHash, last_generation, windowHash }

let result_count: u32 = 0

/** The decision on the line that was read last. */
let decision: usize = 0

/**
 * Matches lines from `first` on, and writes their matches. Stops at a line of which that can not all be done, and tells at
 * STOPPED why; where that is OUTPUT_FULL the line is not counted yet. The line at which it stopped, or `count`.
 */
export function run(first: u32, count: u32): u32 {
  const input: usize = load<u32>(CONFIG, INPUT)
  const bounds: usize = load<u32>(CONFIG, BOUNDS)
  const bytes_max = load<u32>(CONFIG, LINE_BYTES_MAX)
  for (let at = first; at < count; at++) {
    const start = input + load<u32>(bounds + at * 8)
    const end = input + load<u32>(bounds + at * 8, 4)
    if (start === end) continue
    store<u32>(CONFIG, <u32>start, LINE_START)
    store<u32>(CONFIG, <u32>end, LINE_END)
    const matched = <u32>(end - start) > bytes_max ? NOT_MINE : matchLine(start, end)
    const written = matched > 0 ? writeMatches(matched, at) : matched
    if (written !== OUTPUT_FULL) countLine(matched)
    if (matched === 0 || (matched > 0 && written === matched)) continue
    store<i32>(CONFIG, written === OUTPUT_FULL ? OUTPUT_FULL : matched, STOPPED)
    return at
  }
  return count
}

function countLine(matched: i32): void {
  store<u32>(CONFIG, load<u32>(CONFIG, EVENTS_READ) + 1, EVENTS_READ)
  if (matched === NOT_MINE || load<u32>(decision, DECISION_FLAGS) & HAS_LOGSOURCE) return
  store<u32>(CONFIG, load<u32>(CONFIG, WITHOUT_LOGSOURCE) + 1, WITHOUT_LOGSOURCE)
}

/** How many rules match a line, whose places in the route stand at RESULTS; NOT_MINE if others have to. */
function matchLine(start: usize, end: usize): i32 {
  decision = readRecord(start, end) ? decisionOf() : 0
  store<u32>(CONFIG, <u32>decision, LINE_DECISION)
  if (decision === 0) return NOT_MINE
  const route: usize = load<u32>(decision, ROUTE)
  if (route === 0) return NOT_MINE
  startLine()
  tellLine()
  const keywords: usize = load<u32>(route, KEYWORDS)
  lookAt(0)
  if (keywords !== 0) present(load<i32>(keywords, EXISTS_FACT))
  hitAll(load<u32>(decision, CONSTANTS))
  if (!scanTokens()) return NOT_MINE
  expectDecisions()
  tryRules(route)
  if (is_undecided) return NOT_MINE
  if (load<u32>(route, COUNTS) !== 0) learn(route)
  if (result_count > 1) sortResults()
  return result_count
}

/** In the order of rules. A line matches few. */
function sortResults(): void {
  const results: usize = load<u32>(CONFIG, RESULTS)
  for (let at: u32 = 1; at < result_count; at++) {
    const rule = load<u32>(results + at * 4)
    let place = at
    for (; place > 0 && load<u32>(results + (place - 1) * 4) > rule; place--)
      store<u32>(results + place * 4, load<u32>(results + (place - 1) * 4))
    store<u32>(results + place * 4, rule)
  }
}

function tellLine(): void {
  store<u32>(CONFIG, generation, LINE_GENERATION)
  store<u32>(CONFIG, noted_count, LINE_NOTED_COUNT)
}

/** False if the line has to be left to others. */
function scanTokens(): bool {
  const readings: usize = load<u32>(decision, READINGS)
  const unknown_readings: usize = load<u32>(decision, UNKNOWN_READINGS)
  let is_checked = false
  let token: usize = load<u32>(CONFIG, TOKENS)
  const tokens_end: usize = token + token_count * TOKEN_BYTES
  for (; token < tokens_end; token += TOKEN_BYTES) {
    const node = load<u32>(token, TOKEN_NODE)
    const reading: usize =
      node === UNKNOWN
        ? load<u32>(unknown_readings + load<u32>(token, TOKEN_SCOPE) * 4)
        : load<u32>(readings + node * 4)
    if (reading === 0) continue
    lookAt(token)
    if (reading & 1) {
      hitAll(reading - 1)
      continue
    }
    const known_count = hit_count
    readValue(reading, token)
    // What stands under a key that comes again is not in the record.
    if (node === UNKNOWN && hit_count !== known_count && !is_checked) {
      if (hasDuplicates()) return false
      is_checked = true
    }
  }
  return true
}

/** The facts of a list, its length first. */
function hitAll(list: usize): void {
  const count = load<u32>(list)
  for (let at: u32 = 1; at <= count; at++) hit(load<u32>(list + at * 4))
}

/** Reports what a set of scanners finds of a token. */
function readValue(set: usize, token: usize): void {
  const kind = load<u32>(token, TOKEN_KIND)
  const bare = kind & KIND_MASK
  const has_key = load<i32>(token, TOKEN_KEY_LENGTH) >= 0
  const has_text = bare !== MAP && bare !== LIST && bare !== NULL
  const scanners_end = set + load<u32>(set, SCANNER_COUNT) * 4
  for (let at = set; at < scanners_end; at += 4) {
    const scanner: usize = load<u32>(at, SET_SCANNERS)
    if (has_key) present(load<i32>(scanner, EXISTS_FACT))
    if (has_text) {
      note(load<u32>(scanner, FIELD), token, set)
      present(load<i32>(scanner, TEXT_FACT))
    } else if (bare === NULL) present(load<i32>(scanner, NULL_FACT))
  }
  if (has_text) scanText(set, load<u32>(token, TOKEN_START), load<u32>(token, TOKEN_LENGTH), kind)
}

function present(fact: i32): void {
  if (fact !== NO_FACT) hit(fact)
}

/** Notes what the line has of a field. */
function note(number: u32, token: usize, set: usize): void {
  const field: usize = load<u32>(CONFIG, FIELDS) + number * FIELD_BYTES
  store<u32>(field, load<u32>(field) === generation ? load<u32>(field, 8) + 1 : 1, 8)
  store<u32>(field, generation)
  store<u32>(field, <u32>token, 4)
  store<u32>(field, <u32>set, 12)
}

function tryRules(route: usize): void {
  result_count = 0
  const always: usize = load<u32>(route, ALWAYS)
  const always_count = load<u32>(route, ALWAYS_COUNT)
  for (let at: u32 = 0; at < always_count; at++) tryRule(route, load<u32>(always + at * 4))
  const starts: usize = load<u32>(route, WITNESS_STARTS)
  const witnessed: usize = load<u32>(route, WITNESSED)
  const count = hit_count
  for (let at: u32 = 0; at < count; at++) {
    const place = starts + load<u32>(hits + at * 4) * 4
    const rules_end = load<u32>(place, 4)
    for (let rule = load<u32>(place); rule < rules_end; rule++)
      tryRule(route, load<u32>(witnessed + rule * 4))
  }
}

function tryRule(route: usize, rule: u32): void {
  const tried: usize = load<u32>(route, TRIED) + rule * 4
  if (load<u32>(tried) === generation) return
  store<u32>(tried, generation)
  if (!accepts(load<u32>(load<u32>(route, PROGRAMS) + rule * 4))) return
  store<u32>(load<u32>(CONFIG, RESULTS) + result_count * 4, rule)
  result_count++
}

function learn(route: usize): void {
  const counts: usize = load<u32>(route, COUNTS)
  for (let at: u32 = 0; at < hit_count; at++) {
    const place = counts + load<u32>(hits + at * 4) * 4
    store<u32>(place, load<u32>(place) + 1)
  }
  store<u32>(route, load<u32>(route, EVENTS) + 1, EVENTS)
  learnt(load<u32>(route, ROUTE_NUMBER))
}

/** Records the facts about a text in the form in which it is scanned: their number. They stand at RECORD_HITS. */
export function factsOfText(scanner: usize, start: usize, length: u32): u32 {
  startRecording()
  scanPlain(scanner, start, start + length)
  return endRecording()
}
