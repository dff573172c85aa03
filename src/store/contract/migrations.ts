import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { insert, makeAlert, type StoreHarness } from './harness.ts'

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
      await sql(
        `drop table alerts, partition_progress, schema_versions, correlation_clocks, correlation_groups,
          correlation_entries, merged_alerts`,
      )
      await Promise.all([store.migrate(), other.migrate(), store.migrate(), other.migrate()])
      assert.equal(await insert(store, makeAlert(1)), 1)
    })

    test('refuses a database that a newer version has changed', async () => {
      const { store, sql } = h()
      await sql('insert into schema_versions (version) values (999)')
      await assert.rejects(store.migrate(), { code: 'DATA_TOO_NEW' })
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
