import { normalizeLazily } from '../normalize/normalize.ts'
import type { LogEvent } from '../schema/event.ts'
import type { Logsource } from '../schema/logsource.ts'
import { createMatcher, type DetectionRule, type MatcherOptions } from '../sigma/index.ts'
import type { RuleMatch } from './alert.ts'

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

/** Matches rules against many lines at once. */
export interface LineMatcher {
  /**
   * Calls `found` for each line with matches, in order. The event's time, host and entities are found when they are
   * read; a time that the line does not tell is NaN. Nothing of the batch is kept but what `found` keeps.
   */
  match(
    batch: LineBatch,
    found: (line: number, event: LogEvent, matches: readonly RuleMatch[]) => void,
  ): LineCounts
}

export interface LineMatcherOptions {
  /** What the user says of the lines; wins over what a line says of itself, and that over what is detected. */
  readonly logsource: Logsource
  /** The field in which lines of JSON keep their time, if it is none of the usual ones. */
  readonly time_field: string | undefined
  /** Which rules are tried on events of which nothing is known. */
  readonly unknown_logsource: NonNullable<MatcherOptions['unknown_logsource']>
}

export function createLineMatcher(
  rules: readonly DetectionRule[],
  { logsource, time_field, unknown_logsource }: LineMatcherOptions,
): LineMatcher {
  const matcher = createMatcher(rules, { unknown_logsource })
  const options = { time_field, time_otherwise_ms: Number.NaN }
  return {
    match({ bytes, bounds, count, written_ms: received_ms }, found) {
      const counts: LineCounts = { events: 0, unparsed: 0, first_unparsed: -1, without_logsource: 0 }
      for (let line = 0; line < count; line++) {
        const start = bounds[2 * line] ?? 0
        const end = bounds[2 * line + 1] ?? 0
        if (start === end) continue
        const value = bytes.subarray(start, end)
        const record = { id: '', host: '', source: '', logsource, value, received_ms }
        const { event, parse_failure } = normalizeLazily(record, options)
        counts.events++
        if (parse_failure) {
          if (counts.unparsed++ === 0) counts.first_unparsed = line
        }
        if (isUnknown(event.logsource)) counts.without_logsource++
        const matches = matcher.match(event)
        if (matches.length > 0) found(line, event, matches)
      }
      return counts
    },
  }
}

const isUnknown = ({ product, service, category }: Logsource) =>
  product === undefined && service === undefined && category === undefined
