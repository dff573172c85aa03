import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import pg from 'pg'
import { eventually } from '../../test/helpers/eventually.ts'
import { DATABASE_TEMPLATE } from '../services/database-template.ts'
import { insert, makeAlert, makeBatch } from './contract/harness.ts'
import { createPgliteStore, type PgliteStore } from './pglite.ts'
import { type SqlPort, serveSql } from './sql-port.ts'

const run = promisify(execFile)

/** psql of this machine, if it has one. */
function findPsql(): string | undefined {
  try {
    const program = join(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim(), 'psql')
    if (existsSync(program)) return program
    execFileSync('psql', ['--version'])
    return 'psql'
  } catch {
    return undefined
  }
}
const psql = findPsql()
const skip = psql ? false : 'this machine has no psql'

describe('the SQL port of the embedded store', () => {
  let folder: string
  let store: PgliteStore
  let port: SqlPort
  let n = 0

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-sentinel-sql-port-'))
    store = await createPgliteStore({ folder, template: DATABASE_TEMPLATE })
    await store.migrate()
    await insert(store, makeAlert(++n, { level: 'high' }), makeAlert(++n))
    port = await serveSql({ engine: () => store.pglite, port: 0, connections_max: 4 })
  })
  after(async () => {
    await port.close()
    await store.close()
    await rm(folder, { recursive: true })
  })

  async function client(): Promise<pg.Client> {
    const opened = new pg.Client({ host: '127.0.0.1', port: port.port, user: 'anyone', database: 'sentinel' })
    opened.on('error', () => {}) // Some tests have the server end the connection.
    await opened.connect()
    return opened
  }

  async function psqlRun(sql: string): Promise<string> {
    const url = `postgres://anyone@127.0.0.1:${port.port}/sentinel`
    const { stdout } = await run(psql ?? '', ['-X', '-At', '-c', sql, url])
    return stdout.trim()
  }

  test('psql reads alerts', { skip }, async () => {
    assert.equal(await psqlRun("select level from alerts where level = 'high'"), 'high')
    assert.match(await psqlRun('\\d alerts'), /event_time/)
    assert.equal(await psqlRun('copy (select 7) to stdout'), '7')
    await assert.rejects(psqlRun('select nonsense'), /column "nonsense" does not exist/)
    assert.deepEqual((await Promise.all(['1', '2', '3'].map(x => psqlRun(`select ${x}`)))).toSorted(), [
      '1',
      '2',
      '3',
    ])
  })

  test('a driver reads alerts with parameters and named statements, as several clients do', async () => {
    const clients = await Promise.all([client(), client()])
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        ...clients.map(async (one, index) => {
          // The same name for different statements: each client has its own.
          const { rows } = await one.query({
            name: 'count',
            text: `select $1::int + ${index} as x`,
            values: [round],
          })
          assert.deepEqual(rows, [{ x: round + index }])
          const alerts = await one.query('select level from alerts where id = $1', [makeAlert(1).id])
          assert.deepEqual(alerts.rows, [{ level: 'high' }])
        }),
        insert(store, makeAlert(++n)),
      ])
    }
    await Promise.all(clients.map(one => one.end()))
  })

  test('one client too many is told so', async () => {
    const clients = await Promise.all([client(), client(), client(), client()])
    await assert.rejects(client(), { code: '53300', severity: 'FATAL', message: /serves 4/ })
    if (psql) await assert.rejects(psqlRun('select 1'), /sorry, too many clients already/)
    await Promise.all(clients.map(one => one.end()))
    await eventually(async () => (await client()).end())
  })

  test('alerts are committed while clients come and go in the middle of transactions', async () => {
    const held = await client()
    await held.query('begin')
    await held.query('select count(*) from alerts')
    const inserting = insert(store, makeAlert(++n))
    const other = client().then(async one => {
      await one.query('begin')
      assert.deepEqual((await one.query('select 1 as x')).rows, [{ x: 1 }])
      await one.end()
    })
    await held.query('select 1')
    await held.end() // leaves its transaction open
    assert.equal(await inserting, 1)
    await other
  })

  test('a transaction that is left open is ended, and detection goes on', async () => {
    const idle = await client()
    const ended = new Promise(resolve => idle.once('end', resolve))
    await idle.query('begin')
    const inserted = await insert(store, makeAlert(++n))
    assert.equal(inserted, 1)
    await ended
    await assert.rejects(idle.query('select 1'))
  })

  test('writing asks for a word of its own, and a client keeps its settings', async () => {
    const [careful, bold] = await Promise.all([client(), client()])
    await assert.rejects(careful.query('delete from alerts'), { code: '25006' })
    await bold.query('set default_transaction_read_only = off')
    await bold.query("set timezone = 'Asia/Tokyo'")
    await bold.query('create table note (text text)')
    await bold.query("insert into note values ('kept')")
    await assert.rejects(careful.query('delete from note'), { code: '25006' })
    assert.deepEqual((await bold.query('show timezone')).rows, [{ TimeZone: 'Asia/Tokyo' }])
    assert.deepEqual((await careful.query('show timezone')).rows, [{ TimeZone: 'UTC' }])
    assert.equal((await bold.query('delete from note')).rowCount, 1)
    await Promise.all([careful.end(), bold.end()])
  })

  test('what a client does to its session does not reach the store', async () => {
    const one = await client()
    const spoilers = [
      'set default_transaction_read_only = off',
      'set search_path = pg_catalog',
      'create temp table alerts (nothing int)',
      'select pg_advisory_lock(7236502)',
      "set datestyle = 'German'",
      'set default_transaction_read_only = on',
      'discard all',
      'prepare x as select 1',
      'unlisten *',
    ]
    for (const sql of spoilers) {
      await one.query(sql)
      assert.equal(await insert(store, makeAlert(++n)), 1, sql)
      assert.equal((await store.alert(makeAlert(n).id))?.detected_at, makeAlert(n).detected_at)
    }
    await assert.rejects(one.query('delete from alerts'), { code: '25006' })
    await one.end()
  })

  test('what would end the embedded database is refused or survived', async () => {
    const one = await client()
    await one.query('set default_transaction_read_only = off')
    await assert.rejects(one.query('create temp table t (a int); copy t from stdin'), { code: '0A000' })
    const crash = await client()
    await assert.rejects(crash.query("select repeat('[', 200000)::json"))
    assert.equal(await insert(store, makeAlert(++n)), 1)
    assert.deepEqual((await one.query('select 1 as x')).rows, [{ x: 1 }])
    await Promise.all([one.end(), crash.end()])
  })

  test('strangers to the protocol are sent away', async () => {
    const welcome = Buffer.from('0000000800030000', 'hex')
    for (const bytes of [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from('00000008deadbeef', 'hex'),
      Buffer.concat([welcome, Buffer.from('Q\xff\xff\xff\xff', 'latin1')]),
      Buffer.concat([welcome, Buffer.from('Q\x7f\xff\xff\xff', 'latin1')]),
      Buffer.concat([welcome, Buffer.from('50000000056161', 'hex')]),
    ]) {
      const socket = connect(port.port, '127.0.0.1').resume()
      socket.end(bytes)
      await once(socket, 'close')
    }
    assert.deepEqual(await store.commitBatch(makeBatch()), { inserted: 0 })
  })

  test('a port that is taken is named', async () => {
    await assert.rejects(serveSql({ engine: () => store.pglite, port: port.port }), { code: 'PORT_IN_USE' })
  })
})
