import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Counter, Registry } from 'prom-client'
import { startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call } from '../../test/helpers/contract.ts'
import { SentinelError } from '../errors.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { readinessSchema } from '../schema/http.ts'
import { createProbes } from './probes.ts'

describe('health of the dashboard', () => {
  it('is alive always, and ready only while its parts answer', async () => {
    const fixture = await startApiFixture({ alerts: 1 })
    try {
      const ready = async () => {
        assert.equal((await call(fixture.api, '/healthz')).status, 200)
        const { status, body } = await call(fixture.api, '/readyz')
        const readiness = readinessSchema.parse(body)
        assert.equal(status, readiness.ready ? 200 : 503)
        return readiness.problems.map(({ part }) => part)
      }
      assert.deepEqual(await ready(), [])
      fixture.store.away = true
      assert.deepEqual(await ready(), ['database'])
      fixture.transport.away = true
      assert.deepEqual(await ready(), ['database', 'kafka'])
      fixture.store.away = false
      fixture.transport.away = false
      fixture.problems.push({ part: 'rules', message: 'none', since: '2026-01-01T00:00:00.000Z' })
      assert.deepEqual(await ready(), ['rules'])
      fixture.problems.pop()
      assert.deepEqual(await ready(), [])
    } finally {
      await fixture.close()
    }
  })

  it('takes a part that hangs for one that is away', async () => {
    // The deadline of three seconds passes at once; other waits of the server do not matter here.
    const clock: Clock = { now: () => 0, sleep: async () => {} }
    const fixture = await startApiFixture({ alerts: 1, clock })
    try {
      fixture.transport.ping = () => new Promise(() => {})
      const { status, body } = await call(fixture.api, '/readyz')
      assert.equal(status, 503)
      assert.match(
        readinessSchema.parse(body).problems.find(({ part }) => part === 'kafka')?.message ?? '',
        /no answer/,
      )
    } finally {
      await fixture.close()
    }
  })
})

describe('/metrics', () => {
  it('holds the times of requests by route, never by address', async () => {
    const fixture = await startApiFixture({ alerts: 1 })
    try {
      await call(fixture.api, '/api/alerts/abc')
      await call(fixture.api, '/api/secret-path')
      const { status, text, headers } = await call(fixture.api, '/metrics')
      assert.equal(status, 200)
      assert.match(headers['content-type'] ?? '', /^text\/plain/)
      assert.match(
        text,
        /sentinel_http_request_duration_seconds_count\{method="GET",route="\/api\/alerts\/:id",status="404"\} 1/,
      )
      assert.match(text, /sentinel_alert_streams 0/)
      assert.doesNotMatch(text, /abc|secret-path/)
    } finally {
      await fixture.close()
    }
  })
})

describe('probes of a service without a page', () => {
  it('answer health, readiness and metrics, and nothing else', async () => {
    const registry = new Registry()
    new Counter({ name: 'sample_total', help: 'A sample.', registers: [registry] }).inc()
    let away = false
    const transport = {
      async ping() {
        if (away)
          throw new SentinelError('KAFKA_UNAVAILABLE', {
            where: 'kafka',
            found: 'nothing',
            expected: 'an answer',
          })
      },
    }
    const probes = createProbes({
      transport,
      registry,
      clock: systemClock,
      version: '1',
      ready: async () => [],
    })
    try {
      assert.equal((await probes.inject('/healthz')).statusCode, 200)
      assert.equal((await probes.inject({ method: 'HEAD', url: '/healthz' })).statusCode, 200)
      assert.equal((await probes.inject('/readyz')).statusCode, 200)
      away = true
      const unready = await probes.inject('/readyz')
      assert.equal(unready.statusCode, 503)
      assert.equal(readinessSchema.parse(unready.json()).problems[0]?.part, 'kafka')
      assert.match((await probes.inject('/metrics')).body, /sample_total 1/)
      for (const url of ['/', '/api/alerts', '/api/session']) {
        assert.equal((await probes.inject(url)).statusCode, 404)
      }
    } finally {
      await probes.close()
    }
  })
})
