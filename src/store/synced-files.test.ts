import assert from 'node:assert/strict'
import fs from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { DATABASE_TEMPLATE } from '../services/database-template.ts'
import { allIds, idOf, listQuery, makeAlert, makeBatch, TOPIC } from './contract/harness.ts'
import { createPgliteStore } from './pglite.ts'

/** The inodes of the files that are synced from now on. */
function watchSyncs(context: TestContext): Set<number> {
  const synced = new Set<number>()
  const fsync = fs.fsyncSync
  const mocked = context.mock.method(fs, 'fsyncSync', (file: number) => {
    fsync(file)
    synced.add(fs.fstatSync(file).ino)
  })
  syncBuiltinESMExports()
  context.after(() => {
    mocked.mock.restore()
    syncBuiltinESMExports()
  })
  return synced
}

async function newStore(context: TestContext, clock: Clock = systemClock) {
  const folder = await mkdtemp(join(tmpdir(), 'log-sentinel-pglite-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const store = await createPgliteStore({ folder, template: DATABASE_TEMPLATE, clock })
  context.after(() => store.close().catch(() => {}))
  await store.migrate()
  return { folder, store }
}

test('a commit has reached the disk when it returns, and a checkpoint the tables', async context => {
  const synced = watchSyncs(context)
  const { folder, store } = await newStore(context)
  const files = join(folder, 'postgres')
  const inodes = async (...path: string[]) => {
    const names = await readdir(join(files, ...path))
    return names.map(name => fs.statSync(join(files, ...path, name)).ino)
  }
  synced.clear()
  await store.commitBatch(makeBatch({ alerts: [makeAlert(1)] }))
  const log = await inodes('pg_wal')
  assert.ok(
    log.some(inode => synced.has(inode)),
    'the write-ahead log was not synced',
  )
  synced.clear()
  await store.commitBatch(makeBatch({ expected_offset: 10, next_offset: 11 }))
  assert.ok(
    log.some(inode => synced.has(inode)),
    'an offset without alerts was not synced',
  )

  await store.pglite.exec('checkpoint')
  const [row] = (await store.pglite.query<{ path: string }>(`select pg_relation_filepath('alerts') as path`))
    .rows
  assert.ok(row && synced.has(fs.statSync(join(files, row.path)).ino), 'the table was not synced')
})

/** Lets the files of every database refuse what is synced, until it is taken back. */
function breakDisk(context: TestContext, code: string): () => void {
  const mocked = context.mock.method(fs, 'fsyncSync', () => {
    throw Object.assign(new Error(`${code}: fsync`), { code })
  })
  syncBuiltinESMExports()
  const mend = () => {
    mocked.mock.restore()
    syncBuiltinESMExports()
  }
  context.after(mend)
  return mend
}

for (const code of ['ENOSPC', 'EIO']) {
  test(`after ${code} nothing is taken for committed that is not, and it goes on when the disk does`, async context => {
    let now = 0
    const { store } = await newStore(context, { now: () => now, sleep: systemClock.sleep })
    await store.commitBatch(makeBatch({ alerts: [makeAlert(1)] }))
    const mend = breakDisk(context, code)
    const next = makeBatch({ expected_offset: 10, next_offset: 20, alerts: [makeAlert(2)] })
    for (let attempt = 0; attempt < 3; attempt++) {
      now += 60_000
      await assert.rejects(store.commitBatch(next), { code: 'DATABASE_UNAVAILABLE' })
      await assert.rejects(store.listAlerts(listQuery()), { code: 'DATABASE_UNAVAILABLE' })
    }
    mend()
    now += 60_000
    // The commit that met the failure may have come through: then it is there as a whole.
    const offset = (await store.nextOffsets(TOPIC, [0])).get(0)
    assert.ok(offset === 10 || offset === 20)
    if (offset === 10) await store.commitBatch(next)
    assert.deepEqual((await allIds(store)).sort(), [idOf(1), idOf(2)].sort())
  })
}
