import type { Literal } from '../engine/literal-trie.ts'
import {
  PACKED_BYTES,
  PACKED_ENTRY_BYTES,
  PACKED_ENTRY_FACT,
  PACKED_ENTRY_LENGTH,
  PACKED_ENTRY_NEXT,
  PACKED_ENTRY_OFFSET,
  PACKED_ENTRY_TEXT,
  PACKED_HASH_SHIFT,
  PACKED_SHORT,
  PACKED_SLOTS,
  PACKED_WINDOW,
  WINDOWS_BYTES,
} from './layout.ts'
import type { KernelMemory } from './memory.ts'

/**
 * Literals that may stand anywhere, packed so that sixteen places of a text are looked at in one go (as Hyperscan's
 * Teddy does): of each literal a window of three bytes is chosen, and the windows are dealt out to eight buckets. What
 * the buckets have at each place of their windows is told by two tables of sixteen, one for each half of a byte, so a
 * few instructions leave of a text the places where the window of a literal may stand; there the literals are compared.
 *
 * The literals are in the form in which JSON writes them, so that a line's text need not be unescaped.
 */

/** Of more than these too many places would be left. */
const LITERALS_MAX = 400
/** Shorter ones than a window are compared at each place that is left. */
const SHORT_MAX = 4
/** So many literals may have to be compared at one place, because their windows are alike. */
const ALIKE_MAX = 12
const SLOTS = 2 ** (32 - PACKED_HASH_SHIFT)

/** What the kernel does with windows. */
export interface Windows {
  /** See `assembly/windows.ts`. */
  choose(packed: number, entries: number, count: number, room: number): boolean
  /** Of the window at an address, as it is searched by. */
  hash(address: number): number
}

/** Packs literals: the address of their tables; 0 if that does not pay. */
export function packLiterals(memory: KernelMemory, windows: Windows, literals: readonly Literal[]): number {
  const texts = literals.map(({ text, fact }) => ({ text: escaped(text), fact }))
  const short_count = texts.filter(({ text }) => text.length < PACKED_WINDOW).length
  if (texts.length > LITERALS_MAX || short_count > SHORT_MAX || texts.some(({ text }) => text === ''))
    return 0
  const blocks: { address: number; bytes: number }[] = []
  const allocate = (bytes: number) => {
    const address = memory.allocate(bytes)
    blocks.push({ address, bytes })
    return address
  }
  const packed = allocate(PACKED_BYTES)
  memory.set(packed, PACKED_SLOTS, allocate(SLOTS * 4))
  // The short ones have least to choose from.
  texts.sort((a, b) => a.text.length - b.text.length)
  const entries = texts.map(({ text, fact }) => {
    const bytes = allocate(text.length)
    for (let at = 0; at < text.length; at++) memory.bytes[bytes + at] = text.charCodeAt(at)
    const entry = allocate(PACKED_ENTRY_BYTES)
    memory.set(entry, PACKED_ENTRY_FACT, fact)
    memory.set(entry, PACKED_ENTRY_LENGTH, text.length)
    memory.set(entry, PACKED_ENTRY_TEXT, bytes)
    return entry
  })
  const list = memory.store(Int32Array.from(entries))
  const room = memory.allocate(WINDOWS_BYTES)
  const pays = windows.choose(packed, list, entries.length, room)
  memory.free(room, WINDOWS_BYTES)
  memory.free(list, entries.length * 4)
  if (pays && link(memory, windows, packed, entries)) return packed
  for (const { address, bytes } of blocks) memory.free(address, bytes)
  return 0
}

/** Leads from windows to literals; false if too many of them are alike. */
function link(memory: KernelMemory, windows: Windows, packed: number, entries: readonly number[]): boolean {
  const alike = new Map<number, number>()
  for (const entry of entries) {
    const is_short = memory.get(entry, PACKED_ENTRY_LENGTH) < PACKED_WINDOW
    const slot = is_short
      ? packed + PACKED_SHORT
      : memory.get(packed, PACKED_SLOTS) + slotOf(memory, windows, entry) * 4
    const count = (alike.get(slot) ?? 0) + 1
    if (count > ALIKE_MAX) return false
    alike.set(slot, count)
    memory.set(entry, PACKED_ENTRY_NEXT, memory.get(slot, 0))
    memory.set(slot, 0, entry)
  }
  return true
}

/** That of a literal's window. */
function slotOf(memory: KernelMemory, windows: Windows, entry: number): number {
  const start = memory.get(entry, PACKED_ENTRY_TEXT) + memory.get(entry, PACKED_ENTRY_OFFSET)
  return windows.hash(start) >>> PACKED_HASH_SHIFT
}

/** As JSON writes it in the fewest bytes. What it can not write so is in no text that is looked through. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
