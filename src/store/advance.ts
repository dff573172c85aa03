import { type Kysely, sql, type Transaction } from 'kysely'
import { SentinelError } from '../errors.ts'
import { rowJson } from './alert-row.ts'
import type { Database } from './database.ts'
import { chunks } from './json-chunks.ts'
import { INSERT_LOCK } from './locks.ts'
import type { BatchResult } from './store.ts'

/** The channel that hears of new alerts. */
export const ALERTS_CHANNEL = 'sentinel_alerts'

/** Writes what a batch produced and the partition's next offset, in one transaction. */
export async function commitBatch(db: Kysely<Database>, batch: BatchResult): Promise<{ inserted: number }> {
  // Most batches raise no alert: then the one statement that moves the offset is the whole transaction.
  if (batch.alerts.length === 0) {
    await advance(db, batch)
    return { inserted: 0 }
  }
  const rows = batch.alerts.map(rowJson)
  return db.transaction().execute(async tx => {
    await advance(tx, batch)
    const inserted = await insertAlerts(tx, rows)
    if (inserted > 0) {
      await countAlerts(tx, batch, inserted)
      await announceAlerts(tx)
    }
    return { inserted }
  })
}

type Place = Pick<BatchResult, 'topic' | 'partition'>

export async function countAlerts(tx: Transaction<Database>, place: Place, inserted: number): Promise<void> {
  await tx
    .updateTable('partition_progress')
    .set(progress => ({ alerts: progress('alerts', '+', inserted) }))
    .where('topic', '=', place.topic)
    .where('partition', '=', place.partition)
    .execute()
}

export async function announceAlerts(tx: Transaction<Database>): Promise<void> {
  await sql`select pg_notify(${ALERTS_CHANNEL}, '')`.execute(tx)
}

/**
 * Moves the partition's offset from the expected one, which is the fence: whoever believes in another offset is not
 * (or no longer) the partition's owner. The update locks the row until the transaction ends.
 */
export async function advance(db: Kysely<Database>, batch: Omit<BatchResult, 'alerts'>): Promise<void> {
  const { topic, partition, expected_offset, next_offset, events, parse_failures, dead_letters } = batch
  const moved = await db
    .updateTable('partition_progress')
    .set(progress => ({
      next_offset,
      events: progress('events', '+', events),
      parse_failures: progress('parse_failures', '+', parse_failures),
      dead_letters: progress('dead_letters', '+', dead_letters),
      updated_at: sql<Date>`now()`,
    }))
    .where('topic', '=', topic)
    .where('partition', '=', partition)
    .where('next_offset', '=', expected_offset)
    .executeTakeFirst()
  if (moved.numUpdatedRows > 0n) return
  if (expected_offset === 0 && (await start(db, batch))) return
  throw new SentinelError('FENCED', {
    where: `partition ${partition} of ${topic}`,
    found: `an offset other than ${expected_offset} in the database`,
    expected: 'the offset that this detector committed last',
    remedy: 'Read the offset from the database again before going on with the partition.',
  })
}

/** Writes the first row of a partition. False if another detector was faster: the insert waits for its transaction. */
async function start(db: Kysely<Database>, batch: Omit<BatchResult, 'alerts'>): Promise<boolean> {
  const { topic, partition, next_offset, events, parse_failures, dead_letters } = batch
  const started = await db
    .insertInto('partition_progress')
    .values({
      topic,
      partition,
      next_offset,
      events,
      alerts: 0,
      parse_failures,
      dead_letters,
      updated_at: sql<Date>`now()`,
    })
    .onConflict(conflict => conflict.columns(['topic', 'partition']).doNothing())
    .executeTakeFirst()
  return (started.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/**
 * Inserts rows that are not there yet; returns how many.
 *
 * The lock makes `seq` grow in the order in which alerts become visible. Without it a transaction could draw a low
 * `seq`, commit after another with a higher one, and a reader that goes on after the highest `seq` it saw would
 * never see those alerts. It is held until the commit is visible, taken last, and only by batches that have alerts.
 */
async function insertAlerts(tx: Transaction<Database>, rows: readonly string[]): Promise<number> {
  await sql`select pg_advisory_xact_lock(${INSERT_LOCK})`.execute(tx)
  let inserted = 0n
  for (const chunk of chunks(rows)) {
    const result = await sql`
      insert into alerts (id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message,
        fields, matched, entities, evidence, keys, search, preview)
      select id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message,
        fields, matched, entities, evidence, keys, search, preview
      from json_to_recordset(${chunk}::text::json) as row (id text, rule_id text, rule_title text, level text,
        tags text[], event_time timestamptz, detected_at timestamptz, host text, source text, message text,
        fields jsonb, matched jsonb, entities jsonb, evidence jsonb, keys text[], search text, preview jsonb)
      on conflict (id) do nothing`.execute(tx)
    inserted += result.numAffectedRows ?? 0n
  }
  return Number(inserted)
}
