import type { StoryReport } from '../../correlate/report.ts'
import type { SignalId } from '../../correlate/signal.ts'
import type { Correlations } from '../correlations.ts'
import type { Collected, RuleRow, ScanFormat } from './collect.ts'
import { csvLine } from './collect-csv.ts'
import { IsoTimes } from './iso-times.ts'
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

const TEXTS = { ndjson: jsonOf, csv: csvOf } as const

function jsonOf(story: StoryReport, correlations: Correlations, places: RecordPlaces): string {
  const { title, level, tags } = headerOf(story, correlations)
  const { correlation: rule_id, group, count, value, omitted, is_truncated } = story
  const head = JSON.stringify({
    rule_id,
    rule_title: title,
    level,
    tags,
    group: Object.fromEntries(group.map(({ field, value }) => [field, value])),
    count,
    value,
    ...timesOf(story),
  })
  const events = eventsText(story.evidence, places)
  return `${head.slice(0, -1)},"events":${events},"omitted":${omitted},"is_truncated":${is_truncated}}\n`
}

function headerOf({ correlation }: StoryReport, { headers }: Correlations) {
  const { title = correlation, level = 'medium', tags = [] } = headers.get(correlation) ?? {}
  return { title, level, tags }
}

const timesOf = ({ first_ms, last_ms }: StoryReport) => ({
  first: TIMES.textOf(first_ms) ?? null,
  last: TIMES.textOf(last_ms) ?? null,
})

/**
 * The events as a list of JSON: most of what is printed, so it is put together from texts that are at hand. The result
 * of an inner correlation has no place.
 */
function eventsText(evidence: StoryReport['evidence'], places: RecordPlaces): string {
  let text = ''
  for (const { id, rule, time_ms } of evidence) {
    const time = TIMES.textOf(time_ms)
    const place = placeOf(id, places)
    const where = place ? `,"file":${quoted(place.file)},"line":${place.line}` : ''
    text += `${text === '' ? '' : ','}{"rule_id":${quoted(rule)},"time":${time === undefined ? 'null' : `"${time}"`}${where}}`
  }
  return `[${text}]`
}

/** The record that a signal is of; null for the result of an inner correlation. */
function placeOf(id: SignalId, places: RecordPlaces) {
  return typeof id === 'number' ? (places.find(id) ?? null) : null
}

/** As JSON; of ids of rules and names of files there are few. */
function quoted(text: string): string {
  const known = QUOTED.get(text)
  if (known !== undefined) return known
  if (QUOTED.size >= QUOTED_MAX) QUOTED.clear()
  const made = JSON.stringify(text)
  QUOTED.set(text, made)
  return made
}

const QUOTED = new Map<string, string>()
const QUOTED_MAX = 1000
const TIMES = new IsoTimes()

/** In the columns of a match: it stands at the record that it begins with. */
function csvOf(story: StoryReport, correlations: Correlations, places: RecordPlaces): string {
  const { title, level, tags } = headerOf(story, correlations)
  const { correlation, group, count, value, evidence } = story
  const times = timesOf(story)
  const [begin] = evidence
  const record = begin && placeOf(begin.id, places)
  const matched = JSON.stringify({ count, value, ...times })
  return csvLine({
    rule_id: correlation,
    rule_title: title,
    level,
    tags: tags.join(' '),
    file: record?.file ?? '',
    line: String(record?.line ?? ''),
    time: times.first ?? '',
    matched: `${matched.slice(0, -1)},"events":${eventsText(evidence, places)}}`,
    fields: JSON.stringify(Object.fromEntries(group.map(({ field, value }) => [field, value]))),
  })
}
