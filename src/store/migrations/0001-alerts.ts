import { type QueryExecutorProvider, sql } from 'kysely'

/**
 * Alerts and the partitions' progress. The columns up to `evidence` are what programs outside read with plain SQL;
 * the rest serves the queries of `src/store`. The `_key` columns are bounded heads of text: an entry of an index must
 * stay below 2704 bytes, and hostnames come from logs.
 */
export async function createAlerts(db: QueryExecutorProvider): Promise<void> {
  await sql`
    create table alerts (
      id text primary key,
      rule_id text not null,
      rule_title text not null,
      level text not null check (level in ('informational', 'low', 'medium', 'high', 'critical')),
      tags text[] not null,
      event_time timestamptz not null,
      detected_at timestamptz not null,
      host text not null,
      source text not null,
      message text not null,
      fields jsonb not null,
      matched jsonb not null,
      entities jsonb not null,
      evidence jsonb not null,
      seq bigint not null generated always as identity unique,
      severity smallint not null generated always as (case level
        when 'informational' then 0 when 'low' then 1 when 'medium' then 2 when 'high' then 3 else 4 end) stored,
      rule_key text not null generated always as (left(rule_id, 500)) stored,
      host_key text not null generated always as (left(host, 500)) stored,
      source_key text not null generated always as (left(source, 500)) stored,
      keys text[] not null,
      search text not null,
      preview jsonb
    )`.execute(db)
  await sql`
    create table partition_progress (
      topic text not null,
      partition int not null,
      next_offset bigint not null,
      events bigint not null,
      alerts bigint not null,
      parse_failures bigint not null,
      dead_letters bigint not null,
      updated_at timestamptz not null,
      primary key (topic, partition)
    )`.execute(db)

  // The orders of the list, whole and within one value of each filter; counts read these indexes alone.
  await sql`create index alerts_detected_at on alerts (detected_at, seq)`.execute(db)
  await sql`create index alerts_event_time on alerts (event_time, seq)`.execute(db)
  for (const column of ['level', 'rule_key', 'host_key', 'source_key']) {
    for (const time of ['detected_at', 'event_time']) {
      const index = sql.id(`alerts_${column}_${time}`)
      await sql`create index ${index} on alerts (${sql.id(column)}, ${sql.id(time)}, seq)`.execute(db)
    }
  }
  await sql`create index alerts_keys on alerts using gin (keys)`.execute(db)
}
