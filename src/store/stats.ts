import { type Kysely, sql, type Transaction } from 'kysely'
import { SentinelError } from '../errors.ts'
import type { Count, LevelCounts, Stats, StatsQuery } from '../schema/http.ts'
import { LEVELS, type Level } from '../schema/level.ts'
import { matching, timeColumn } from './alert-filter.ts'
import { TAG_KEYS } from './alert-keys.ts'
import type { Database } from './database.ts'
import { storableTime } from './storable.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const BUCKET_LEAST_MS = 1000

/**
 * Counts over the alerts of a range: without `to` it ends now, without `from` it starts a day before its end. All
 * counts are of one snapshot, so that they add up.
 */
export async function stats(db: Kysely<Database>, query: StatsQuery, now_ms: number): Promise<Stats> {
  const range = rangeOf(query, now_ms)
  const { buckets, top, ...filter } = query
  const where = { ...filter, from: range.from.toISOString(), to: range.to.toISOString() }
  const bucket_ms = Math.max(BUCKET_LEAST_MS, Math.ceil((+range.to - +range.from) / buckets))
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async tx => {
      const histogram = await histogramOf(tx, where, range, bucket_ms)
      const by_level = noCounts()
      for (const bucket of histogram) for (const level of LEVELS) by_level[level] += bucket.counts[level]
      return {
        total: LEVELS.reduce((sum, level) => sum + by_level[level], 0),
        by_level,
        by_rule: await labelled(tx, await mostFrequent(tx, where, 'rule_key', top)),
        by_host: await mostFrequent(tx, where, 'host_key', top),
        by_source: await mostFrequent(tx, where, 'source_key', top),
        by_entity: await mostFrequentEntities(tx, where, top),
        histogram: {
          from: range.from.toISOString(),
          to: range.to.toISOString(),
          bucket_ms,
          buckets: histogram.map(({ start_ms, counts }) => ({
            start: new Date(start_ms).toISOString(),
            counts,
          })),
        },
      }
    })
}

type Where = Parameters<typeof matching>[0]
interface Range {
  from: Date
  to: Date
}

function rangeOf(query: StatsQuery, now_ms: number): Range {
  const to = query.to ? storableTime(query.to) : new Date(now_ms)
  const from = query.from ? storableTime(query.from) : new Date(+to - DAY_MS)
  if (from < to) return { from, to }
  throw new SentinelError('REQUEST_INVALID', {
    where: 'from',
    found: `${from.toISOString()}, with \`to\` at ${to.toISOString()}`,
    expected: 'a time before `to` (which is now where it is left out)',
  })
}

const noCounts = (): LevelCounts => ({ informational: 0, low: 0, medium: 0, high: 0, critical: 0 })

/** Every bucket of the range with its counts, also the empty ones. */
async function histogramOf(tx: Transaction<Database>, where: Where, range: Range, bucket_ms: number) {
  const start = sql<Date>`date_bin(make_interval(secs => ${bucket_ms / 1000}), ${sql.ref(timeColumn(where))}, ${range.from})`
  const rows = await tx
    .selectFrom('alerts')
    .select(['level', start.as('start'), sql<number>`count(*)::int`.as('count')])
    .where(matching(where))
    .groupBy(['level', 'start'])
    .execute()
  const buckets: { start_ms: number; counts: LevelCounts }[] = []
  for (let start_ms = +range.from; start_ms < +range.to; start_ms += bucket_ms) {
    buckets.push({ start_ms, counts: noCounts() })
  }
  for (const row of rows) {
    const bucket = buckets[Math.floor((+row.start - +range.from) / bucket_ms)]
    if (bucket) bucket.counts[row.level] += row.count
  }
  return buckets
}

async function mostFrequent(
  tx: Transaction<Database>,
  where: Where,
  column: 'rule_key' | 'host_key' | 'source_key',
  top: number,
): Promise<Count[]> {
  const rows = await tx
    .selectFrom('alerts')
    .select([sql.ref<string>(column).as('value'), sql<number>`count(*)::int`.as('count')])
    .where(matching(where))
    .groupBy('value')
    .orderBy('count', 'desc')
    .orderBy('value')
    .limit(top)
    .execute()
  return rows.map(row => ({ ...row, label: row.value }))
}

/** Gives counts of rules the title and the level that each rule's latest alert has. */
async function labelled(tx: Transaction<Database>, counts: Count[]): Promise<(Count & { level: Level })[]> {
  const rules: (Count & { level: Level })[] = []
  for (const count of counts) {
    const latest = await tx
      .selectFrom('alerts')
      .select(['rule_title', 'level'])
      .where(matching({ rule: [count.value], time: 'detected' }))
      .orderBy('detected_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (latest) rules.push({ ...count, label: latest.rule_title, level: latest.level })
  }
  return rules
}

async function mostFrequentEntities(tx: Transaction<Database>, where: Where, top: number): Promise<Count[]> {
  const rows = await tx
    .with('entities', db =>
      db.selectFrom('alerts').select(sql<string>`unnest(keys)`.as('value')).where(matching(where)),
    )
    .selectFrom('entities')
    .select(['value', sql<number>`count(*)::int`.as('count')])
    .where('value', 'not like', TAG_KEYS)
    .groupBy('value')
    .orderBy('count', 'desc')
    .orderBy('value')
    .limit(top)
    .execute()
  return rows.map(row => ({ ...row, label: row.value.slice(row.value.indexOf(':') + 1) }))
}
