import { type QueryExecutorProvider, sql } from 'kysely'

/**
 * What correlators remember, written in the same transactions as their alerts and offsets: live groups only. An entry
 * is written once and deleted once, so that a flooded group costs no more than what is added to it. State is JSON in
 * columns of text, because jsonb holds neither NUL nor lone surrogates, and a value that came back changed would be
 * another value.
 */
export async function createCorrelations(db: QueryExecutorProvider): Promise<void> {
  await sql`alter table alerts add column correlation jsonb, add column timeline jsonb`.execute(db)
  await sql`
    create table correlation_clocks (
      partition int primary key,
      state text not null
    )`.execute(db)
  await sql`
    create table correlation_groups (
      partition int not null,
      group_id text not null,
      state text not null,
      primary key (partition, group_id)
    )`.execute(db)
  await sql`
    create table correlation_entries (
      partition int not null,
      group_id text not null,
      entry_id text not null,
      entry text not null,
      event text not null,
      primary key (partition, group_id, entry_id),
      foreign key (partition, group_id) references correlation_groups on delete cascade
    )`.execute(db)
  await sql`
    create table merged_alerts (
      id text primary key,
      merged_into text not null,
      merged_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index merged_alerts_merged_at on merged_alerts (merged_at)`.execute(db)
  await sql`create index merged_alerts_merged_into on merged_alerts (merged_into)`.execute(db)
}
