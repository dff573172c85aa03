/** The partition's offset and counters in a transaction that writes more than them. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { SentinelError } from '../errors.ts'
import type { Database } from './database.ts'
import type { BatchResult } from './store.ts'

/** The channel that hears of new alerts. */
export const ALERTS_CHANNEL = 'sentinel_alerts'

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
  throw fenced(batch)
}

export const fenced = ({ topic, partition, expected_offset }: Omit<BatchResult, 'alerts'>) =>
  new SentinelError('FENCED', {
    where: `partition ${partition} of ${topic}`,
    found: `an offset other than ${expected_offset} in the database`,
    expected: 'the offset that this detector committed last',
    remedy: 'Read the offset from the database again before going on with the partition.',
  })

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
