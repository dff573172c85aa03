import type { SigmaEvent } from '../event.ts'
import type { Match } from '../matcher.ts'
import type { DetectionRule } from '../rule.ts'
import { type ByteLines, Kernel, type KernelParts } from './kernel.ts'
import { NOT_MINE, OUTPUT_FULL } from './layout.ts'
import type { WrittenBatch } from './match-writer.ts'
import type { TextReader } from './noted-values.ts'

/** What `stopped` says of a line that the matcher does not understand. */
export const LEFT_TO_OTHERS = NOT_MINE
/** What `stopped` says where there is no room for what would be written next. */
export const TO_BE_TAKEN = OUTPUT_FULL

/**
 * Matches lines of JSON from their bytes, without making objects of them: what it says of a line is what the other
 * matchers say of the event that its reader makes of the line. A line that it does not understand it leaves to them. It
 * may write the matches, too.
 */
export interface ByteMatcher {
  /**
   * Takes over lines that are matched next; false, and they are left to others, if they are too many.
   *
   * @param written What all of them have in common that is written with matches; undefined if none is written.
   */
  load(lines: ByteLines, written: WrittenBatch | undefined): boolean
  /**
   * Matches the lines from one on that are not empty, writes the matches of those of which the bytes tell all, and stops
   * at the first of which they do not: its place among the lines, or how many there are if there is none.
   */
  run(first: number): number
  /**
   * Of the line at which it stopped: how many rules match it, LEFT_TO_OTHERS, or TO_BE_TAKEN: then it is matched again
   * when what was written is taken.
   */
  readonly stopped: number
  /** How many lines since `load` were not empty. */
  readonly events: number
  /** And of how many, that were not left to others, no part of the logsource is known. */
  readonly without_logsource: number
  /** The matches of the line at which it stopped, in the order of rules; `event` is what its reader makes of it. */
  matchesOf(count: number, event: SigmaEvent): Match[]
  /**
   * A record with what the line that was matched last has at the places that the reader wants noted; undefined if that
   * can not be told.
   */
  notedValues(): Readonly<Record<string, unknown>> | undefined
  /**
   * What `read` makes of what that line has at these places, if it is one value, which is a text of ASCII in the record
   * itself.
   */
  readNotedText(read: TextReader): number | undefined
  /**
   * What `fieldValue` says of a field of the line that was matched last, if `told` asks for it; lists of nothing, maps and
   * null are as fields that are not there. UNTOLD if that can not be told.
   */
  valueOf(name: string): unknown
  /** All that was written since the last time. It is overwritten by what is written next. */
  takeWritten(): Uint8Array
  /** Of which rules how many matches were written since the last time. */
  takeCounts(): ReadonlyMap<DetectionRule, number>
  /** Rules that are not to be tried any more. */
  quarantine(rules: Iterable<DetectionRule>): void
  /** What its tables take now. */
  tableBytes(): number
}

/** @throws TypeError if `kernel` is not the kernel that this was written for, or WebAssembly.CompileError */
export function createByteMatcher<Event extends SigmaEvent>(parts: KernelParts<Event>): ByteMatcher {
  const quarantined = new Set<DetectionRule>()
  let kernel = new Kernel(parts)
  let count = 0
  return {
    load(lines, written) {
      if (kernel.is_spent) {
        kernel = new Kernel(parts)
        kernel.quarantine(quarantined)
      }
      count = lines.count
      return kernel.load(lines, written)
    },
    run: first => kernel.run(first, count),
    get stopped() {
      return kernel.stopped
    },
    get events() {
      return kernel.events
    },
    get without_logsource() {
      return kernel.without_logsource
    },
    matchesOf: (of, event) => kernel.matchesOf(of, event),
    notedValues: () => kernel.notedValues(),
    readNotedText: read => kernel.readNotedText(read),
    valueOf: name => kernel.valueOf(name),
    takeWritten: () => kernel.writer.take(),
    takeCounts: () => kernel.writer.takeCounts(),
    quarantine(rules) {
      const more = [...rules].filter(rule => !quarantined.has(rule))
      for (const rule of more) quarantined.add(rule)
      kernel.quarantine(more)
    },
    tableBytes: () => kernel.tableBytes(),
  }
}
