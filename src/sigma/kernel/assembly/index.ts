import {
  ALWAYS,
  ALWAYS_COUNT,
  CONFIG,
  CONSTANTS,
  COUNTS,
  EVENTS,
  EXISTS_FACT,
  FIELD,
  FIELD_BYTES,
  FIELDS,
  KEYWORDS,
  KIND_MASK,
  LINE_DECISION,
  LINE_FLAGS,
  LINE_GENERATION,
  LINE_HAS_DIGIT_KEY,
  LINE_HAS_NEWLINE,
  LINE_NOTED_COUNT,
  LINE_TOKEN_COUNT,
  LIST,
  MAP,
  NO_FACT,
  NOT_MINE,
  NULL,
  NULL_FACT,
  PROGRAMS,
  READINGS,
  RESULTS,
  ROUTE,
  ROUTE_NUMBER,
  SCANNER_COUNT,
  SET_SCANNERS,
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
import { writePieces } from './pieces.ts'
import { accepts, expectDecisions, is_undecided, isTrue } from './programs.ts'
import { has_digit_key, has_newline, noted_count, readRecord, record_flags, token_count } from './record.ts'
import { scanPlain, scanText } from './scanner.ts'
import { hasDuplicates } from './unknown-keys.ts'

export { forgetDecision, hasDuplicates, isTrue, keyHash, last_generation, writePieces }

let result_count: u32 = 0

/** The decision on the line that was read last: what `line` said is meant for its route. */
let decision: usize = 0

/** Matches a line: how many rules match, whose places in the route stand at RESULTS; NOT_MINE if others have to. */
export function line(start: usize, end: usize): i32 {
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
  return result_count
}

function tellLine(): void {
  store<u32>(CONFIG, generation, LINE_GENERATION)
  store<u32>(CONFIG, token_count, LINE_TOKEN_COUNT)
  store<u32>(CONFIG, noted_count, LINE_NOTED_COUNT)
  store<u32>(CONFIG, record_flags, LINE_FLAGS)
  store<u32>(CONFIG, has_digit_key, LINE_HAS_DIGIT_KEY)
  store<u32>(CONFIG, has_newline, LINE_HAS_NEWLINE)
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
