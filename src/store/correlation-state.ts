import { type Kysely, sql } from 'kysely'
import type { TimelineEvent } from '../schema/alert.ts'
import type { Database } from './database.ts'
import { chunks } from './json-chunks.ts'
import type { StoredGroup, WantedEvents } from './store.ts'

/** What correlators read back of what they committed. */

export async function correlationClock(db: Kysely<Database>, partition: number): Promise<string | null> {
  const row = await db
    .selectFrom('correlation_clocks')
    .select('state')
    .where('partition', '=', partition)
    .executeTakeFirst()
  return row?.state ?? null
}

/** A page of groups with their entries. */
export async function correlationGroups(
  db: Kysely<Database>,
  partition: number,
  after: string,
  limit: number,
): Promise<StoredGroup[]> {
  const result = await sql<{ group_id: string; state: string; entries: string[] }>`
    select page.group_id, page.state, coalesce(kept.entries, '{}') as entries
    from (
      select group_id, state from correlation_groups
      where partition = ${partition}::int and group_id > ${after} order by group_id limit ${limit}
    ) as page
    left join lateral (
      select array_agg(entry) as entries from correlation_entries
      where correlation_entries.partition = ${partition}::int and correlation_entries.group_id = page.group_id
    ) as kept on true
    order by page.group_id`.execute(db)
  return result.rows
}

/** What is known of events, from entries that are still needed and from alerts that tell of them already. */
export async function timelineEvents(
  db: Kysely<Database>,
  { partition, entries, alerts }: WantedEvents,
): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = []
  for (const chunk of chunks(entries.map(entry => JSON.stringify(entry)))) {
    const result = await sql<{ event: TimelineEvent }>`
      select event::json as event from correlation_entries
      join json_to_recordset(${chunk}::text::json) as row (group_id text, entry_id text)
        using (group_id, entry_id)
      where partition = ${partition}::int`.execute(db)
    for (const { event } of result.rows) events.push(event)
  }
  for (const chunk of chunks(alerts.map(id => JSON.stringify(id)))) {
    const result = await sql<{ timeline: TimelineEvent[] }>`
      select timeline from alerts where timeline is not null
        and id in (select json_array_elements_text(${chunk}::text::json))`.execute(db)
    for (const { timeline } of result.rows) events.push(...timeline)
  }
  return events
}
