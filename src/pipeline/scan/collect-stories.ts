import type { StoryReport } from '../../correlate/report.ts'
import { isoTime } from '../alert.ts'
import type { Correlations } from '../correlations.ts'
import type { Collected, RuleRow, ScanFormat } from './collect.ts'
import { csvLine } from './collect-csv.ts'
import { EventList } from './event-list.ts'
import { Output } from './output.ts'
import type { RecordPlaces } from './record-places.ts'

/** What correlations found, in the format of the scan. */
export class StoryCollector {
  readonly #format: ScanFormat
  readonly #correlations: Correlations
  readonly #places: RecordPlaces
  readonly #events: EventList
  readonly #output = new Output()

  constructor(format: ScanFormat, correlations: Correlations, places: RecordPlaces) {
    this.#format = format
    this.#correlations = correlations
    this.#places = places
    this.#events = new EventList(places)
  }

  /** In lists that can be printed one after the other. Bytes are overwritten by those of the next. */
  *collect(stories: readonly StoryReport[]): Generator<Collected> {
    for (let from = 0; from < stories.length; from += STORIES_AT_ONCE)
      yield this.#collected(stories.slice(from, from + STORIES_AT_ONCE))
  }

  #collected(stories: readonly StoryReport[]): Collected {
    if (this.#format === 'table') return { kind: 'rows', rows: stories.map(story => this.#rowOf(story)) }
    for (const story of stories)
      if (this.#format === 'csv') this.#output.text(this.#csvOf(story))
      else this.#writeJson(story)
    return { kind: 'text', bytes: this.#output.take() }
  }

  #rowOf(story: StoryReport): RuleRow {
    const { title, level } = this.#headerOf(story)
    const { correlation, first_ms, last_ms } = story
    return { rule_id: correlation, title, level, count: 1, first_ms, last_ms }
  }

  #writeJson(story: StoryReport): void {
    const { title, level, tags } = this.#headerOf(story)
    const { correlation: rule_id, count, value, omitted, is_truncated } = story
    const head = { rule_id, rule_title: title, level, tags, group: groupOf(story), count, value }
    this.#output.text(`${JSON.stringify({ ...head, ...timesOf(story) }).slice(0, -1)},"events":`)
    this.#output.append(this.#events.bytesOf(story.evidence))
    this.#output.text(`,"omitted":${omitted},"is_truncated":${is_truncated}}\n`)
  }

  /** In the columns of a match: it stands at the record that it begins with. */
  #csvOf(story: StoryReport): string {
    const { title, level, tags } = this.#headerOf(story)
    const { correlation, count, value, evidence } = story
    const times = timesOf(story)
    const [begin] = evidence
    const record = typeof begin?.id === 'number' ? this.#places.find(begin.id) : undefined
    const events = Buffer.from(this.#events.bytesOf(evidence)).toString()
    return csvLine({
      rule_id: correlation,
      rule_title: title,
      level,
      tags: tags.join(' '),
      file: record?.file ?? '',
      line: String(record?.line ?? ''),
      time: times.first ?? '',
      matched: `${JSON.stringify({ count, value, ...times }).slice(0, -1)},"events":${events}}`,
      fields: JSON.stringify(groupOf(story)),
    })
  }

  #headerOf({ correlation }: StoryReport) {
    const {
      title = correlation,
      level = 'medium',
      tags = [],
    } = this.#correlations.headers.get(correlation) ?? {}
    return { title, level, tags }
  }
}

/** All at once might be more than fits into memory. */
const STORIES_AT_ONCE = 100

const groupOf = ({ group }: StoryReport) =>
  Object.fromEntries(group.map(({ field, value }) => [field, value]))

const timesOf = ({ first_ms, last_ms }: StoryReport) => ({
  first: isoTime(first_ms) ?? null,
  last: isoTime(last_ms) ?? null,
})
