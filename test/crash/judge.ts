import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { ToldStory } from '../helpers/expected-stories.ts'
import { storedStories } from '../helpers/stored-stories.ts'
import { alertKey, type LineWriter } from './line-writer.ts'
import type { Oracle } from './oracle.ts'
import type { Expected } from './story-writer.ts'

/**
 * Compares what is stored with what must be: every line alerted exactly once, every record of the log and of the signals
 * counted exactly once, every story told once and with all of its events. It reads PostgreSQL directly and waits while
 * that is away.
 */
export interface Judge {
  /**
   * Resolves once every line written so far is alerted. Rejects with a `Verdict` for what should not be there, and for
   * alerts that are missing when none of those awaited has come for `patience_ms`.
   */
  settled(patience_ms: number): Promise<void>
  /** The same, with everything compared from the beginning. */
  complete(patience_ms: number): Promise<void>
  /** Resolves once windows of stories are open, not few, with how many. */
  windowsOpen(patience_ms: number): Promise<number>
  /** Resolves once the stories are those that are expected, and all of them over. */
  told(expected: Expected, patience_ms: number): Promise<void>
  close(): Promise<void>
}

/** What is wrong with the alerts. */
export class Verdict extends Error {
  override readonly name = 'Verdict'
}

const POLL_MS = 100
const SHOWN = 5
const WINDOWS_MIN = 10

interface Row {
  seq: string
  rule_id: string
  raw: string
}

export interface JudgeOptions {
  /** Where PostgreSQL is at the moment. */
  database: () => string
  writer: LineWriter
  oracle: Oracle
}

