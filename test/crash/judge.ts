import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { alertKey, type LineWriter } from './line-writer.ts'
import type { Oracle } from './oracle.ts'

/**
 * Compares what is stored with what must be: every line alerted exactly once, every record of the log counted exactly
 * once. It reads PostgreSQL directly and waits while that is away.
 */
export interface Judge {
  /** Resolves once every line written so far is alerted; rejects with a `Verdict` where that does not come true. */
  settled(): Promise<void>
  /** Compares everything from the beginning once more. */
  complete(): Promise<void>
  close(): Promise<void>
}

/** What is wrong with the alerts. */
export class Verdict extends Error {
  override readonly name = 'Verdict'
}

/** Longer than every wait and pause of the services that a fault may have begun. */
const NO_PROGRESS_MS_MAX = 120_000
const POLL_MS = 100
const SHOWN = 5

interface Row {
  seq: string
  rule_id: string
  raw: string
}

export function createJudge(database: () => string, writer: LineWriter, oracle: Oracle): Judge {
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

  /** A record that two detectors committed, or none, shows here, where an alert's id can not hide it. */
  async function countRecords(): Promise<void> {
    const [counted] = await query<{ records: string; events: string; counted: string; alerts: string }>(
      `select coalesce(sum(next_offset), 0)::text as records, coalesce(sum(events), 0)::text as events,
          coalesce(sum(alerts), 0)::text as counted,
          (select count(*)::text from alerts where rule_id = any($1)) as alerts
        from partition_progress where topic = 'sentinel.logs'`,
      [oracle.rules],
    )
    if (!counted) throw new Error('PostgreSQL answers without a row')
    const { records, events, counted: alerts, alerts: stored } = counted
    if (events !== records) throw new Verdict(`${records} records were counted ${events} times`)
    if (alerts !== stored) throw new Verdict(`${stored} alerts were counted ${alerts} times`)
  }

  /**
   * Runs `check` until nothing is left of what it counts, or that has not become less for a long time; gives what is
   * left. An absent database is waited for.
   */
  async function untilNone(check: () => Promise<number>): Promise<number> {
    let least = Number.POSITIVE_INFINITY
    let progress_ms = Date.now()
    for (;;) {
      try {
        const left = await check()
        if (left === 0) return 0
        if (left < least) progress_ms = Date.now()
        least = Math.min(least, left)
      } catch (error) {
        if (error instanceof Verdict || Date.now() - progress_ms > NO_PROGRESS_MS_MAX) throw error
        await disconnect()
      }
      if (Date.now() - progress_ms > NO_PROGRESS_MS_MAX) return least
      await sleep(POLL_MS)
    }
  }

  async function settled(): Promise<void> {
    const lines = writer.lines()
    let missing = [...writer.expected].flatMap(([key, line]) =>
      line < lines && !found.has(key) ? [key] : [],
    )
    await untilNone(async () => {
      await look()
      missing = missing.filter(key => !found.has(key))
      return missing.length
    })
    if (missing.length > 0) throw new Verdict(told(missing, `of ${writer.expected.size} alerts are missing`))
    await untilNone(async () => {
      await countRecords()
      return 0
    })
  }

  return {
    settled,
    async complete() {
      found.clear()
      last_seq = '0'
      await settled()
    },
    close: disconnect,
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 20_000,
  })
  // It is taken away on purpose; queries report what matters.
  client.on('error', () => {})
  await client.connect()
  return client
}

const told = (keys: readonly string[], what: string) =>
  `${keys.length} ${what}:\n${keys
    .slice(0, SHOWN)
    .map(key => `  ${key}`)
    .join('\n')}`
