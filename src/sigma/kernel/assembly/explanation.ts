import {
  AT_LEAST,
  CONFIG,
  ESCAPED,
  EXPRESSION_AND,
  EXPRESSION_FACT,
  EXPRESSION_NOT,
  FALSE,
  FIELD_BYTES,
  FIELDS,
  KIND_MASK,
  LINE_OF_VALUES,
  MATCHED_MAX,
  NON_ASCII,
  NUMBER,
  ODD_NUMBER,
  SHOWN_MAX,
  STRING,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_START,
  TRUE,
  UNDECIDED_FACT,
  VALUE_EMPTY,
  VALUE_OF_FIELD,
  VALUE_WITH_FACT,
} from '../layout.ts'
import { generation, tokenOf } from './board.ts'
import { constantTextOf, NO_TEXT } from './constant-texts.ts'
import { backTo, out, put, putByte } from './output.ts'
import { isTrue } from './programs.ts'
import { has_digit_key } from './record.ts'
import { hasDuplicates } from './unknown-keys.ts'

/**
 * What made a rule match, written from what was found in the line: the same that `compileExplanation` says of its event.
 * The programs are made by `kernel/explanation.ts`: parts of words, of which the first two are the kind and the length
 * of the part.
 */
const NO: u32 = 0
const YES: u32 = 1
/** That can not be told here, or not be written. */
const UNTOLD: u32 = 2

let entry_count: u32 = 0

/** Writes the list of a program; false if it can not be. */
export function writeExplanation(program: usize): bool {
  entry_count = 0
  return putByte(0x5b) && explain(program) === YES && putByte(0x5d)
}

function explain(part: usize): u32 {
  const kind = load<u32>(part)
  if (kind === AT_LEAST) return explainAtLeast(part)
  return kind === LINE_OF_VALUES ? explainLine(part) : UNTOLD
}

function sizeOf(part: usize): usize {
  return (<usize>load<u32>(part, 4)) << 2
}

/** Tries the parts in turn until enough of them held; if too few do, nothing of them stays. */
function explainAtLeast(part: usize): u32 {
  const needed = load<u32>(part, 8)
  const mark = out
  const before = entry_count
  let held: u32 = 0
  let possible = load<u32>(part, 12)
  const end = part + sizeOf(part)
  for (let at = part + 16; at < end && held < needed && possible >= needed; at += sizeOf(at)) {
    const told = explain(at)
    if (told === UNTOLD) return UNTOLD
    if (told === YES) held++
    else possible--
  }
  if (held >= needed) return YES
  backTo(mark)
  entry_count = before
  return NO
}

/** A field with its values, or keywords: kind, size, whether each must hold, the entry's head, the values. */
function explainLine(line: usize): u32 {
  const all = load<u32>(line, 8)
  const mark = out
  const before = entry_count
  const end = line + sizeOf(line)
  let held_all = true
  for (let value = line + 20; value < end; value += sizeOf(value)) {
    const told = explainValue(line, value)
    if (told === UNTOLD) return UNTOLD
    if (told === YES) {
      if (!all) return YES
    } else if (all) {
      held_all = false
      break
    }
  }
  if (all && held_all) return YES
  backTo(mark)
  entry_count = before
  return NO
}

/** A value, which may be written in several ways: the first test that holds is what is told. */
function explainValue(line: usize, value: usize): u32 {
  const end = value + sizeOf(value)
  for (let test = value + 16; test < end; test += sizeOf(test)) {
    const holds = evaluate(test + 16)
    if (holds === UNTOLD) return UNTOLD
    if (holds === YES) return writeEntry(line, value, test)
  }
  return NO
}

function writeEntry(line: usize, value: usize, test: usize): u32 {
  if (entry_count === load<u32>(CONFIG, MATCHED_MAX)) return YES
  if (entry_count++ > 0 && !putByte(0x2c)) return UNTOLD
  const is_written =
    put(load<u32>(line, 12), load<u32>(line, 16)) &&
    put(load<u32>(value, 8), load<u32>(value, 12)) &&
    writeValue(load<u32>(test, 8), load<u32>(test, 12)) &&
    putByte(0x7d)
  return is_written ? YES : UNTOLD
}

/** Whether an expression over facts holds. */
function evaluate(part: usize): u32 {
  const kind = load<u32>(part)
  if (kind === EXPRESSION_FACT) {
    const held = isTrue(load<i32>(part, 8))
    return held === UNDECIDED_FACT ? UNTOLD : held
  }
  if (kind === EXPRESSION_NOT) {
    const held = evaluate(part + 8)
    return held === UNTOLD ? UNTOLD : held ^ 1
  }
  const settles: u32 = kind === EXPRESSION_AND ? NO : YES
  const end = part + sizeOf(part)
  for (let at = part + 8; at < end; at += sizeOf(at)) {
    const held = evaluate(at)
    if (held === UNTOLD || held === settles) return held
  }
  return settles ^ 1
}

function writeValue(kind: u32, argument: u32): bool {
  if (kind === VALUE_EMPTY) return putByte(0x22) && putByte(0x22)
  if (kind === VALUE_OF_FIELD) return writeFieldValue(argument)
  return kind === VALUE_WITH_FACT && writeFirstWith(argument)
}

/** The only text that the line has of a field. */
function writeFieldValue(number: u32): bool {
  const constant = constantTextOf(number)
  if (constant !== 0) return constant !== NO_TEXT && put(load<u32>(constant, 4), load<u32>(constant, 8))
  const field: usize = load<u32>(CONFIG, FIELDS) + number * FIELD_BYTES
  if (load<u32>(field) !== generation || load<u32>(field, 8) !== 1) return false
  return writeToken(load<u32>(field, 4))
}

/** The text in which a keyword was found first. Doubled keys, and those that are numbers, make another order. */
function writeFirstWith(fact: u32): bool {
  const token = tokenOf(fact)
  return token !== 0 && !has_digit_key && !hasDuplicates() && writeToken(token)
}

/** As a JSON string, of a length that is shown. */
function writeToken(token: usize): bool {
  const kind = load<u32>(token, TOKEN_KIND)
  const start: usize = load<u32>(token, TOKEN_START)
  const length = load<u32>(token, TOKEN_LENGTH)
  const bare = kind & KIND_MASK
  if (bare === STRING) {
    const shown_max = load<u32>(CONFIG, SHOWN_MAX)
    if (length <= shown_max) return put(start - 1, length + 2)
    if (kind & (ESCAPED | NON_ASCII)) return false
    return put(start - 1, shown_max + 1) && putByte(0x22)
  }
  if (bare !== NUMBER && bare !== TRUE && bare !== FALSE) return false
  return !(kind & ODD_NUMBER) && putByte(0x22) && put(start, length) && putByte(0x22)
}
