import type { StoryReport } from '../../correlate/report.ts'
import type { SignalId } from '../../correlate/signal.ts'
import { isoTime } from '../alert.ts'
import type { Correlations } from '../correlations.ts'
import type { Collected, RuleRow, ScanFormat } from './collect.ts'
import { csvLine } from './collect-csv.ts'
import type { RecordPlaces } from './record-places.ts'

/** What correlations found, in the format of the scan. */
export function collectStories(
  format: ScanFormat,
  stories: readonly StoryReport[],
  correlations: Correlations,
  places: RecordPlaces,
): Collected {
  if (format === 'table') return { kind: 'rows', rows: stories.map(story => rowOf(story, correlations)) }
  const text = stories.map(story => TEXTS[format](story, correlations, places)).join('')
  return { kind: 'text', bytes: new TextEncoder().encode(text) }
}

function rowOf({ correlation, first_ms, last_ms }: StoryReport, { headers }: Correlations): RuleRow {
  const { title = correlation, level = 'medium' } = headers.get(correlation) ?? {}
  return { rule_id: correlation, title, level, count: 1, first_ms, last_ms }
}

let latest: { readonly time_ms: number; readonly text: string | null } = { time_ms: Number.NaN, text: null }

/** Events next to each other often have one time. */
function time(time_ms: number): string | null {
  if (time_ms !== latest.time_ms) latest = { time_ms, text: isoTime(time_ms) ?? null }
  return latest.text
}

const TEXTS = { ndjson: jsonOf, csv: csvOf } as const

function jsonOf(story: StoryReport, correlations: Correlations, places: RecordPlaces): string {
  return `${JSON.stringify(resultOf(story, correlations, places))}\n`
}

function resultOf(story: StoryReport, correlations: Correlations, places: RecordPlaces) {
  const { correlation, group, count, value, first_ms, last_ms, evidence, omitted, is_truncated } = story
  const { title = correlation, level = 'medium', tags = [] } = correlations.headers.get(correlation) ?? {}
  return {
    rule_id: correlation,
    rule_title: title,
    level,
    tags,
    group: Object.fromEntries(group.map(({ field, value }) => [field, value])),
    count,
    value,
    first: time(first_ms),
    last: time(last_ms),
    events: evidence.map(({ id, rule, time_ms }) => ({
      rule_id: rule,
      time: time(time_ms),
      ...placeOf(id, places),
    })),
    omitted,
    is_truncated,
  }
}

/** The record that a signal is of; null for the result of an inner correlation. */
function placeOf(id: SignalId, places: RecordPlaces) {
  return typeof id === 'number' ? (places.find(id) ?? null) : null
}

/** In the columns of a match: it stands at the record that it begins with. */
function csvOf(story: StoryReport, correlations: Correlations, places: RecordPlaces): string {
  const { rule_id, rule_title, level, tags, group, count, value, first, last, events } = resultOf(
    story,
    correlations,
    places,
  )
  const [begin] = story.evidence
  const record = begin && placeOf(begin.id, places)
  return csvLine({
    rule_id,
    rule_title,
    level,
    tags: tags.join(' '),
    file: record?.file ?? '',
    line: String(record?.line ?? ''),
    time: first ?? '',
    matched: JSON.stringify({ count, value, first, last, events }),
    fields: JSON.stringify(group),
  })
}
