import {
  ASK,
  ASKED,
  CACHED_LENGTH_MAX,
  CONFIG,
  FACT_ANY,
  FACT_FIELDS,
  FIELD_BYTES,
  FIELDS,
  KIND_MASK,
  ODD_NUMBER,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_START,
  UNDECIDED_FACT,
} from '../layout.ts'
import { generation, isStamped, stamp } from './board.ts'
import { ask, askText } from './imports.ts'
import { isIdle, numberOf, recallAs, rememberNumber } from './value-memory.ts'

/** The programs of rules are those of `engine/program.ts`: jumps over facts. */
const ACCEPT = -1

/** Whether a fact was asked of the line that could not be decided: then nothing that was said of the line counts. */
export let is_undecided: bool = false

export function expectDecisions(): void {
  is_undecided = false
}

/** Whether a rule's program comes to accept the line. */
export function accepts(program: usize): bool {
  let at = load<i32>(program)
  while (at >= 0) {
    const step = program + ((<usize>at) << 2)
    const fact = load<i32>(step)
    const holds = fact >= 0 ? isStamped(fact) : isAskedTrue(~fact)
    at = holds ? load<i32>(step, 4) : load<i32>(step, 8)
  }
  return at === ACCEPT
}

/** A fact that is asked of the line, once. */
function isAskedTrue(fact: i32): bool {
  const asked: usize = <usize>load<u32>(CONFIG, ASKED) + ((<usize>fact) << 2)
  if (load<u32>(asked) !== generation) {
    store<u32>(asked, generation)
    const answered = answer(fact)
    if (answered === UNDECIDED_FACT) is_undecided = true
    else if (answered !== 0) stamp(fact)
  }
  return isStamped(fact)
}

/** Whether any fact holds, found by an index or asked: 0, 1, or UNDECIDED_FACT. */
export function isTrue(fact: i32): u32 {
  if (isStamped(fact)) return 1
  if (load<i32>(<usize>load<u32>(CONFIG, FACT_ANY) + ((<usize>fact) << 2)) === 0) return 0
  const holds = isAskedTrue(fact)
  return is_undecided ? UNDECIDED_FACT : <u32>holds
}

function answer(fact: i32): u32 {
  const place = load<i32>(<usize>load<u32>(CONFIG, FACT_ANY) + ((<usize>fact) << 2))
  if (place === ASK) return askOnce(fact)
  const count = load<u32>(<usize>place)
  for (let at: u32 = 1; at <= count; at++) {
    const held = isTrue(load<i32>(<usize>place + at * 4))
    if (held !== 0) return held
  }
  return 0
}

/** What was said of a text is remembered with it: values come again. */
function askOnce(fact: i32): u32 {
  const number = load<u32>(<usize>load<u32>(CONFIG, FACT_FIELDS) + ((<usize>fact) << 2))
  if (number === 0) return ask(fact)
  const field: usize = load<u32>(CONFIG, FIELDS) + (number - 1) * FIELD_BYTES
  if (load<u32>(field) !== generation || load<u32>(field, 8) !== 1) return ask(fact)
  const token: usize = load<u32>(field, 4)
  const start: usize = load<u32>(token, TOKEN_START)
  const length = load<u32>(token, TOKEN_LENGTH)
  const kind = load<u32>(token, TOKEN_KIND) & (KIND_MASK | ODD_NUMBER)
  if (length > <u32>CACHED_LENGTH_MAX || kind & ODD_NUMBER || isIdle(load<u32>(field, 12)))
    return askText(fact, start, length, kind)
  const entry = recallAs(~fact, start, length)
  if (entry !== 0) return numberOf(entry)
  const held = askText(fact, start, length, kind)
  if (held !== UNDECIDED_FACT) rememberNumber(~fact, start, length, held)
  return held
}
