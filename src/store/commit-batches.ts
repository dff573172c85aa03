/**
 * Writes what batches of several partitions produced and their next offsets, in one statement, which is a transaction
 * by itself: one way to the database and one wait for its disk, however many partitions a detector has.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { ALERTS_CHANNEL, announceAlerts, countAlerts } from './advance.ts'
import type { Database } from './database.ts'
import { chunks } from './json-chunks.ts'
import { INSERT_LOCK } from './locks.ts'
import type { BatchResult } from './store.ts'

/** A batch, with its alerts as `rowJson` writes them. */
export interface PreparedBatch extends Omit<BatchResult, 'alerts'> {
  readonly rows: readonly string[]
}

/**
 * For each batch how many alerts were not there yet, or null, and nothing written of it, where the partition's offset is
 * not the expected one. No two batches may be of one partition.
 */
export async function commitBatches(
  db: Kysely<Database>,
  batches: readonly PreparedBatch[],
): Promise<(number | null)[]> {
  const [batch] = batches
  const [first = null, ...more] = chunks(batches.flatMap(withPlaces))
  if (more.length === 0) return await commitOrStart(db, batches, first)
  if (batch && batches.length === 1) return [await commitChunks(db, batch, first, more)]
  const inserted: (number | null)[] = []
  for (const one of batches) inserted.push(...(await commitBatches(db, [one])))
  return inserted
}

/** Alerts that are too many for one statement. */
async function commitChunks(
  db: Kysely<Database>,
  batch: PreparedBatch,
  first: string | null,
  more: readonly string[],
): Promise<number | null> {
  return await db.transaction().execute(async tx => {
    const [begun = null] = await commitOrStart(tx, [batch], first)
    if (begun === null) return null
    let inserted = 0
    for (const chunk of more) {
      const result = await sql`with rows as (${rowsOf(chunk)}) ${insertFrom(sql`rows`)}`.execute(tx)
      inserted += Number(result.numAffectedRows ?? 0)
    }
    if (inserted > 0) {
      await countAlerts(tx, batch, inserted)
      await announceAlerts(tx)
    }
    return begun + inserted
  })
}

/** Partitions that have no row yet, which stands for the offset 0, get one and are tried again. */
async function commitOrStart(
  db: Kysely<Database>,
  batches: readonly PreparedBatch[],
  rows: string | null,
): Promise<(number | null)[]> {
  const inserted = await commit(db, batches, rows)
  const unknown = batches.filter((batch, at) => inserted[at] === null && batch.expected_offset === 0)
  if (unknown.length === 0) return inserted
  const start = async (tx: Kysely<Database>) => {
    const rows_of_none = unknown.map(({ topic, partition }) => ({
      ...{ topic, partition, next_offset: 0, events: 0, alerts: 0, parse_failures: 0, dead_letters: 0 },
      updated_at: sql<Date>`now()`,
    }))
    await tx
      .insertInto('partition_progress')
      .values(rows_of_none)
      .onConflict(conflict => conflict.columns(['topic', 'partition']).doNothing())
      .execute()
    return await commit(tx, unknown, rows)
  }
  const again = db.isTransaction ? await start(db) : await db.transaction().execute(start)
  return batches.map((batch, at) => inserted[at] ?? again[unknown.indexOf(batch)] ?? null)
}

/**
 * The fence is `held`: rows of partitions whose offset is the expected one, locked until the transaction ends. Whoever
 * believes in another offset is not (or no longer) the partition's owner, and has no row there.
 *
 * The lock `locked` makes `seq` grow in the order in which alerts become visible. Without it a transaction could draw a
 * low `seq`, commit after another with a higher one, and a reader that goes on after the highest `seq` it saw would
 * never see those alerts. It is held until the commit is visible, taken last, and only where there are alerts; `seq` is
 * drawn of rows that are joined to it.
 */
async function commit(
  db: Kysely<Database>,
  batches: readonly PreparedBatch[],
  rows: string | null,
): Promise<(number | null)[]> {
  const places = JSON.stringify(batches.map(({ rows: _, ...batch }) => batch))
  const held = sql`
    batch as materialized (
      select * from json_to_recordset(${places}::text::json) as batch (topic text, partition int,
        expected_offset bigint, next_offset bigint, events bigint, parse_failures bigint, dead_letters bigint)
    ), held as materialized (
      select topic, partition from partition_progress join batch using (topic, partition)
      where partition_progress.next_offset = expected_offset
      order by topic, partition for update of partition_progress
    )`
  const moved = (inserted: RawBuilder<unknown>, counted: RawBuilder<unknown>) => sql`
    moved as (
      update partition_progress as known set next_offset = batch.next_offset, events = known.events + batch.events,
        parse_failures = known.parse_failures + batch.parse_failures,
        dead_letters = known.dead_letters + batch.dead_letters,
        alerts = known.alerts + ${inserted}, updated_at = now()
      from batch join held using (topic, partition) ${counted}
      where known.topic = batch.topic and known.partition = batch.partition
      returning known.topic, known.partition, ${inserted} as inserted
    )`
  const statement =
    rows === null
      ? sql<Moved>`with ${held}, ${moved(sql`0`, sql``)} select * from moved`
      : sql<Moved>`
        with ${held}, rows as materialized (${rowsOf(rows)}),
        locked as materialized (select pg_advisory_xact_lock(${INSERT_LOCK}) from held limit 1),
        inserted as (
          ${insertFrom(sql`locked cross join rows join held on topic = place_topic and partition = place_partition`)}
          returning id
        ), counted as (
          select topic, partition, count(*) as inserted from inserted join (
            select distinct on (id) id, place_topic as topic, place_partition as partition from rows
          ) as first using (id) group by topic, partition
        ), ${moved(sql`coalesce(counted.inserted, 0)`, sql`left join counted using (topic, partition)`)}
        select moved.*, (select count(pg_notify(${ALERTS_CHANNEL}, '')) from (select from inserted limit 1) as one)
        from moved`
  const result = await statement.execute(db)
  return batches.map(({ topic, partition }) => {
    const row = result.rows.find(row => row.topic === topic && row.partition === partition)
    return row ? Number(row.inserted) : null
  })
}

interface Moved {
  topic: string
  partition: number
  inserted: number
}

const withPlaces = ({ topic, partition, rows }: PreparedBatch) =>
  rows.map(row => `[${JSON.stringify(topic)},${partition},${row}]`)

const rowsOf = (chunk: string) => sql`
  select place ->> 0 as place_topic, (place ->> 1)::int as place_partition, alert.*
  from json_array_elements(${chunk}::text::json) as place,
    json_to_record(place -> 2) as alert (id text, rule_id text, rule_title text, level text,
      tags text[], event_time timestamptz, detected_at timestamptz, host text, source text, message text,
      fields jsonb, matched jsonb, entities jsonb, evidence jsonb, keys text[], search text, preview jsonb)`

/** Inserts rows that are not there yet. */
const insertFrom = (from: RawBuilder<unknown>) => sql`
  insert into alerts (id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message,
    fields, matched, entities, evidence, keys, search, preview)
  select id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message,
    fields, matched, entities, evidence, keys, search, preview from ${from}
  on conflict (id) do nothing`
