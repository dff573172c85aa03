import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { DATABASE_TEMPLATE } from '../services/database-template.ts'
import { allIds, makeAlert, makeBatch, TOPIC } from './contract/harness.ts'
import { createPgliteStore } from './pglite.ts'

const program = join(import.meta.dirname, 'contract', 'commit-until-killed.ts')

describe('the folder of the embedded store', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-sentinel-pglite-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  /** Runs the program until it has acknowledged some offsets, kills it, and gives the last one. */
  async function commitAndKill(acknowledgements: number): Promise<number> {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    let last = 0
    let seen = 0
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line)
      seen += 1
      if (seen === acknowledgements) child.kill('SIGKILL')
    }
    assert.deepEqual(await exited, [null, 'SIGKILL'])
    return last
  }

  test('what was acknowledged survives kill -9, and one process at a time owns the folder', async () => {
    for (const acknowledgements of [1, 14, 33]) {
      const last = await commitAndKill(acknowledgements)
      const store = await createPgliteStore({ folder })
      await store.migrate()
      const offset = (await store.nextOffsets(TOPIC, [0])).get(0) ?? 0
      assert.ok(offset === last || offset === last + 1, `acknowledged ${last}, found ${offset}`)
      const [progress] = await store.progress()
      assert.equal(progress?.events, offset)
      assert.equal(progress?.alerts, offset * 3)
      assert.equal(new Set(await allIds(store, { limit: 500 })).size, offset * 3)
      await assert.rejects(createPgliteStore({ folder }), { code: 'DATA_IN_USE' })
      const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
      let stderr = ''
      child.stderr.on('data', chunk => {
        stderr += chunk
      })
      assert.deepEqual(await once(child, 'close'), [1, null])
      assert.match(stderr, /another process that owns the folder/)
      await store.close()
    }
  })

  test('a closed store is unavailable, and closing twice is no error', async () => {
    const store = await createPgliteStore({ folder })
    await Promise.all([store.close(), store.close()])
    await assert.rejects(store.ping(), { code: 'DATABASE_UNAVAILABLE' })
    await assert.rejects(store.commitBatch(makeBatch()), { code: 'DATABASE_UNAVAILABLE' })
    await (await createPgliteStore({ folder })).close()
  })

  test('a folder with other files, or a damaged database, is refused and left as it is', async () => {
    const strange = join(folder, 'strange', 'postgres')
    await mkdir(strange, { recursive: true })
    await writeFile(join(strange, 'notes.txt'), 'mine')
    await assert.rejects(createPgliteStore({ folder: join(folder, 'strange') }), { code: 'DATA_CORRUPT' })
    assert.deepEqual(await readdir(strange), ['notes.txt'])

    await writeFile(join(folder, 'postgres', 'global', 'pg_control'), 'damaged')
    await assert.rejects(createPgliteStore({ folder }), { code: 'DATA_CORRUPT' })
    await assert.rejects(createPgliteStore({ folder }), { code: 'DATA_CORRUPT' })
  })

  test('a folder that can not be made is unreadable', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await assert.rejects(createPgliteStore({ folder: join(file, 'below') }), { code: 'FILE_UNREADABLE' })
  })

  test('a database that was left half made is made anew, from a template if there is one', async () => {
    const half = join(folder, 'half')
    await mkdir(join(half, 'postgres'), { recursive: true })
    await writeFile(join(half, 'postgres', 'PG_VERSION'), '18')
    await writeFile(join(half, 'postgres.unfinished'), '')
    const store = await createPgliteStore({ folder: half, template: DATABASE_TEMPLATE })
    await store.migrate()
    assert.deepEqual(await store.commitBatch(makeBatch({ alerts: [makeAlert(1)] })), { inserted: 1 })
    await store.close()
  })
})
