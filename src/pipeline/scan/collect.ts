import type { LogEvent } from '../../schema/event.ts'
import type { Level } from '../../schema/level.ts'
import type { DetectionRule, TemplatePart } from '../../sigma/index.ts'
import type { LineMatch, WrittenReceiver } from '../line-matcher.ts'

/**
 * What the matches of a block come to, in a form that one thread can send to another. Bytes may be overwritten when the
 * next block is scanned.
 */
export type Collected =
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  | { readonly kind: 'rows'; readonly rows: readonly RuleRow[] }

/** How often a rule matched, and from when to when; null where no event told a time. */
export interface RuleRow {
  readonly rule_id: string
  readonly title: string
  readonly level: Level
  readonly count: number
  readonly first_ms: number | null
  readonly last_ms: number | null
}

/** The matches of a record. */
export interface FoundRecord {
  readonly file: string
  readonly line: number
  readonly event: LogEvent
  readonly matches: readonly LineMatch[]
}

/** Takes the matches of a block where they are found, in order. Another use of matches is another collector. */
export interface Collector {
  add(found: FoundRecord): void
  /** How matches of a rule are written without the collector; see `LineMatcher`. */
  templateOf?(rule: DetectionRule): readonly TemplatePart[]
  /** Takes what was written so of a block. */
  writing?(file: string, first_line: number, counted: WrittenReceiver['counted']): WrittenReceiver
  /** What was added since the last time. */
  take(): Collected
}

export const SCAN_FORMATS = ['table', 'ndjson', 'csv'] as const
export type ScanFormat = (typeof SCAN_FORMATS)[number]
