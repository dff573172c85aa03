import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import { call, errorOf } from '../../test/helpers/contract.ts'
import { EventStream } from '../../test/helpers/event-stream.ts'
import { sampleAlert } from '../../test/helpers/sample-alerts.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import { alertPageSchema, pipelineSchema, statsSchema, topicMessagesSchema } from '../schema/http.ts'
import { LOGS_TOPIC } from '../schema/topics.ts'
import { DATABASE_TEMPLATE } from '../services/database-template.ts'
import { createPgliteStore } from '../store/pglite.ts'
import type { Store } from '../store/store.ts'
import { createEmbeddedTransport } from '../transport/embedded.ts'
import type { Transport } from '../transport/transport.ts'
import { createApi } from './api.ts'

const START_MS = Date.UTC(2026, 5, 1)

describe('the API on the embedded store and transport', () => {
  let folder: string
  let store: Store
  let transport: Transport
  let api: FastifyInstance
  let url: string
  let offset = 0
  const commit = async (count: number) => {
    const alerts = Array.from({ length: count }, (_, n) =>
      sampleAlert(offset + n, START_MS + (offset + n) * 1000),
    )
    await transport.publish(
      LOGS_TOPIC,
      alerts.map(alert => ({ key: 'app.log', value: Buffer.from(alert.message), headers: { id: alert.id } })),
    )
    await store.commitBatch({
      topic: LOGS_TOPIC,
      partition: 0,
      expected_offset: offset,
      next_offset: offset + count,
      alerts,
      events: count,
      parse_failures: 0,
      dead_letters: 0,
    })
    offset += count
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-sentinel-api-'))
    store = await createPgliteStore({ folder: join(folder, 'store'), template: DATABASE_TEMPLATE })
    transport = createEmbeddedTransport({ folder: join(folder, 'log'), logger: silentLogger })
    await store.migrate()
    await transport.ensureTopics([
      { name: LOGS_TOPIC, partitions: 1, retention_ms: 3_600_000, record_bytes_max: 1024 * 1024 },
    ])
    api = await createApi(
      {
        store,
        transport,
        pipelineView: { latest: () => [] },
        registry: new Registry(),
        clock: systemClock,
        logger: null,
        ready: async () => [],
      },
      {
        web_dir: null,
        users: [],
        session_ttl_ms: 1000,
        host: '127.0.0.1',
        allowed_hosts: [],
        version: '1',
        heartbeat_ms: 100,
      },
    )
    url = await api.listen({ host: '127.0.0.1', port: 0 })
    await commit(50)
  })
  after(async () => {
    await api.close()
    await store.close()
    await transport.close()
    await rm(folder, { recursive: true })
  })

  it('pages through the alerts and shows each', async () => {
    const first = alertPageSchema.parse((await call(api, '/api/alerts?limit=30')).body)
    const second = alertPageSchema.parse((await call(api, `/api/alerts?limit=30&cursor=${first.next}`)).body)
    assert.equal(new Set([...first.items, ...second.items].map(({ id }) => id)).size, 50)
    assert.equal(second.next, null)
    const alert = sampleAlert(49, START_MS + 49_000)
    const { body } = await call(api, `/api/alerts/${alert.id}`)
    assert.deepEqual(body, { ...alert, seq: first.items[0]?.seq })
  })

  it('refuses a cursor of another query', async () => {
    const { next } = alertPageSchema.parse((await call(api, '/api/alerts?limit=5')).body)
    for (const query of [`cursor=${next}&time=event`, 'cursor=nonsense', 'cursor=']) {
      const answer = await call(api, `/api/alerts?${query}`)
      assert.equal(answer.status, 400)
      assert.match(errorOf(answer).where, /cursor/)
    }
  })

  it('counts', async () => {
    const range = 'from=2026-06-01T00:00:00Z&to=2026-06-01T00:00:50Z'
    const stats = statsSchema.parse((await call(api, `/api/stats?${range}&buckets=10`)).body)
    assert.equal(stats.total, 50)
    assert.equal(stats.histogram.buckets.length, 10)
  })

  it('tells of the pipeline and shows raw records', async () => {
    const pipeline = pipelineSchema.parse((await call(api, '/api/pipeline')).body)
    assert.deepEqual(pipeline.problems, [])
    assert.deepEqual(
      pipeline.partitions.map(({ next_offset, end_offset, lag }) => [next_offset, end_offset, lag]),
      [[50, 50, 0]],
    )
    const messages = topicMessagesSchema.parse(
      (await call(api, `/api/topics/${LOGS_TOPIC}/messages?limit=1`)).body,
    )
    assert.equal(messages.items[0]?.value.text, sampleAlert(49, 0).message)
    assert.equal((await call(api, '/api/topics/none/messages')).status, 404)
    assert.equal((await call(api, '/readyz')).status, 200)
  })

  it('streams every committed alert once, over lost connections', async () => {
    const begun = offset
    let position = String(await store.lastSeq())
    const seen: string[] = []
    const writing = (async () => {
      for (let n = 0; n < 15; n++) await commit(40)
    })()
    while (seen.length < 600) {
      await using stream = await EventStream.open(`${url}/api/alerts/stream`, { 'last-event-id': position })
      for (let left = 130; left > 0 && seen.length < 600; left--) {
        const event = await stream.next()
        assert.ok(event)
        if (event.id !== null) position = event.id
        if (event.event === 'alert') seen.push(JSON.parse(event.data).id)
      }
    }
    await writing
    assert.deepEqual(
      seen,
      Array.from({ length: 600 }, (_, n) => sampleAlert(begun + n, 0).id),
    )
  })

  it('answers any query with 200 or 400', async () => {
    const names = [
      'text',
      'level',
      'rule',
      'host',
      'source',
      'entity',
      'tag',
      'from',
      'to',
      'time',
      'cursor',
      'limit',
    ]
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }).map(text => text.toWellFormed()),
      fc.constantFrom(
        '1',
        'high',
        'ip:%',
        '\\',
        "';--",
        '%_%',
        '1970-01-01T00:00:00+14:00',
        '9998-12-31T23:59:59Z',
      ),
    )
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), value), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('/api/alerts', '/api/stats'), pairs, async (path, query) => {
        const { statusCode, body } = await api.inject(`${path}?${new URLSearchParams(query)}`)
        assert.ok(statusCode === 200 || statusCode === 400, `${statusCode} ${body}`)
      }),
      { numRuns: 100 },
    )
  })
})
