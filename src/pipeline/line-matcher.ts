import type { LogsourceTable } from '../normalize/logsources/logsource-table.ts'
import { LOGSOURCES, normalizeLazily } from '../normalize/normalize.ts'
import type { LogEvent } from '../schema/event.ts'
import type { Logsource } from '../schema/logsource.ts'
import {
  createByteMatcher,
  createMatcher,
  type DetectionRule,
  LEFT_TO_OTHERS,
  type LineWriter,
  type MatcherOptions,
  UNTOLD,
} from '../sigma/index.ts'
import type { RuleMatch } from './alert.ts'
import { DeferredEvent } from './deferred-event.ts'
import { recordReader, timeOfNoted } from './json-records.ts'

/** Lines in one buffer; line i is `bytes[bounds[2 * i]]` up to before `bytes[bounds[2 * i + 1]]`. */
export interface LineBatch {
  readonly bytes: Uint8Array
  readonly bounds: Int32Array
  readonly count: number
  /** Roughly when they were written, in milliseconds since 1970 (UTC): times without a year are placed by it. */
  readonly written_ms: number
}

export interface LineCounts {
  /** Lines that are not empty. */
  events: number
  /** Those that clearly began as a format and did not keep to it. */
  unparsed: number
  /** The first of those, by its place in the batch; -1 if there is none. */
  first_unparsed: number
  /** Events of which neither product nor service nor category is known. */
  without_logsource: number
}

/** A rule that matched a line. */
export interface LineMatch extends RuleMatch {
  readonly rule: DetectionRule
}

/** @param writer Writes of many lines without their events being made; not given for others. */
export type LineReceiver = (
  line: number,
  event: LogEvent,
  matches: readonly LineMatch[],
  writer: LineWriter | undefined,
) => void

/** Matches rules against many lines at once. */
export interface LineMatcher {
  /**
   * Calls `found` for each line with matches, in order. The event's time, host and entities are found when they are
   * read; a time that the line does not tell is NaN. Nothing of the batch is kept but what `found` keeps.
   */
  match(batch: LineBatch, found: LineReceiver): LineCounts
  /** Rules that are not tried any more; see `Matcher`. */
  readonly quarantined: readonly DetectionRule[]
  /** What the tables over the rules take now. */
  tableBytes(): number
}

export interface LineMatcherOptions {
  /** What the user says of the lines; wins over what a line says of itself, and that over what is detected. */
  readonly logsource: Logsource
  /** What tells logsources by fields; that of the product alone if not given. */
  readonly logsources?: LogsourceTable | undefined
  /** The field in which lines of JSON keep their time, if it is none of the usual ones. */
  readonly time_field: string | undefined
  /** Which rules are tried on events of which nothing is known. */
  readonly unknown_logsource: NonNullable<MatcherOptions['unknown_logsource']>
  /** The compiled kernel, which matches most lines of JSON many times faster; the result is the same without. */
  readonly kernel?: Uint8Array | undefined
  /** Fields that are asked of events by `fieldOf`, by the rule that they match. */
  readonly told?: ((rule: DetectionRule) => readonly string[]) | undefined
}

export function createLineMatcher(
  rules: readonly DetectionRule[],
  { logsource, logsources = LOGSOURCES, time_field, unknown_logsource, kernel, told }: LineMatcherOptions,
): LineMatcher {
  const matcher = createMatcher(rules, { unknown_logsource })
  const options = { time_field, time_otherwise_ms: Number.NaN, logsources }
  const normalized = (value: Uint8Array, received_ms: number) =>
    normalizeLazily({ id: '', host: '', source: '', logsource, value, received_ms }, options)
  const reader = recordReader(logsources, value => normalized(value, 0).event)
  const bytes_matcher =
    kernel &&
    createByteMatcher({ kernel, rules, reader, options: { unknown_logsource }, ...(told && { told }) })
  return {
    quarantined: matcher.quarantined,
    tableBytes: () => matcher.tableBytes() + (bytes_matcher?.tableBytes() ?? 0),
    match({ bytes, bounds, count, written_ms }, found) {
      const counts: LineCounts = { events: 0, unparsed: 0, first_unparsed: -1, without_logsource: 0 }
      // The kernel knows of the line only that it matched last.
      let matched_line = -1
      const is_loaded = bytes_matcher?.load(bytes) ?? false
      for (let line = 0; line < count; line++) {
        const start = bounds[2 * line] ?? 0
        const end = bounds[2 * line + 1] ?? 0
        if (start === end) continue
        counts.events++
        const known = is_loaded && bytes_matcher ? bytes_matcher.match(start, end) : LEFT_TO_OTHERS
        if (bytes_matcher && known !== LEFT_TO_OTHERS) {
          if (!bytes_matcher.hasLogsource()) counts.without_logsource++
          if (known === 0) continue
          matched_line = line
          const event = new DeferredEvent(
            () => normalized(bytes.subarray(start, end), written_ms).event,
            () =>
              time_field === undefined && matched_line === line
                ? timeOfNoted(bytes_matcher.notedValues())
                : undefined,
            name => (matched_line === line ? bytes_matcher.valueOf(name) : UNTOLD),
          )
          found(line, event, bytes_matcher.matchesOf(known, event), bytes_matcher.writer())
          continue
        }
        const { event, parse_failure } = normalized(bytes.subarray(start, end), written_ms)
        if (parse_failure) {
          if (counts.unparsed++ === 0) counts.first_unparsed = line
        }
        if (isUnknown(event.logsource)) counts.without_logsource++
        const matches = matcher.match(event)
        if (matches.length > 0) found(line, event, matches, undefined)
        if (matcher.quarantined.length > 0) bytes_matcher?.quarantine(matcher.quarantined)
      }
      matched_line = -1
      return counts
    },
  }
}

const isUnknown = ({ product, service, category }: Logsource) =>
  product === undefined && service === undefined && category === undefined
