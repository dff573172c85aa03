import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { type ApiFixture, startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call, errorOf } from '../../test/helpers/contract.ts'
import { isSentinelError } from '../errors.ts'
import { exposureCheck } from './exposure.ts'

describe('the Host header', () => {
  const hosts = async (options: { host: string; allowed_hosts: string[] }, headers: string[]) => {
    const fixture = await startApiFixture({ alerts: 1, ...options })
    try {
      const taken: string[] = []
      for (const host of headers) {
        const answer = await call(fixture.api, { url: '/api/session', headers: { host } })
        if (answer.status === 200) taken.push(host)
        else {
          assert.equal(answer.status, 403)
          assert.equal(errorOf(answer).where, 'header.host')
        }
      }
      return taken
    } finally {
      await fixture.close()
    }
  }
  const loopback = ['localhost', 'LOCALHOST:8081', '127.0.0.1:1', '127.1.2.3', '[::1]', '[::1]:8081']
  const hostile = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:127.0.0.1',
    'localhost@evil.example',
    'localhost:80:80',
    'localhost/',
    '[::1].evil.example',
    'x'.repeat(300),
  ]

  it('names loopback, on any port', async () => {
    const rules = { host: '127.0.0.1', allowed_hosts: [] }
    assert.deepEqual(await hosts(rules, [...loopback, ...hostile, '192.0.2.1']), loopback)
  })

  it('names a configured host or the address listened on', async () => {
    const rules = { host: '192.0.2.1', allowed_hosts: ['soc.example', '[2001:db8::1]'] }
    const named = ['soc.example', 'SOC.example:443', '192.0.2.1:8081', '[2001:db8::1]:8081']
    assert.deepEqual(await hosts(rules, [...named, ...hostile, '192.0.2.2', 'x.soc.example']), named)
  })

  it('names any address where the server listens on all, but no unknown name', async () => {
    for (const host of ['0.0.0.0', '::']) {
      const addresses = ['192.0.2.7:8081', '[2001:db8::7]:8081']
      assert.deepEqual(await hosts({ host, allowed_hosts: [] }, [...addresses, ...hostile]), addresses)
    }
  })
})

describe('requests of other sites', () => {
  let fixture: ApiFixture
  before(async () => {
    fixture = await startApiFixture({ alerts: 1 })
  })
  after(() => fixture.close())
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:3000' },
    { origin: 'null' },
    { origin: '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://localhost:8081', 'sec-fetch-site': 'cross-site' },
  ]
  const own: Record<string, string>[] = [
    {},
    { origin: 'http://localhost:8081' },
    { origin: 'http://localhost:8081', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ]

  for (const [method, url] of [
    ['DELETE', '/api/session'],
    ['POST', '/api/session'],
    ['GET', '/api/alerts/stream?after=x'],
  ] as const) {
    it(`are refused for ${method} ${url}`, async () => {
      for (const headers of foreign) {
        const answer = await call(fixture.api, {
          method,
          url,
          headers: { host: 'localhost:8081', ...headers },
        })
        assert.equal(answer.status, 403, JSON.stringify(headers))
        assert.equal(errorOf(answer).code, 'FORBIDDEN')
      }
      for (const headers of own) {
        const answer = await call(fixture.api, {
          method,
          url,
          headers: { host: 'localhost:8081', ...headers },
        })
        assert.notEqual(answer.status, 403, JSON.stringify(headers))
      }
    })
  }

  it('get no CORS headers', async () => {
    const answer = await call(fixture.api, {
      url: '/api/alerts',
      headers: { origin: 'https://evil.example' },
    })
    assert.equal(answer.headers['access-control-allow-origin'], undefined)
  })
})

describe('every answer', () => {
  it('carries the security headers, errors too', async () => {
    const fixture = await startApiFixture({ alerts: 1 })
    try {
      for (const url of ['/api/alerts', '/api/alerts?x=1', '/api/none', '/healthz', '/']) {
        const { headers } = await call(fixture.api, url)
        assert.equal(
          headers['content-security-policy'],
          "default-src 'self';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';" +
            "object-src 'none';base-uri 'none';frame-ancestors 'none';form-action 'self'",
        )
        assert.equal(headers['x-content-type-options'], 'nosniff')
        assert.equal(headers['referrer-policy'], 'no-referrer')
        assert.equal(headers['x-frame-options'], 'DENY')
        assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
        assert.equal(headers['cache-control'], 'no-store')
        assert.equal(headers['x-powered-by'], undefined)
      }
    } finally {
      await fixture.close()
    }
  })

  it('is a short refusal where the head of a request is too large or none', async () => {
    const fixture = await startApiFixture({ alerts: 1 })
    try {
      const send = async (bytes: string) => {
        const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1')
        socket.write(bytes)
        return text(socket)
      }
      assert.match(
        await send(`GET /?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
        /^HTTP\/1.1 431 /,
      )
      assert.match(
        await send('GET /api/session HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'),
        /^HTTP\/1.1 403 /,
      )
      assert.match(await send('nonsense\r\n\r\n'), /^HTTP\/1.1 400 /)
      assert.match(await send('GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1.1 400 /)
      for (const url of [`/api/alerts/${'a'.repeat(1000)}`, '/api/alerts/%zz', '/%']) {
        assert.equal(errorOf(await call(fixture.api, url)).where, 'path')
      }
    } finally {
      await fixture.close()
    }
  })
})

describe('exposureCheck', () => {
  const users = [{}]
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'LOCALHOST']) {
    it(`lets ${host} be listened on without users`, () => exposureCheck(host, []))
  }
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'soc.example', '127.0.0.1.evil.example', '']) {
    it(`asks for users on ${JSON.stringify(host)}`, () => {
      assert.throws(
        () => exposureCheck(host, []),
        error => isSentinelError(error, 'EXPOSED_WITHOUT_LOGIN'),
      )
      exposureCheck(host, users)
    })
  }
  it('looks at every address of a list', () => {
    exposureCheck(['127.0.0.1', '::1'], [])
    assert.throws(
      () => exposureCheck(['127.0.0.1', '10.0.0.1'], []),
      error => isSentinelError(error, 'EXPOSED_WITHOUT_LOGIN') && error.details.found.startsWith('10.0.0.1'),
    )
  })
})
