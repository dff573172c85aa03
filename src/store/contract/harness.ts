import { createHash } from 'node:crypto'
import type { Alert } from '../../schema/alert.ts'
import { alertFilterSchema, alertListQuerySchema, statsQuerySchema } from '../../schema/http.ts'
import type { BatchResult, Store } from '../store.ts'

/** What an adapter gives to the contract. */
export interface StoreHarness {
  /** A migrated store. */
  readonly store: Store
  /** The same database as another process would open it; the same store where only one process can. */
  readonly other: Store
  /** Runs SQL past the store, with numbered parameters. */
  sql(text: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>
}

export const TOPIC = 'sentinel.logs'

/** An alert that differs in `n` from others; times advance by a second with `n`. */
export function makeAlert(n: number, changes: Partial<Alert> = {}): Alert {
  const time = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()
  const message = `Failed password for root from 203.0.113.${n % 250} port ${n}`
  return {
    id: createHash('md5').update(String(n)).digest('hex'),
    rule_id: 'rule-ssh',
    rule_title: 'SSH brute force',
    level: 'medium',
    tags: ['attack.credential_access', 'attack.t1110'],
    event_time: time,
    detected_at: time,
    host: 'web-1',
    source: '/var/log/auth.log',
    message,
    fields: { user: 'root', port: n },
    matched: [{ selection: 'selection', field: 'message', pattern: 'contains: Failed', value: message }],
    entities: [
      { type: 'ip', value: `203.0.113.${n % 250}` },
      { type: 'user', value: 'root' },
    ],
    evidence: [{ id: `record-${n}`, topic: TOPIC, partition: 0, offset: n, encoding: 'utf8', raw: message }],
    ...changes,
  }
}

export function makeBatch(changes: Partial<BatchResult> = {}): BatchResult {
  return {
    topic: TOPIC,
    partition: 0,
    expected_offset: 0,
    next_offset: 10,
    alerts: [],
    events: 10,
    parse_failures: 0,
    dead_letters: 0,
    ...changes,
  }
}

/** Commits alerts on a partition of their own. */
let partitions = 0
export async function insert(store: Store, ...alerts: Alert[]): Promise<number> {
  partitions += 1
  const { inserted } = await store.commitBatch(
    makeBatch({ topic: 'fixtures', partition: partitions, alerts }),
  )
  return inserted
}

export const listQuery = (query: object = {}) => alertListQuerySchema.parse(query)
export const statsQuery = (query: object = {}) => statsQuerySchema.parse(query)
export const filter = (query: object = {}) => alertFilterSchema.parse(query)

/** The ids of all pages of a list. */
export async function allIds(store: Store, query: object = {}): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await store.listAlerts(listQuery({ ...query, cursor }))
    ids.push(...page.items.map(item => item.id))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return ids
}

export const idOf = (n: number) => makeAlert(n).id
