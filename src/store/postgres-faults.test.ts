import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { eventually } from '../../test/helpers/eventually.ts'
import { type PostgresServer, startPostgres } from '../../test/helpers/postgres.ts'
import { isSentinelError, messageOf } from '../errors.ts'
import { allIds, insert, listQuery, makeAlert, makeBatch, TOPIC } from './contract/harness.ts'
import { createPostgresStore } from './postgres.ts'
import type { Store } from './store.ts'

const unavailable = { code: 'DATABASE_UNAVAILABLE' }

describe('a PostgreSQL that fails', () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  async function migrated(): Promise<{ store: Store; url: string }> {
    const url = await server.createDatabase()
    const store = createPostgresStore({ url })
    await store.migrate()
    return { store, url }
  }

  async function admin(url: string, sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }

  test('after kill -9 of the server every method is refused, then works again', async () => {
    const { store } = await migrated()
    await insert(store, makeAlert(1))
    await server.kill()
    await assert.rejects(store.commitBatch(makeBatch()), unavailable)
    await assert.rejects(store.listAlerts(listQuery()), unavailable)
    await assert.rejects(store.migrate(), unavailable)
    await assert.rejects(store.ping(), unavailable)
    await server.start()
    assert.equal(await insert(store, makeAlert(2)), 1)
    assert.equal((await allIds(store)).length, 2)
    await store.close()
  })

  test('a detector that commits through crashes of the server loses and doubles nothing', async () => {
    const { store } = await migrated()
    const batches = 60
    const crashes = [15, 35]
    let offset = 0
    while (offset < batches) {
      try {
        const alerts = [makeAlert(offset * 2), makeAlert(offset * 2 + 1)]
        const committing = store.commitBatch(
          makeBatch({ expected_offset: offset, next_offset: offset + 1, events: 1, alerts }),
        )
        if (crashes[0] === offset) {
          crashes.shift()
          await Promise.allSettled([server.kill(), committing])
          await server.start()
        }
        await committing
        offset += 1
      } catch (error) {
        if (!isSentinelError(error, 'DATABASE_UNAVAILABLE')) throw error
        await sleep(50)
        offset = (await store.nextOffsets(TOPIC, [0])).get(0) ?? 0
      }
    }
    const [progress] = await store.progress()
    assert.equal(progress?.events, batches)
    assert.equal(progress?.alerts, batches * 2)
    assert.equal((await allIds(store, { limit: 100 })).length, batches * 2)
    await store.close()
  })

  test('the connection that listens comes back, and tells that alerts may have been missed', async () => {
    const { store } = await migrated()
    const heard = new EventTarget()
    const end = await store.onAlerts(() => heard.dispatchEvent(new Event('alerts')))
    const back = once(heard, 'alerts')
    await server.kill()
    await server.start()
    await back
    const next = once(heard, 'alerts')
    await insert(store, makeAlert(1))
    await next
    await end()
    await store.close()
  })

  test('listening begins while the server is away', async () => {
    const { store } = await migrated()
    await server.shutDown()
    const heard = Promise.withResolvers<void>()
    const end = await store.onAlerts(heard.resolve)
    await server.start()
    await heard.promise
    await end()
    await store.close()
  })

  test('connections that an administrator ends, idle or in use, are replaced', async () => {
    const { store, url } = await migrated()
    await insert(store, makeAlert(1))
    const ended =
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()'
    await admin(url, ended)
    const writing = Promise.allSettled(Array.from({ length: 20 }, (_, n) => insert(store, makeAlert(n + 2))))
    await admin(url, ended)
    for (const result of await writing) {
      if (result.status === 'rejected') assert.equal(result.reason.code, 'DATABASE_UNAVAILABLE')
    }
    await store.ping()
    await store.close()
  })

  test('a mute server is given up on, and its connections do not stay in the pool', async () => {
    const { url } = await migrated()
    const store = createPostgresStore({ url, read_timeout_ms: 100, read_connections: 1 })
    await store.ping()
    await server.pause()
    await assert.rejects(store.ping(), unavailable)
    await server.resume()
    await assert.doesNotReject(eventually(() => store.ping()))
    await store.close()
  })

  test('a query that takes too long is ended', async () => {
    const { store, url } = await migrated()
    const hasty = createPostgresStore({ url, read_timeout_ms: 200 })
    const locker = new pg.Client({ connectionString: url })
    await locker.connect()
    await locker.query('begin; lock table alerts in access exclusive mode')
    await assert.rejects(hasty.listAlerts(listQuery()), unavailable)
    await locker.query('rollback')
    await locker.end()
    assert.deepEqual(await allIds(hasty), [])
    await Promise.all([store.close(), hasty.close()])
  })

  test('what waiting does not heal is a configuration error that tells no password', async () => {
    const { store, url } = await migrated()
    await admin(url, 'create role guest login; create role crowd login connection limit 0')
    const as = (change: (url: URL) => void) => {
      const changed = new URL(url)
      changed.password = 's3cret'
      change(changed)
      return changed.href
    }
    const cases: [string, string][] = [
      [as(url => (url.username = 'nobody_knows')), 'CONFIG_INVALID'],
      [as(url => (url.pathname = '/missing')), 'CONFIG_INVALID'],
      [as(url => (url.username = 'guest')), 'CONFIG_INVALID'],
      [as(url => (url.username = 'crowd')), 'DATABASE_UNAVAILABLE'],
      [as(url => (url.port = '1')), 'DATABASE_UNAVAILABLE'],
      [as(url => (url.hostname = 'no-such-host.invalid')), 'DATABASE_UNAVAILABLE'],
    ]
    for (const [url, code] of cases) {
      const broken = createPostgresStore({ url })
      await assert.rejects(broken.migrate(), error => {
        assert.ok(isSentinelError(error), messageOf(error))
        assert.equal(error.code, code)
        assert.ok(!error.message.includes('s3cret'))
        assert.ok(error.details.remedy)
        return true
      })
      await broken.close()
    }
    for (const url of ['nonsense s3cret', 'mysql://u:s3cret@h/d']) {
      assert.throws(
        () => createPostgresStore({ url }),
        error => isSentinelError(error, 'CONFIG_INVALID') && !error.message.includes('s3cret'),
      )
    }
    await store.close()
  })
})
