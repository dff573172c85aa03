import { type Kysely, type QueryExecutorProvider, sql } from 'kysely'
import { SentinelError } from '../errors.ts'
import type { Database } from './database.ts'
import { MIGRATION_LOCK } from './locks.ts'
import { createAlerts } from './migrations/0001-alerts.ts'
import { createCorrelations } from './migrations/0002-correlations.ts'

/** In order: the version of a database is the number of these that it has been through. Only ever append. */
const MIGRATIONS: readonly ((db: QueryExecutorProvider) => Promise<void>)[] = [
  createAlerts,
  createCorrelations,
]

/**
 * Brings the schema up to this version. Each step is a transaction under a lock, so that services which start at
 * the same time, or die in the middle, do no harm. DATA_TOO_NEW if a newer version has been here.
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  while (await step(db));
  await indexSearchText(db)
}

/** Applies the next migration; false if there is none. */
function step(db: Kysely<Database>): Promise<boolean> {
  return db.transaction().execute(async tx => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx)
    await sql`
      create table if not exists schema_versions (
        version int primary key,
        applied_at timestamptz not null default now()
      )`.execute(tx)
    const { version } = await tx
      .selectFrom('schema_versions')
      .select(versions => versions.fn.coalesce(versions.fn.max('version'), sql<number>`0`).as('version'))
      .executeTakeFirstOrThrow()
    if (version > MIGRATIONS.length) throw tooNew(version)
    const migration = MIGRATIONS[version]
    if (!migration) return false
    await migration(tx)
    await tx
      .insertInto('schema_versions')
      .values({ version: version + 1 })
      .execute()
    return true
  })
}

const tooNew = (version: number) =>
  new SentinelError('DATA_TOO_NEW', {
    where: 'the database',
    found: `schema version ${version}`,
    expected: `at most version ${MIGRATIONS.length}`,
    remedy: 'Start the version of Log Sentinel that was used last, or a newer one.',
  })

/**
 * The text filter is fast with trigrams, an extension that the owner of a database may create since PostgreSQL 13.
 * Where it is not installed or not allowed, the filter reads more rows instead: tried again at each start.
 */
async function indexSearchText(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async tx => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx)
    await sql`
      do $$ begin
        create extension if not exists pg_trgm;
        create index if not exists alerts_search on alerts using gin (search gin_trgm_ops);
      exception when insufficient_privilege or undefined_file or feature_not_supported or undefined_object then
        raise notice 'without pg_trgm the text filter has no index: %', sqlerrm;
      end $$`.execute(tx)
  })
}
