import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'

const CHUNK_ROWS = 5000

/**
 * Deletes alerts detected before `before_ms`, in transactions short enough to stand in nobody's way. Returns how many.
 */
export async function prune(db: Kysely<Database>, before_ms: number): Promise<number> {
  await db
    .deleteFrom('merged_alerts')
    .where('merged_at', '<', sql<Date>`to_timestamp(${before_ms / 1000})`)
    .execute()
  let deleted = 0
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('alerts')
      .where('seq', 'in', alerts =>
        alerts
          .selectFrom('alerts')
          .select('seq')
          .where('detected_at', '<', sql<Date>`to_timestamp(${before_ms / 1000})`)
          .orderBy('detected_at')
          .limit(CHUNK_ROWS),
      )
      .executeTakeFirst()
    deleted += Number(numDeletedRows)
    if (numDeletedRows < BigInt(CHUNK_ROWS)) return deleted
  }
}
