import {
  CACHED_LENGTH_MAX,
  CONFIG,
  CONTROL_VALUE,
  CONTROLS,
  DECISION_MASK,
  DECISION_SLOTS,
  KIND_MASK,
  NODE_FLAGS,
  SIGNATURE,
  SIGNATURE_HASH,
  SIGNATURE_LENGTH,
  SIGNATURE_MAX,
  SIGNATURE_START,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_NODE,
  TOKEN_START,
} from '../layout.ts'
import { equal, hashBytes } from './bytes.ts'
import { classify, decide } from './imports.ts'
import { nodeAt } from './keys.ts'
import { control_count, has_blank_key } from './record.ts'
import { numberOf, recallAs, rememberNumber } from './value-memory.ts'

let last_decision: usize = 0

/** What is known is forgotten. */
export function forgetDecision(): void {
  last_decision = 0
}

/**
 * What was decided on records with these control keys; 0 if that can not be said. The decision is found by all that it
 * rests on, byte for byte, because lines are hostile.
 */
export function decisionOf(): usize {
  const length = writeSignature()
  if (length === 0) return 0
  const signature: usize = load<u32>(CONFIG, SIGNATURE)
  if (last_decision !== 0 && isFor(last_decision, signature, length)) return last_decision
  const hash = hashBytes(signature, length, 0)
  const slots: usize = load<u32>(CONFIG, DECISION_SLOTS)
  const mask = load<u32>(CONFIG, DECISION_MASK)
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const decision: usize = load<u32>(slots + at * 4)
    if (decision === 0) break
    if (load<u32>(decision, SIGNATURE_HASH) === hash && isFor(decision, signature, length)) {
      last_decision = decision
      return decision
    }
  }
  return decide(length, hash)
}

function isFor(decision: usize, signature: usize, length: u32): bool {
  return (
    load<u32>(decision, SIGNATURE_LENGTH) === length &&
    equal(load<u32>(decision, SIGNATURE_START), signature, length)
  )
}

/**
 * A byte for the names with blanks; for each control key in the order of the line its node (2 bytes), its kind, and
 * where its value counts the class of the value (4 bytes). 0 if that is too long.
 */
function writeSignature(): u32 {
  const start: usize = load<u32>(CONFIG, SIGNATURE)
  const controls: usize = load<u32>(CONFIG, CONTROLS)
  store<u8>(start, has_blank_key)
  let at = start + 1
  for (let index: u32 = 0; index < control_count; index++) {
    if (<u32>(at - start) > <u32>(SIGNATURE_MAX - 8)) return 0
    const token: usize = load<u32>(controls + index * 4)
    const node = load<u32>(token, TOKEN_NODE)
    store<u16>(at, node)
    store<u8>(at, load<u32>(token, TOKEN_KIND) & KIND_MASK, 2)
    at += 3
    if (!(load<u32>(nodeAt(node), NODE_FLAGS) & CONTROL_VALUE)) continue
    store<u32>(at, classOf(token, node))
    at += 4
  }
  return <u32>(at - start)
}

/** The number of all values of a control key that decide the same. */
function classOf(token: usize, node: u32): u32 {
  const start: usize = load<u32>(token, TOKEN_START)
  const length = load<u32>(token, TOKEN_LENGTH)
  const kind = load<u32>(token, TOKEN_KIND) & KIND_MASK
  if (length > <u32>CACHED_LENGTH_MAX) return classify(node, start, length, kind)
  const number = VALUE_CLASS | (node << 4) | kind
  const entry = recallAs(number, start, length)
  if (entry !== 0) return numberOf(entry)
  const found = classify(node, start, length, kind)
  rememberNumber(number, start, length, found)
  return found
}

/** Apart from the numbers of scanners, which are small, and of facts, which are negative. */
const VALUE_CLASS: u32 = 0x40000000
