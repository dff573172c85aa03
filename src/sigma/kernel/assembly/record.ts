import {
  CONFIG,
  CONTROL,
  CONTROLS,
  DEPTH_MAX,
  FALSE,
  KIND_MASK,
  LIST,
  MAP,
  NODE_FLAGS,
  NODE_MAP,
  NODE_RIVALS,
  NOTED,
  NOTED_KEY,
  NULL,
  NUMBER,
  ODD_NUMBER,
  REFUSED,
  RIVALS,
  ROOT,
  STRING,
  TOKEN_BYTES,
  TOKEN_KEY,
  TOKEN_KEY_LENGTH,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_MAP,
  TOKEN_NODE,
  TOKEN_SCOPE,
  TOKEN_START,
  TOKENS,
  TOKENS_MAX,
  TRUE,
  UNKNOWN,
} from '../layout.ts'
import { childOf, nodeAt } from './keys.ts'
import { string_flags, stringEnd } from './strings.ts'

/** The tokens of the record that was read last, one for each value. */
export let token_count: u32 = 0
/** The flags of all of its tokens. */
export let record_flags: u32 = 0
export let control_count: u32 = 0
export let noted_count: u32 = 0
/** Whether a key has a blank in it. */
export let has_blank_key: bool = false
/** Whether a key begins with a digit: JavaScript may put it before others. */
export let has_digit_key: bool = false
/** Whether it stands on several lines. */
export let has_newline: bool = false

/** Maps are numbered over all lines, so that nothing has to be cleared. */
let last_map: u32 = 0
let line_number: u32 = 0

/** By depth: the node and the scope of what a map or list lies in, its map, and whether it is a list. */
const stack = memory.data(DEPTH_MAX * 16, 16)

function skipBlanks(from: usize, end: usize): usize {
  let at = from
  while (at < end) {
    const byte = <u32>load<u8>(at)
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break
    if (byte === 0x0a) has_newline = true
    at++
  }
  return at
}

/**
 * Reads the JSON object that makes up a line into tokens. False where it is not sure to be one, and where it is one of
 * those that are left to others: with escapes or other characters than ASCII in a key, with a key twice in a map,
 * nested deeply, or with very many values.
 */
