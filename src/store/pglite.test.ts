import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { StoreHarness } from './contract/harness.ts'
import { createPgliteStore, type PgliteStore } from './pglite.ts'
import { storeContract } from './store.contract.ts'

describe('the store on PGlite', () => {
  let folder: string
  let store: PgliteStore
  let harness: StoreHarness

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-sentinel-pglite-'))
    store = await createPgliteStore({ folder })
    await store.migrate()
    const { pglite } = store
    harness = {
      store,
      other: store,
      sql: async (text, parameters) => (await pglite.query<Record<string, unknown>>(text, parameters)).rows,
    }
  })
  after(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })

  storeContract(() => harness)
})
