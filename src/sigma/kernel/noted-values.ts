import type { KeyTree } from './keys.ts'
import {
  ESCAPED,
  KIND_MASK,
  LINE_NOTED_COUNT,
  LIST,
  MAP,
  NODE_BYTES,
  NODE_PARENT,
  NODE_RANK,
  NODES,
  NON_ASCII,
  NOTED,
  NUMBER,
  ROOT,
  STRING,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_NODE,
  TOKEN_START,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'
import { decodeText } from './scanned-text.ts'

/**
 * A record that has of the line's record what stands at the noted places: texts, numbers, and the maps around them.
 * Undefined where a list stands on the way, as its elements have no places of their own.
 */
export function notedValues(
  memory: KernelMemory,
  tree: KeyTree,
): Readonly<Record<string, unknown>> | undefined {
  const count = memory.config(LINE_NOTED_COUNT)
  const maps = new Map<number, Record<string, unknown>>()
  const record: Record<string, unknown> = {}
  const list = memory.config(NOTED)
  for (let at = 0; at < count; at++) {
    const token = memory.get(list, at * 4)
    const node = memory.get(token, TOKEN_NODE)
    const kind = memory.get(token, TOKEN_KIND) & KIND_MASK
    if (kind === LIST) return undefined
    const within = maps.get(tree.parentOf(node)) ?? record
    const key = tree.pathOf(node).at(-1) ?? ''
    if (kind === MAP) {
      const map: Record<string, unknown> = {}
      maps.set(node, map)
      within[key] = map
    } else if (kind === STRING || kind === NUMBER) {
      const start = memory.get(token, TOKEN_START)
      const bytes = memory.bytes.subarray(start, start + memory.get(token, TOKEN_LENGTH))
      const text = decodeText(bytes, kind === STRING)
      within[key] = kind === NUMBER ? Number(text) : text
    }
  }
  return record
}

/** Reads a text of ASCII where it stands; undefined where it can not. */
export type TextReader = (bytes: Uint8Array, start: number, length: number) => number | undefined

/** What `read` makes of the one noted value of a line, if it has one, and that a text of the record itself. */
export function readNotedText(memory: KernelMemory, read: TextReader): number | undefined {
  if (memory.config(LINE_NOTED_COUNT) !== 1) return undefined
  const token = memory.get(memory.config(NOTED), 0)
  const node = memory.config(NODES) + memory.get(token, TOKEN_NODE) * NODE_BYTES
  const kind = memory.get(token, TOKEN_KIND)
  // What has no rank is a map around noted places, if it is what it should be.
  const is_plain =
    (kind & KIND_MASK) === STRING &&
    (kind & (ESCAPED | NON_ASCII)) === 0 &&
    memory.get(node, NODE_PARENT) === ROOT &&
    memory.get(node, NODE_RANK) !== 0
  return is_plain
    ? read(memory.bytes, memory.get(token, TOKEN_START), memory.get(token, TOKEN_LENGTH))
    : undefined
}