export function createJudge({ database, writer, oracle }: JudgeOptions): Judge {
  let client: pg.Client | null = null
  let last_seq = '0'
  const found = new Set<string>()

  async function query<T extends pg.QueryResultRow>(sql: string, values: unknown[]): Promise<T[]> {
    client ??= await connect(database())
    return (await client.query<T>(sql, values)).rows
  }

  async function disconnect(): Promise<void> {
    const lost = client
    client = null
    // A connection that stalls does not end in order either.
    await Promise.race([lost?.end().catch(() => {}), sleep(1000)])
  }

  /** Takes in what is new since the last look. */
  async function look(): Promise<void> {
    const rows = await query<Row>(
      `select seq::text, rule_id, evidence->0->>'raw' as raw from alerts
        where seq > $1 and source = any($2) and rule_id = any($3) order by alerts.seq`,
      [last_seq, writer.files, oracle.rules],
    )
    const double: string[] = []
    const strange: string[] = []
    for (const { seq, rule_id, raw } of rows) {
      const key = alertKey(rule_id, raw)
      if (found.has(key)) double.push(key)
      if (!writer.expected.has(key)) strange.push(key)
      found.add(key)
      last_seq = seq
    }
    if (double.length > 0) throw new Verdict(told(double, 'alerts are there more than once'))
    if (strange.length > 0) throw new Verdict(told(strange, 'alerts should not be there'))
  }

  /** A record that two services committed, or none, shows here, where an alert's id can not hide it. */
  async function countRecords(): Promise<void> {
    const counted = await query<{ topic: string; records: string; events: string }>(
      `select topic, sum(next_offset)::text as records, sum(events)::text as events
        from partition_progress group by topic`,
      [],
    )
    for (const { topic, records, events } of counted)
      if (events !== records) throw new Verdict(`${records} records of ${topic} were counted ${events} times`)
  }

  async function countAlerts(): Promise<void> {
    const [counted] = await query<{ stored: string; counted: string }>(
      `select (select coalesce(sum(alerts), 0)::text from partition_progress where topic = 'sentinel.logs') as counted,
          (select count(*)::text from alerts where rule_id = any($1)) as stored`,
      [oracle.rules],
    )
    if (counted?.stored !== counted?.counted)
      throw new Verdict(`${counted?.stored} alerts were counted ${counted?.counted} times`)
  }

  /**
   * Runs `check` until nothing is left of what it counts, or that has not become less for a long time; gives what is
   * left. An absent database is waited for. The time is counted in looks: on a machine that is busy elsewhere they are
   * as rare as the turns of the services.
   */
  async function untilNone(patience_ms: number, check: () => Promise<number>): Promise<number> {
    let least = Number.POSITIVE_INFINITY
    let looks_left = patience_ms / POLL_MS
    for (;;) {
      looks_left--
      try {
        const left = await check()
        if (left === 0) return 0
        if (left < least) looks_left = patience_ms / POLL_MS
        least = Math.min(least, left)
      } catch (error) {
        if (error instanceof Verdict || looks_left <= 0) throw error
        await disconnect()
      }
      if (looks_left <= 0) return least
      await sleep(POLL_MS)
    }
  }

  async function settled(patience_ms: number): Promise<void> {
    const lines = writer.lines()
    let missing = [...writer.expected].flatMap(([key, line]) =>
      line < lines && !found.has(key) ? [key] : [],
    )
    await untilNone(patience_ms, async () => {
      await countRecords()
      await look()
      missing = missing.filter(key => !found.has(key))
      return missing.length
    })
    if (missing.length > 0) throw new Verdict(told(missing, `of ${writer.expected.size} alerts are missing`))
    await untilNone(patience_ms, async () => {
      await countAlerts()
      return 0
    })
  }

  /** What is not as it must be. */
  async function storyFaults({ from_ms, until_ms, stories }: Expected): Promise<string[]> {
    client ??= await connect(database())
    const rows = await storedStories(client, oracle.stories.correlations, from_ms, until_ms)
    const stored = new Map(rows.map(row => [row.id, row]))
    const faults = stories.flatMap(story => {
      const row = stored.get(story.id)
      stored.delete(story.id)
      if (!row) return [`missing: ${nameOf(story)}`]
      if (!isSame(row, story)) return [`other than ${nameOf(story)}: ${nameOf(row)}`]
      return row.is_over ? [] : [`not over: ${nameOf(story)}`]
    })
    return [...faults, ...[...stored.values()].map(row => `not expected: ${nameOf(row)}`)]
  }

  return {
    settled,
    async windowsOpen(patience_ms) {
      let windows = 0
      await untilNone(patience_ms, async () => {
        const [row] = await query<{ windows: number }>(
          `select count(*)::int as windows from correlation_groups where state like '%"correlation":"story-%'`,
          [],
        )
        windows = row?.windows ?? 0
        return Math.max(0, WINDOWS_MIN - windows)
      })
      if (windows < WINDOWS_MIN) throw new Verdict(`only ${windows} windows of stories are open`)
      return windows
    },
    async told(expected, patience_ms) {
      let faults: readonly string[] = []
      await untilNone(patience_ms, async () => {
        await countRecords()
        faults = await storyFaults(expected)
        return faults.length
      })
      if (faults.length > 0)
        throw new Verdict(told(faults, `of ${expected.stories.length} stories are not as they must be`))
    },
    async complete(patience_ms) {
      found.clear()
      last_seq = '0'
      await settled(patience_ms)
    },
    close: disconnect,
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 30_000,
    query_timeout: 60_000,
  })
  // It is taken away on purpose; queries report what matters.
  client.on('error', () => {})
  await client.connect()
  return client
}

const nameOf = ({ rule_id, group, first, last, count, value }: ToldStory) =>
  `${rule_id} of ${JSON.stringify(group)} from ${first} to ${last}, ${count} events, value ${value}`

const isSame = (left: ToldStory, right: ToldStory) =>
  nameOf(left) === nameOf(right) && left.events.join('\n') === right.events.join('\n')

const told = (keys: readonly string[], what: string) =>
  `${keys.length} ${what}:\n${keys
    .slice(0, SHOWN)
    .map(key => `  ${key}`)
    .join('\n')}`
