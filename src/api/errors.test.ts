import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { it } from 'node:test'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { call, errorOf } from '../../test/helpers/contract.ts'
import { MemoryStore } from '../../test/helpers/memory-store.ts'
import { MemoryTransport } from '../../test/helpers/memory-transport.ts'
import { systemClock } from '../runtime/clock.ts'
import { createApi } from './api.ts'

it('tells a fault of the server to the log, and to the caller only where to look', async () => {
  const lines: string[] = []
  const log = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const store = new MemoryStore()
  store.listAlerts = async () => {
    throw new Error('relation "alerts" has no column "secret"')
  }
  const api = await createApi(
    {
      store,
      transport: new MemoryTransport(),
      pipelineView: { latest: () => [] },
      registry: new Registry(),
      clock: systemClock,
      logger: pino(log),
      ready: async () => [],
    },
    { web_dir: null, users: [], session_ttl_ms: 1, host: '127.0.0.1', allowed_hosts: [], version: '1' },
  )
  try {
    const answer = await call(api, {
      url: '/api/alerts',
      headers: { cookie: 'log_sentinel_session=private' },
    })
    assert.equal(answer.status, 500)
    assert.equal(errorOf(answer).code, 'INTERNAL')
    assert.doesNotMatch(answer.text, /secret/)
    const id = answer.headers['x-request-id'] ?? 'none'
    assert.match(errorOf(answer).remedy ?? '', new RegExp(`reqId ${id}$`))
    const logged = lines.find(line => line.includes('has no column'))
    assert.ok(logged?.includes(`"reqId":"${id}"`), 'the log has the error under the same id')
    assert.ok(!lines.join('').includes('private'), 'no cookie is logged')
  } finally {
    await api.close()
  }
})