export function readRecord(start: usize, end: usize): bool {
  token_count = 0
  record_flags = 0
  control_count = 0
  noted_count = 0
  has_blank_key = false
  has_digit_key = false
  has_newline = false
  line_number++
  let tokens: usize = load<u32>(CONFIG, TOKENS)
  const tokens_end = tokens + TOKENS_MAX * TOKEN_BYTES
  if (start >= end || load<u8>(start) !== 0x7b) return false
  let at = start + 1
  let depth: usize = 0
  let node = ROOT
  let scope = ROOT
  let map = ++last_map
  let in_list = false
  at = skipBlanks(at, end)
  if (at < end && load<u8>(at) === 0x7d) return skipBlanks(at + 1, end) === end

  while (true) {
    // At the start of a member of a map, or of an element of a list.
    if (tokens >= tokens_end) return false
    let child: u32 = node
    let child_scope: u32 = scope
    if (in_list) {
      store<i32>(tokens, -1, TOKEN_KEY_LENGTH)
    } else {
      if (at >= end || load<u8>(at) !== 0x22) return false
      const key = at + 1
      const key_end = stringEnd(key, end)
      if (key_end === 0 || string_flags !== 0) return false
      const length = <u32>(key_end - key)
      if (<u32>load<u8>(key) - 0x30 < 10) has_digit_key = true
      child = childOf(node, key, length)
      if (child !== UNKNOWN) {
        const place = nodeAt(child)
        if (load<u32>(place, NODE_MAP) === map) return false
        store<u32>(place, map, NODE_MAP)
        const flags = load<u32>(place, NODE_FLAGS)
        if (flags & REFUSED) return false
        if (flags & CONTROL) {
          store<u32>(load<u32>(CONFIG, CONTROLS) + control_count * 4, <u32>tokens)
          control_count++
        }
        if (flags & NOTED_KEY) {
          store<u32>(load<u32>(CONFIG, NOTED) + noted_count * 4, <u32>tokens)
          noted_count++
        }
        const rivals = load<u32>(place, NODE_RIVALS)
        if (rivals !== 0 && !hasNoRival(rivals, child)) return false
        child_scope = child
      } else if (!has_blank_key && hasBlank(key, key_end)) has_blank_key = true
      store<u32>(tokens, <u32>key, TOKEN_KEY)
      store<u32>(tokens, length, TOKEN_KEY_LENGTH)
      at = skipBlanks(key_end + 1, end)
      if (at >= end || load<u8>(at) !== 0x3a) return false
      at = skipBlanks(at + 1, end)
    }
    if (at >= end) return false
    store<u32>(tokens, child, TOKEN_NODE)
    store<u32>(tokens, map, TOKEN_MAP)
    store<u32>(tokens, child_scope, TOKEN_SCOPE)
    const byte = <u32>load<u8>(at)
    let kind: u32
    let value = at
    if (byte === 0x22) {
      value = at + 1
      const value_end = stringEnd(value, end)
      if (value_end === 0) return false
      kind = STRING | string_flags
      store<u32>(tokens, <u32>(value_end - value), TOKEN_LENGTH)
      at = value_end + 1
    } else if (byte === 0x7b || byte === 0x5b) {
      const is_list = byte === 0x5b
      store<u32>(tokens, is_list ? LIST : MAP, TOKEN_KIND)
      store<u32>(tokens, <u32>at, TOKEN_START)
      store<u32>(tokens, 0, TOKEN_LENGTH)
      tokens += TOKEN_BYTES
      at = skipBlanks(at + 1, end)
      if (at >= end) return false
      if (load<u8>(at) !== (is_list ? 0x5d : 0x7d)) {
        if (depth === DEPTH_MAX) return false
        const frame = stack + depth * 16
        store<u32>(frame, node)
        store<u32>(frame, scope, 4)
        store<u32>(frame, map, 8)
        store<u32>(frame, in_list, 12)
        depth++
        node = child
        scope = child_scope
        in_list = is_list
        if (!is_list) map = ++last_map
        continue
      }
      at++
      kind = 0
    } else if (byte === 0x74) {
      if (at + 4 > end || load<u32>(at) !== 0x65757274) return false
      kind = TRUE
      store<u32>(tokens, 4, TOKEN_LENGTH)
      at += 4
    } else if (byte === 0x66) {
      if (at + 5 > end || load<u32>(at + 1) !== 0x65736c61) return false
      kind = FALSE
      store<u32>(tokens, 5, TOKEN_LENGTH)
      at += 5
    } else if (byte === 0x6e) {
      if (at + 4 > end || load<u32>(at) !== 0x6c6c756e) return false
      kind = NULL
      store<u32>(tokens, 4, TOKEN_LENGTH)
      at += 4
    } else {
      at = numberEnd(at, end)
      if (at === 0) return false
      kind = NUMBER | number_flags
      store<u32>(tokens, <u32>(at - value), TOKEN_LENGTH)
    }
    if (kind !== 0) {
      store<u32>(tokens, kind, TOKEN_KIND)
      store<u32>(tokens, <u32>value, TOKEN_START)
      tokens += TOKEN_BYTES
      record_flags |= kind & ~KIND_MASK
    }

    // Behind a value.
    while (true) {
      at = skipBlanks(at, end)
      if (at >= end) return false
      const next = <u32>load<u8>(at)
      at++
      if (next === 0x2c) {
        at = skipBlanks(at, end)
        break
      }
      if (next !== (in_list ? 0x5d : 0x7d)) return false
      if (depth === 0) {
        token_count = (<u32>tokens - load<u32>(CONFIG, TOKENS)) / TOKEN_BYTES
        return skipBlanks(at, end) === end
      }
      depth--
      const frame = stack + depth * 16
      node = load<u32>(frame)
      scope = load<u32>(frame, 4)
      map = load<u32>(frame, 8)
      in_list = load<u32>(frame, 12) !== 0
    }
  }
}

/** Whether no other path to the same name was seen in this line. */
function hasNoRival(rivals: u32, node: u32): bool {
  const place: usize = load<u32>(CONFIG, RIVALS) + (rivals - 1) * 8
  if (load<u32>(place) === line_number && load<u32>(place, 4) !== node) return false
  store<u32>(place, line_number)
  store<u32>(place, node, 4)
  return true
}

function hasBlank(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) if (load<u8>(at) === 0x20) return true
  return false
}

let number_flags: u32 = 0

function isDigit(at: usize, end: usize): bool {
  return at < end && <u32>load<u8>(at) - 0x30 < 10
}

/** Behind the JSON number that starts at `from`; 0 if none does. */
function numberEnd(from: usize, end: usize): usize {
  let at = from
  let odd = false
  if (load<u8>(at) === 0x2d) {
    at++
    // JavaScript writes minus zero without its sign.
    odd = at < end && load<u8>(at) === 0x30
  }
  const digits = at
  if (!isDigit(at, end)) return 0
  if (load<u8>(at) === 0x30) at++
  else while (isDigit(at, end)) at++
  if (at - digits > 15) odd = true
  if (at < end && load<u8>(at) === 0x2e) {
    odd = true
    at++
    if (!isDigit(at, end)) return 0
    while (isDigit(at, end)) at++
  }
  if (at < end && (load<u8>(at) | 0x20) === 0x65) {
    odd = true
    at++
    if (at < end && (load<u8>(at) === 0x2b || load<u8>(at) === 0x2d)) at++
    if (!isDigit(at, end)) return 0
    while (isDigit(at, end)) at++
  }
  number_flags = odd ? ODD_NUMBER : 0
  return at
}
