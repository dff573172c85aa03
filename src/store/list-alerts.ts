import { type Kysely, sql } from 'kysely'
import type { StoredAlert } from '../schema/alert.ts'
import type { AlertFilter, AlertListQuery, AlertPage, ListedAlert } from '../schema/http.ts'
import { matching, timeColumn } from './alert-filter.ts'
import { LISTED_COLUMNS, listedAlert, storedAlert, WHOLE_COLUMNS } from './alert-row.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Database } from './database.ts'
import type { Preview } from './preview.ts'
import { storableText } from './storable.ts'

/**
 * A page, newest first by the time that the filter goes by. The cursor is a position in the order and not a count, so
 * that alerts which arrive between two pages move nothing.
 */
export async function listAlerts(db: Kysely<Database>, query: AlertListQuery): Promise<AlertPage> {
  const { cursor, limit, ...filter } = query
  const after = cursor === undefined ? undefined : decodeCursor(cursor, filter)
  const time = timeColumn(filter)
  let page = listed(db, filter)
    .orderBy(time, 'desc')
    .orderBy('seq', 'desc')
    .limit(limit + 1)
  if (after) {
    page = page.where(sql<boolean>`(${sql.ref(time)}, seq) < (${new Date(after.time_ms)}, ${after.seq})`)
  }
  const rows = await page.execute()
  const items = rows.slice(0, limit).map(listedAlert)
  const last = items.at(-1)
  const next =
    rows.length > limit && last && encodeCursor({ seq: last.seq, time_ms: Date.parse(last[time]) }, filter)
  return { items, next: next || null }
}

/** Alerts with a `seq` greater than `after`, oldest first. */
export async function alertsAfter(
  db: Kysely<Database>,
  after: number,
  filter: AlertFilter,
  limit: number,
): Promise<ListedAlert[]> {
  const rows = await listed(db, filter).where('seq', '>', after).orderBy('seq').limit(limit).execute()
  return rows.map(listedAlert)
}

/** The highest `seq` so far; 0 if there is no alert. */
export async function lastSeq(db: Kysely<Database>): Promise<number> {
  const row = await db.selectFrom('alerts').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return Number(row?.seq ?? 0)
}

/** One alert, whole; where it was merged into another, that one. */
export async function findAlert(db: Kysely<Database>, id: string): Promise<StoredAlert | undefined> {
  const wanted = storableText(id)
  const row = await db.selectFrom('alerts').select(WHOLE_COLUMNS).where('id', '=', wanted).executeTakeFirst()
  if (row) return storedAlert(row)
  const merged = await sql<{ id: string }>`
    with recursive way (id) as (
      select merged_into from merged_alerts where id = ${wanted}
      union select merged_into from merged_alerts join way using (id)
    ) select id from way join alerts using (id) limit 1`.execute(db)
  const [into] = merged.rows
  return into && findAlert(db, into.id)
}

/** The columns that can be long are read only where the alert has no preview. */
function listed(db: Kysely<Database>, filter: AlertFilter) {
  return db
    .selectFrom('alerts')
    .select(LISTED_COLUMNS)
    .select(
      sql<Preview | null>`case when preview is null then json_build_object(
        'rule_title', rule_title, 'tags', tags, 'host', host, 'source', source, 'message', message,
        'entities', entities, 'matched', matched, 'evidence', evidence, 'fields', fields) end`.as('whole'),
    )
    .where(matching(filter))
}
