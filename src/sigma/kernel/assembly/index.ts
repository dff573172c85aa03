import {
  ALWAYS,
  ALWAYS_COUNT,
  CONFIG,
  CONSTANT_COUNT,
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
  LINE_RAW_HITS_END,
  LINE_RAW_HITS_START,
  LINE_TOKEN_COUNT,
  LIST,
  MAP,
  NO_FACT,
  NON_ASCII,
  NOT_MINE,
  NULL,
  NULL_FACT,
  PROGRAMS,
  RAW,
  READY,
  RESULTS,
  ROUTE,
  ROUTE_NUMBER,
  SCANNER_NUMBER,
  SCANNERS,
  SEARCHED,
  TOKEN_BYTES,
  TOKEN_KEY_LENGTH,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_NODE,
  TOKEN_SCOPE,
  TOKEN_START,
  TOKENS,
  TRIED,
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
  startLine,
  startRecording,
} from './board.ts'
import { decisionOf, forgetDecision } from './decision.ts'
import { learnt, prepare } from './imports.ts'
import { keyHash } from './keys.ts'
import { writePieces } from './pieces.ts'
import { accepts, expectDecisions, is_undecided, isTrue } from './programs.ts'
import {
  has_digit_key,
  has_newline,
  isVerbatim,
  noted_count,
  readRecord,
  record_flags,
  token_count,
} from './record.ts'
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
  // First, so that it is known of what stands in the line where it stands.
  store<u32>(CONFIG, hit_count, LINE_RAW_HITS_START)
  if (keywords !== 0) {
    exists(keywords)
    scanText(keywords, start, <u32>(end - start), RAW | (record_flags & NON_ASCII))
  }
  store<u32>(CONFIG, hit_count, LINE_RAW_HITS_END)
  const constants: usize = load<u32>(decision, CONSTANTS)
  const constant_count = load<u32>(decision, CONSTANT_COUNT)
  for (let at: u32 = 0; at < constant_count; at++) hit(load<u32>(constants + at * 4))
  if (!scanTokens(keywords)) return NOT_MINE
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
function scanTokens(keywords: usize): bool {
  const scanners: usize = load<u32>(decision, SCANNERS)
  const searched: usize = load<u32>(decision, SEARCHED)
  let is_checked = false
  let token: usize = load<u32>(CONFIG, TOKENS)
  const tokens_end: usize = token + token_count * TOKEN_BYTES
  for (; token < tokens_end; token += TOKEN_BYTES) {
    const node = load<u32>(token, TOKEN_NODE)
    const kind = load<u32>(token, TOKEN_KIND)
    // What stands in the line as it is was found there.
    if (keywords !== 0 && !isVerbatim(kind) && load<u8>(searched + load<u32>(token, TOKEN_SCOPE)) !== 0) {
      if (!is_checked && hasDuplicates()) return false
      is_checked = true
      scanText(keywords, load<u32>(token, TOKEN_START), load<u32>(token, TOKEN_LENGTH), kind)
    }
    const target: usize = load<u32>(scanners + node * 4)
    if (target === 0) continue
    if ((target & 1) === 0) apply(target, token, kind)
    else {
      const list = target - 1
      const count = load<u32>(list)
      for (let at: u32 = 1; at <= count; at++) apply(load<u32>(list + at * 4), token, kind)
    }
  }
  return true
}

function apply(scanner: usize, token: usize, kind: u32): void {
  if (load<i32>(token, TOKEN_KEY_LENGTH) >= 0) exists(scanner)
  const bare = kind & KIND_MASK
  if (bare === MAP || bare === LIST) return
  if (bare === NULL) {
    const fact = load<i32>(scanner, NULL_FACT)
    if (fact !== NO_FACT) hit(fact)
    return
  }
  const field: usize = load<u32>(CONFIG, FIELDS) + load<u32>(scanner, FIELD) * FIELD_BYTES
  store<u32>(field, load<u32>(field) === generation ? load<u32>(field, 8) + 1 : 1, 8)
  store<u32>(field, generation)
  store<u32>(field, <u32>token, 4)
  store<u32>(field, <u32>scanner, 12)
  scanText(scanner, load<u32>(token, TOKEN_START), load<u32>(token, TOKEN_LENGTH), kind)
}

function exists(scanner: usize): void {
  const fact = load<i32>(scanner, EXISTS_FACT)
  if (fact !== NO_FACT) hit(fact)
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
  if (load<u32>(scanner, READY) === 0) prepare(load<u32>(scanner, SCANNER_NUMBER))
  startRecording()
  scanPlain(scanner, start, start + length)
  return endRecording()
}
