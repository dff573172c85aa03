import assert from 'node:assert/strict'
import fs from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { makeAlert, makeBatch } from './contract/harness.ts'
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

async function newStore(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'log-sentinel-pglite-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const store = await createPgliteStore({ folder })
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
