import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import { isSentinelError } from '../../errors.ts'
import { createAlerts } from '../migrations/0001-alerts.ts'
import { allIds, insert, makeAlert, makeBatch, type StoreHarness, TOPIC } from './harness.ts'

const DROP_ALL = `drop table alerts, partition_progress, schema_versions, correlation_clocks, correlation_groups,
  correlation_entries, merged_alerts`

export function migrationContract(h: () => StoreHarness): void {
  describe('migrate', () => {
    test('changes nothing when it runs again, also at the same time as others', async () => {
      const { store, other, sql } = h()
      await insert(store, makeAlert(1))
      const before = await sql('select version from schema_versions')
      await Promise.all([store.migrate(), other.migrate(), store.migrate()])
      assert.deepEqual(await sql('select version from schema_versions'), before)
      assert.ok(await store.alert(makeAlert(1).id))
    })

    test('runs from an empty database while others do the same', async () => {
      const { store, other, sql } = h()
      await sql(DROP_ALL)
      await Promise.all([store.migrate(), other.migrate(), store.migrate(), other.migrate()])
      assert.equal(await insert(store, makeAlert(1)), 1)
    })

    test('a database of the first version keeps its alerts and offsets, and serves from then on', async () => {
      const { store, sql } = h()
      await sql(DROP_ALL)
      await createAlerts(kyselyOn(sql))
      await sql(
        'create table schema_versions (version int primary key, applied_at timestamptz default now())',
      )
      await sql('insert into schema_versions (version) values (1)')
      await sql(
        `insert into alerts (id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message,
            fields, matched, entities, evidence, keys, search)
          values ($1, 'rule', 'Rule', 'high', '{attack.t1110}', '2026-01-01', '2026-01-01', 'web-1', 'app.log', 'old',
            '{}', '[]', '[]', '[{"id":"r","topic":"t","partition":0,"offset":0,"encoding":"utf8","raw":"old"}]', '{}', 'old')`,
        [makeAlert(1).id],
      )
      await sql(`insert into partition_progress values ($1, 0, 10, 10, 1, 0, 0, now())`, [TOPIC])
      await store.migrate()
      assert.equal((await store.alert(makeAlert(1).id))?.message, 'old')
      assert.deepEqual(await store.nextOffsets(TOPIC, [0]), new Map([[0, 10]]))
      const batch = makeBatch({ expected_offset: 10, next_offset: 20, alerts: [makeAlert(1), makeAlert(2)] })
      assert.deepEqual(await store.commitBatch(batch), { inserted: 1 })
      assert.deepEqual(await allIds(store), [makeAlert(2).id, makeAlert(1).id])
    })

    test('refuses a database that a newer version has changed, and tells what to do', async () => {
      const { store, sql } = h()
      await sql('insert into schema_versions (version) values (999)')
      await assert.rejects(store.migrate(), error => {
        assert.ok(isSentinelError(error, 'DATA_TOO_NEW'))
        assert.match(error.details.found, /999/)
        assert.match(error.details.expected, /at most version \d/)
        assert.match(error.details.remedy ?? '', /newer/)
        return true
      })
      await sql('delete from schema_versions where version = 999')
      await store.migrate()
    })

    test('the text filter has its index', async () => {
      const indexes = await h().sql(`select 1 as found from pg_indexes where indexname = 'alerts_search'`)
      assert.deepEqual(indexes, [{ found: 1 }])
    })
  })

  test('ping resolves', () => h().store.ping())
}

/** Runs a migration by itself, through the harness. */
function kyselyOn(sql: StoreHarness['sql']): Kysely<unknown> {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery) {
      await sql(query.sql, [...query.parameters])
      const rows: R[] = []
      return { rows }
    },
    // biome-ignore lint/correctness/useYield: nothing is streamed here.
    async *streamQuery() {
      throw new Error('not streamed')
    },
  }
  const nothing = async () => {}
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: nothing,
    commitTransaction: nothing,
    rollbackTransaction: nothing,
    releaseConnection: nothing,
    destroy: nothing,
  }
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: db => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}
