/** The slice of the store that the API reads, over an array: simple enough to be right at a glance. */
import type { ApiStore } from '../../src/api/dependencies.ts'
import { SentinelError } from '../../src/errors.ts'
import type { Alert, StoredAlert } from '../../src/schema/alert.ts'
import type {
  AlertFilter,
  Count,
  LevelCounts,
  ListedAlert,
  PartitionProgress,
  Stats,
  StatsQuery,
} from '../../src/schema/http.ts'

const DAY_MS = 24 * 3600 * 1000

export class MemoryStore implements ApiStore {
  readonly kind = 'embedded'
  progressRows: PartitionProgress[] = []
  /** While true every method rejects, as when the database is away. */
  away = false
  /** How often alerts were read for streams. */
  reads = 0
  /** Awaited before and after a stream's query takes its snapshot, as a network would. */
  latency: () => Promise<void> = async () => {}
  readonly #alerts: StoredAlert[] = []
  readonly #listeners = new Set<() => void>()

  get listeners(): number {
    return this.#listeners.size
  }

  add(...alerts: readonly Alert[]): void {
    for (const alert of alerts) this.#alerts.push({ ...alert, seq: this.#alerts.length + 1 })
    this.notify()
  }

  /** One that has grown has a new `seq`; in its old place nothing is left. */
  replace(alert: Alert): void {
    const at = this.#alerts.findIndex(({ id }) => id === alert.id)
    const before = this.#alerts[at]
    if (before) this.#alerts[at] = { ...before, id: `${alert.id} before ${this.#alerts.length}` }
    this.add({ ...alert, detected_at: before?.detected_at ?? alert.detected_at })
  }

  notify(): void {
    for (const listener of this.#listeners) listener()
  }

  async listAlerts({
    cursor,
    limit,
    ...filter
  }: AlertFilter & { cursor?: string | undefined; limit: number }) {
    this.#check()
    if (cursor !== undefined && !/^\d+$/.test(cursor)) {
      throw new SentinelError('REQUEST_INVALID', {
        where: 'query.cursor',
        found: cursor,
        expected: 'a `next`',
      })
    }
    const before = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor)
    const found = this.#alerts.filter(alert => alert.seq < before && matches(alert, filter)).reverse()
    const items = found.slice(0, limit).map(listed)
    return { items, next: found.length > limit ? String(items.at(-1)?.seq) : null }
  }

  async alert(id: string) {
    this.#check()
    return this.#alerts.find(alert => alert.id === id)
  }

  async alertsAfter(after: number, filter: AlertFilter, limit: number) {
    await this.latency()
    this.#check()
    this.reads++
    const found: ListedAlert[] = []
    for (let index = after; index < this.#alerts.length && found.length < limit; index++) {
      const alert = this.#alerts[index]
      if (alert && matches(alert, filter)) found.push(listed(alert))
    }
    await this.latency()
    return found
  }

  async lastSeq() {
    await this.latency()
    this.#check()
    const last = this.#alerts.length
    await this.latency()
    return last
  }

  async onAlerts(listener: () => void) {
    this.#listeners.add(listener)
    return async () => {
      this.#listeners.delete(listener)
    }
  }

  async progress() {
    this.#check()
    return this.progressRows
  }

  async ping() {
    this.#check()
  }

  async stats(query: StatsQuery): Promise<Stats> {
    this.#check()
    const found = this.#alerts.filter(alert => matches(alert, query))
    const times = found.map(alert => timeOf(alert, query))
    const to = query.to ? Date.parse(query.to) : Math.max(0, ...times) + 1
    const from = query.from ? Date.parse(query.from) : Math.min(to - DAY_MS, ...times)
    const bucket_ms = Math.max(1, Math.ceil((to - from) / query.buckets))
    const buckets = Array.from({ length: Math.ceil((to - from) / bucket_ms) }, (_, index) => ({
      start: new Date(from + index * bucket_ms).toISOString(),
      counts: noCounts(),
    }))
    const by_level = noCounts()
    for (const alert of found) {
      by_level[alert.level]++
      const bucket = buckets[Math.floor((timeOf(alert, query) - from) / bucket_ms)]
      if (bucket) bucket.counts[alert.level]++
    }
    const rules = new Map(found.map(alert => [alert.rule_id, alert]))
    return {
      total: found.length,
      by_level,
      by_rule: top(
        found.map(alert => alert.rule_id),
        query.top,
      ).map(count => {
        const rule = rules.get(count.value)
        return { ...count, label: rule?.rule_title ?? count.value, level: rule?.level ?? 'low' }
      }),
      by_host: top(
        found.map(alert => alert.host),
        query.top,
      ),
      by_source: top(
        found.map(alert => alert.source),
        query.top,
      ),
      by_entity: top(
        found.flatMap(alert => alert.entities.map(({ type, value }) => `${type}:${value}`)),
        query.top,
      ),
      histogram: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), bucket_ms, buckets },
    }
  }

  #check(): void {
    if (!this.away) return
    throw new SentinelError('DATABASE_UNAVAILABLE', {
      where: 'database',
      found: 'no answer',
      expected: 'an answer',
    })
  }
}

function noCounts(): LevelCounts {
  return { informational: 0, low: 0, medium: 0, high: 0, critical: 0 }
}

function listed({ timeline: _timeline, ...alert }: StoredAlert): ListedAlert {
  return { ...alert, truncated: false }
}

function timeOf(alert: StoredAlert, { time }: Pick<AlertFilter, 'time'>): number {
  return Date.parse(time === 'event' ? alert.event_time : alert.detected_at)
}

function matches(alert: StoredAlert, filter: AlertFilter): boolean {
  const { text, level, rule, host, source, entity, tag, from, to } = filter
  const entities = alert.entities.map(({ type, value }) => `${type}:${value}`)
  const texts = [
    alert.message,
    alert.rule_title,
    alert.host,
    alert.source,
    ...alert.entities.map(({ value }) => value),
  ]
  const time = timeOf(alert, filter)
  return (
    (text === undefined || texts.some(part => part.toLowerCase().includes(text.toLowerCase()))) &&
    (level === undefined || level.includes(alert.level)) &&
    (rule === undefined || rule.includes(alert.rule_id)) &&
    (host === undefined || host.includes(alert.host)) &&
    (source === undefined || source.includes(alert.source)) &&
    (entity === undefined || entity.some(one => entities.includes(one))) &&
    (tag === undefined || tag.some(one => alert.tags.includes(one))) &&
    (from === undefined || time >= Date.parse(from)) &&
    (to === undefined || time < Date.parse(to))
  )
}

function top(values: readonly string[], most: number): Count[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, label: value, count }))
    .toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value))
    .slice(0, most)
}
