import type { SigmaEvent } from '../event.ts'
import type { Match } from '../matcher.ts'
import type { DetectionRule } from '../rule.ts'
import { Kernel, type KernelParts } from './kernel.ts'
import { NOT_MINE } from './layout.ts'
import type { LineWriter } from './line-writer.ts'

/** What `match` says of a line that it does not understand. */
export const LEFT_TO_OTHERS = NOT_MINE

/**
 * Matches lines of JSON from their bytes, without making objects of them: what it says of a line is what the other
 * matchers say of the event that its reader makes of the line. A line that it does not understand it leaves to them.
 */
export interface ByteMatcher {
  /** Takes over bytes whose lines are matched next; false, and they are left to others, if they are too many. */
  load(bytes: Uint8Array): boolean
  /** How many rules match the line at these places of the bytes; LEFT_TO_OTHERS if others have to say. */
  match(start: number, end: number): number
  /** Whether anything is known of the logsource of the line that was matched last. */
  hasLogsource(): boolean
  /** The matches of the line that was matched last, in the order of rules; `event` is what its reader makes of it. */
  matchesOf(count: number, event: SigmaEvent): Match[]
  /**
   * A record with what the line that was matched last has at the places that the reader wants noted; undefined if that
   * can not be told.
   */
  notedValues(): Readonly<Record<string, unknown>> | undefined
  /**
   * What `fieldValue` says of a field of the line that was matched last, if `told` asks for it; lists of nothing, maps and
   * null are as fields that are not there. UNTOLD if that can not be told.
   */
  valueOf(name: string): unknown
  /** Writes about the line that was matched last. Another one after each `load`. */
  writer(): LineWriter
  /** Rules that are not to be tried any more. */
  quarantine(rules: Iterable<DetectionRule>): void
  /** What its tables take now. */
  tableBytes(): number
}

/** @throws TypeError if `kernel` is not the kernel that this was written for, or WebAssembly.CompileError */
export function createByteMatcher<Event extends SigmaEvent>(parts: KernelParts<Event>): ByteMatcher {
  const quarantined = new Set<DetectionRule>()
  let kernel = new Kernel(parts)
  return {
    load(bytes) {
      if (kernel.is_spent) {
        kernel = new Kernel(parts)
        kernel.quarantine(quarantined)
      }
      return kernel.load(bytes)
    },
    match: (start, end) => kernel.match(start, end),
    hasLogsource: () => kernel.hasLogsource(),
    matchesOf: (count, event) => kernel.matchesOf(count, event),
    notedValues: () => kernel.notedValues(),
    valueOf: name => kernel.valueOf(name),
    writer: () => kernel.writer,
    quarantine(rules) {
      const more = [...rules].filter(rule => !quarantined.has(rule))
      for (const rule of more) quarantined.add(rule)
      kernel.quarantine(more)
    },
    tableBytes: () => kernel.tableBytes(),
  }
}
