import {
  CONFIG,
  HAS_CHILDREN,
  KEY_MASK,
  KEY_SLOTS,
  NODE_BYTES,
  NODE_FLAGS,
  NODE_HASH,
  NODE_KEY,
  NODE_KEY_LENGTH,
  NODE_PARENT,
  NODES,
  UNKNOWN,
} from '../layout.ts'
import { equal, upTo8 } from './bytes.ts'

export function nodeAt(node: u32): usize {
  return load<u32>(CONFIG, NODES) + node * NODE_BYTES
}

/** The node of a key in a map at `parent`; UNKNOWN if nobody asks for such a key. */
export function childOf(parent: u32, from: usize, length: u32): u32 {
  if (parent === UNKNOWN || length === 0) return UNKNOWN
  if (!(load<u32>(nodeAt(parent), NODE_FLAGS) & HAS_CHILDREN)) return UNKNOWN
  const hash = keyHash(parent, from, length)
  const slots: usize = load<u32>(CONFIG, KEY_SLOTS)
  const mask = load<u32>(CONFIG, KEY_MASK)
  let at = hash & mask
  while (true) {
    const node = load<u32>(slots + at * 4)
    if (node === UNKNOWN) return UNKNOWN
    const place = nodeAt(node)
    if (
      load<u32>(place, NODE_HASH) === hash &&
      load<u32>(place, NODE_PARENT) === parent &&
      load<u32>(place, NODE_KEY_LENGTH) === length &&
      equal(load<u32>(place, NODE_KEY), from, length)
    )
      return node
    at = (at + 1) & mask
  }
}

/** Looks at a few bytes only; keys are compared whole. `length` is not 0. */
export function keyHash(parent: u32, from: usize, length: u32): u32 {
  const first = length < 8 ? upTo8(from, length) : load<u64>(from)
  const last = length < 8 ? first : load<u64>(from + length - 8)
  let hash = (first ^ (<u64>parent * 0x9e3779b97f4a7c15)) * 0xff51afd7ed558ccd
  hash = (hash ^ (hash >> 32) ^ last) * 0xc4ceb9fe1a85ec53 + length
  return <u32>(hash >> 32)
}
