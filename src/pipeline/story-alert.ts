import { createHash } from 'node:crypto'
import type { StoryReport } from '../correlate/report.ts'
import type { SignalId } from '../correlate/signal.ts'
import type { Alert, TimelineEvent } from '../schema/alert.ts'
import type { Entity } from '../schema/event.ts'
import type { CorrelationHeader, Correlations } from './correlations.ts'

/** What a correlation found, as an alert that grows with it. */

const ENTITIES_MAX = 100

/** A short id of texts of any length. */
export function shortId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** The id of a story's alert: made of the correlation, the group and the time of the first event. */
export const storyId = (identity: string) => shortId(identity)
export const timelineId = (signal_id: SignalId) => shortId(String(signal_id))

/** Timeline and alert name the same events: `events` is asked for each by its `timelineId`. */
export function storyAlert(
  story: StoryReport,
  { headers }: Pick<Correlations, 'headers'>,
  type: string,
  events: (id: string) => TimelineEvent | undefined,
  detected_at: string,
): Alert {
  const header = headers.get(story.correlation) ?? UNKNOWN
  const titleOf = (rule: string) => headers.get(rule)?.title ?? rule
  const timeline = story.evidence.map(({ id, rule, time_ms }) => {
    const known = events(timelineId(id))
    return known ?? timelineEvent(id, rule, titleOf(rule), time_ms)
  })
  const [host, ...more_hosts] = distinct(timeline.map(event => event.host))
  const [source, ...more_sources] = distinct(timeline.map(event => event.source))
  const rules = story.rules.map(({ rule, count }) => ({ rule_id: rule, rule_title: titleOf(rule), count }))
  const message = messageOf(story, rules)
  return {
    id: storyId(story.identity),
    rule_id: story.correlation,
    rule_title: header.title,
    level: header.level,
    tags: [...header.tags],
    event_time: isoTime(story.first_ms),
    detected_at,
    host: host === undefined || more_hosts.length > 0 ? '' : host,
    source: source === undefined || more_sources.length > 0 ? '' : source,
    message,
    fields: Object.fromEntries(story.group.map(({ field, value }) => [field, value])),
    matched: [],
    entities: entitiesOf(timeline),
    evidence: [],
    correlation: {
      type,
      condition: header.condition ?? type,
      state: story.state === 'closed' ? 'closed' : 'open',
      group: story.group.map(({ field, value }) => ({ field, value })),
      first: isoTime(story.first_ms),
      last: isoTime(story.last_ms),
      fired: isoTime(story.fired_ms),
      count: story.count,
      value: story.value,
      is_truncated: story.is_truncated,
      rules,
      omitted: story.omitted,
      notifications: story.notifications,
      absorbed: [],
    },
    timeline,
  }
}

const UNKNOWN: CorrelationHeader = { title: '', level: 'medium', tags: [], condition: null }

/** What is known of an event without its record: an inner correlation's result has none. */
export function timelineEvent(
  signal_id: SignalId,
  rule_id: string,
  rule_title: string,
  time_ms: number,
): TimelineEvent {
  return {
    id: timelineId(signal_id),
    rule_id,
    rule_title,
    time: isoTime(time_ms),
    host: '',
    source: '',
    message: rule_title,
    entities: [],
    position: null,
  }
}

/** Hosts are among the entities, so that a story of several is found by each. */
function entitiesOf(timeline: readonly TimelineEvent[]): Entity[] {
  const entities = new Map<string, Entity>()
  const add = (entity: Entity) => entities.set(`${entity.type}:${entity.value}`, entity)
  for (const { host, entities: own } of timeline) {
    for (const entity of own) add(entity)
    if (host !== '') add({ type: 'host', value: host })
  }
  return [...entities.values()].slice(0, ENTITIES_MAX)
}

function messageOf(story: StoryReport, rules: readonly { rule_title: string; count: number }[]): string {
  const who = story.group.map(({ field, value }) => `${field} ${value}`).join(', ')
  const what = rules.map(({ rule_title, count }) => `${rule_title} (${count})`).join(', ')
  const most = story.is_truncated ? 'at least ' : ''
  const events = story.count === 1 ? 'event' : 'events'
  return `${who}: ${most}${story.count} ${events} in ${roughly(story.last_ms - story.first_ms)}: ${what}`
}

const UNITS = [
  [86_400_000, 'days'],
  [3_600_000, 'hours'],
  [60_000, 'min'],
] as const

function roughly(span_ms: number): string {
  for (const [unit_ms, unit] of UNITS)
    if (span_ms >= 2 * unit_ms) return `${Math.round(span_ms / unit_ms)} ${unit}`
  return `${Math.round(span_ms / 1000)} s`
}

const distinct = (texts: readonly string[]) => [...new Set(texts.filter(text => text !== ''))]

const LATEST_MS = Date.UTC(9999, 11, 31)

/** Events of other times than people and databases can name have been set aside before; this makes sure. */
export function isoTime(time_ms: number): string {
  return new Date(Math.min(Math.max(time_ms, 0), LATEST_MS)).toISOString()
}
