import type { LogEvent } from '../schema/event.ts'
import type { LogRecord } from '../schema/log-record.ts'
import type { Logsource } from '../schema/logsource.ts'
import type { RuleMatch } from './alert.ts'

/** Matches rules against the lines of files, without any service. */
export interface ScanDependencies {
  normalize: (record: LogRecord) => { event: LogEvent; parse_failure: boolean }
  rules: { match(event: LogEvent): readonly RuleMatch[] }
  /** What the user says of the files; wins over what a record says of itself, and that over what is detected. */
  logsource: Logsource
  now_ms: number
}

export interface ScanMatch {
  rule: RuleMatch['rule']
  file: string
  /** 1-based. */
  line: number
  event: LogEvent
}

export interface ScanCounts {
  events: number
  matches: number
  unparsed: number
}

/** The matches in one file's records, in order. Adds to `counts` as it goes. */
export async function* scanRecords(
  file: string,
  records: AsyncIterable<Uint8Array>,
  { normalize, rules, logsource, now_ms }: ScanDependencies,
  counts: ScanCounts,
): AsyncGenerator<ScanMatch> {
  let line = 0
  for await (const value of records) {
    line++
    if (value.length === 0) continue
    const { event, parse_failure } = normalize({
      id: `${file}:${line}`,
      host: '',
      source: file,
      logsource,
      value,
      received_ms: now_ms,
    })
    counts.events++
    if (parse_failure) counts.unparsed++
    for (const { rule } of rules.match(event)) {
      counts.matches++
      yield { rule, file, line, event }
    }
  }
}
