import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type PostgresServer, startPostgres } from './postgres.ts'

let server: PostgresServer
before(async () => {
  server = await startPostgres()
})
after(() => server.stop())

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('each database is a fresh one', async () => {
  const [one, two] = await Promise.all([server.createDatabase(), server.createDatabase()])
  await query(one, 'create table t (a int)')
  await assert.rejects(query(two, 'select * from t'), { code: '42P01' })
})

test('a killed server keeps what was committed and comes back on the same port', async () => {
  const url = await server.createDatabase()
  await query(url, 'create table t as select 7 as a')
  await server.kill()
  await assert.rejects(query(url, 'select 1'), { code: 'ECONNREFUSED' })
  await server.start()
  assert.deepEqual(await query(url, 'select a from t'), [{ a: 7 }])
})

test('a paused server is mute until it is resumed', async () => {
  const url = await server.createDatabase()
  await server.pause()
  await assert.rejects(query(url, 'select 1'), /timeout/)
  await server.resume()
  assert.equal((await query(url, 'select 1')).length, 1)
})
