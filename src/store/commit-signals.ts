import { type Kysely, sql, type Transaction } from 'kysely'
import { advance, announceAlerts, countAlerts } from './advance.ts'
import { rowJson } from './alert-row.ts'
import type { Database } from './database.ts'
import { chunks } from './json-chunks.ts'
import { INSERT_LOCK } from './locks.ts'
import type { GroupUpdate, SignalBatchResult } from './store.ts'

/** Writes what came of a batch of signals and the partition's next offset, in one transaction. */
export async function commitSignals(
  db: Kysely<Database>,
  batch: SignalBatchResult,
): Promise<{ inserted: number }> {
  const rows = batch.alerts.map(rowJson)
  return db.transaction().execute(async tx => {
    await advance(tx, { ...batch, parse_failures: 0 })
    await writeGroups(tx, batch.partition, batch.groups)
    await tx
      .insertInto('correlation_clocks')
      .values({ partition: batch.partition, state: batch.clock })
      .onConflict(conflict => conflict.column('partition').doUpdateSet({ state: batch.clock }))
      .execute()
    if (rows.length === 0 && batch.merged.length === 0) return { inserted: 0 }
    const inserted = await writeAlerts(tx, rows, batch.merged)
    if (inserted > 0) await countAlerts(tx, batch, inserted)
    await announceAlerts(tx)
    return { inserted }
  })
}

async function writeGroups(
  tx: Transaction<Database>,
  partition: number,
  groups: readonly GroupUpdate[],
): Promise<void> {
  const gone = groups.filter(({ is_reset }) => is_reset).map(({ group_id }) => group_id)
  await deleteGroups(tx, partition, gone)
  const kept = groups.filter(({ state }) => state !== null)
  for (const chunk of chunks(kept.map(({ group_id, state }) => JSON.stringify({ group_id, state }))))
    await sql`
      insert into correlation_groups (partition, group_id, state)
      select ${partition}::int, group_id, state
      from json_to_recordset(${chunk}::text::json) as row (group_id text, state text)
      on conflict (partition, group_id) do update set state = excluded.state`.execute(tx)
  const removed = kept.flatMap(({ group_id, removed }) =>
    removed.map(entry_id => JSON.stringify({ group_id, entry_id })),
  )
  for (const chunk of chunks(removed))
    await sql`
      delete from correlation_entries using json_to_recordset(${chunk}::text::json)
        as row (group_id text, entry_id text)
      where correlation_entries.partition = ${partition}::int
        and correlation_entries.group_id = row.group_id and correlation_entries.entry_id = row.entry_id`.execute(
      tx,
    )
  const added = kept.flatMap(({ group_id, added }) =>
    added.map(entry => JSON.stringify({ group_id, ...entry })),
  )
  for (const chunk of chunks(added))
    await sql`
      insert into correlation_entries (partition, group_id, entry_id, entry, event)
      select ${partition}::int, group_id, entry_id, entry, event
      from json_to_recordset(${chunk}::text::json) as row (group_id text, entry_id text, entry text, event text)
      on conflict (partition, group_id, entry_id) do nothing`.execute(tx)
}

/** Entries go with their groups. */
export async function deleteGroups(
  db: Kysely<Database>,
  partition: number,
  group_ids: readonly string[],
): Promise<void> {
  for (const chunk of chunks(group_ids.map(id => JSON.stringify(id))))
    await sql`
      delete from correlation_groups where partition = ${partition}::int
        and group_id in (select json_array_elements_text(${chunk}::text::json))`.execute(db)
}

/**
 * Writes alerts, in place of those of the same id, and returns how many are new. A new `seq` makes streams tell of
 * them again, under the lock that `commit-batches.ts` tells of. When an alert was first detected stays.
 */
async function writeAlerts(
  tx: Transaction<Database>,
  rows: readonly string[],
  merged: SignalBatchResult['merged'],
): Promise<number> {
  await sql`select pg_advisory_xact_lock(${INSERT_LOCK})`.execute(tx)
  for (const chunk of chunks(merged.map(one => JSON.stringify(one)))) {
    await sql`
      delete from alerts where id in
        (select row ->> 'id' from json_array_elements(${chunk}::text::json) as row)`.execute(tx)
    await sql`
      insert into merged_alerts (id, merged_into)
      select id, merged_into from json_to_recordset(${chunk}::text::json) as row (id text, merged_into text)
      on conflict (id) do update set merged_into = excluded.merged_into`.execute(tx)
  }
  let inserted = 0
  for (const chunk of chunks(rows)) {
    // What was merged into another may turn out to be a story of its own after all.
    await sql`
      delete from merged_alerts where id in
        (select row ->> 'id' from json_array_elements(${chunk}::text::json) as row)`.execute(tx)
    const result = await sql<{ is_new: boolean }>`
      insert into alerts (id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message,
        fields, matched, entities, evidence, keys, search, preview, timeline, correlation)
      select id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message,
        fields, matched, entities, evidence, keys, search, preview, timeline,
        jsonb_set(correlation, '{absorbed}', coalesce(
          (select jsonb_agg(merged_alerts.id order by merged_alerts.id) from merged_alerts
            where merged_alerts.merged_into = row.id), '[]'))
      from json_to_recordset(${chunk}::text::json) as row (id text, rule_id text, rule_title text, level text,
        tags text[], event_time timestamptz, detected_at timestamptz, host text, source text, message text,
        fields jsonb, matched jsonb, entities jsonb, evidence jsonb, keys text[], search text, preview jsonb,
        correlation jsonb, timeline jsonb)
      on conflict (id) do update set seq = default, rule_title = excluded.rule_title, level = excluded.level,
        tags = excluded.tags, event_time = excluded.event_time, host = excluded.host, source = excluded.source,
        message = excluded.message, fields = excluded.fields, matched = excluded.matched,
        entities = excluded.entities, evidence = excluded.evidence, keys = excluded.keys,
        search = excluded.search, preview = excluded.preview, correlation = excluded.correlation,
        timeline = excluded.timeline
      returning (xmax = 0) as is_new`.execute(tx)
    inserted += result.rows.filter(({ is_new }) => is_new).length
  }
  return inserted
}
