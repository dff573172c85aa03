import type { Kysely } from 'kysely'
import type { PartitionProgress } from '../schema/http.ts'
import type { Database } from './database.ts'

/** Where detection goes on; a partition that was never detected on is left out. */
export async function nextOffsets(
  db: Kysely<Database>,
  topic: string,
  partitions: readonly number[],
): Promise<Map<number, number>> {
  if (partitions.length === 0) return new Map()
  const rows = await db
    .selectFrom('partition_progress')
    .select(['partition', 'next_offset'])
    .where('topic', '=', topic)
    .where('partition', 'in', partitions)
    .execute()
  return new Map(rows.map(row => [row.partition, Number(row.next_offset)]))
}

/** All partitions by topic and number. */
export async function progress(db: Kysely<Database>): Promise<PartitionProgress[]> {
  const rows = await db
    .selectFrom('partition_progress')
    .selectAll()
    .orderBy('topic')
    .orderBy('partition')
    .execute()
  return rows.map(row => ({
    topic: row.topic,
    partition: row.partition,
    next_offset: Number(row.next_offset),
    events: Number(row.events),
    alerts: Number(row.alerts),
    parse_failures: Number(row.parse_failures),
    dead_letters: Number(row.dead_letters),
    updated_at: row.updated_at.toISOString(),
  }))
}
