import { after, before, describe } from 'node:test'
import pg from 'pg'
import { sharedPostgres } from '../../test/helpers/postgres.ts'
import type { StoreHarness } from './contract/harness.ts'
import { createPostgresStore } from './postgres.ts'
import { storeContract } from './store.contract.ts'

describe('the store on PostgreSQL', () => {
  let harness: StoreHarness
  let close: () => Promise<void>

  before(async () => {
    const server = await sharedPostgres()
    const url = await server.createDatabase()
    const store = createPostgresStore({ url })
    const other = createPostgresStore({ url })
    const admin = new pg.Pool({ connectionString: url, max: 1 })
    await store.migrate()
    harness = { store, other, sql: async (text, parameters) => (await admin.query(text, parameters)).rows }
    close = async () => {
      await Promise.all([store.close(), other.close(), admin.end()])
      await server.stop()
    }
  })
  after(() => close())

  storeContract(() => harness)
})
