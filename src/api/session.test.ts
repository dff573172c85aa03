import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type ApiFixture, startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call, errorOf, openapi } from '../../test/helpers/contract.ts'
import { EventStream } from '../../test/helpers/event-stream.ts'
import { isSentinelError } from '../errors.ts'
import { systemClock } from '../runtime/clock.ts'

const HOUR_MS = 3600 * 1000

describe('a server with users', () => {
  let fixture: ApiFixture
  let passed_ms = 0
  before(async () => {
    const users = [{ name: 'ann', password_hash: cheapHash('open sesame') }]
    const clock = { ...systemClock, now: () => Date.now() + passed_ms }
    fixture = await startApiFixture({ alerts: 10, users, clock, session_ttl_ms: HOUR_MS, heartbeat_ms: 20 })
  })
  after(() => fixture.close())

  const attempt = (payload: unknown, headers = {}, remoteAddress = '127.0.0.1') =>
    call(fixture.api, {
      method: 'POST',
      url: '/api/session',
      payload: JSON.stringify(payload),
      headers: { 'content-type': 'application/json', ...headers },
      remoteAddress,
    })
  const login = async () => {
    const answer = await attempt({ user: 'ann', password: 'open sesame' })
    assert.equal(answer.status, 200)
    const cookie = answer.cookies.at(-1)?.split(';')[0]
    assert.ok(cookie)
    return cookie
  }

  it('serves nothing but health, the login and the page without a session', async () => {
    const { paths } = await openapi()
    const open: string[] = []
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of Object.keys(operations)) {
        if (method !== 'get') continue
        const { status } = await call(fixture.api, path.replace(/\{\w+\}/, 'x'))
        if (status === 401) continue
        open.push(path)
      }
    }
    assert.deepEqual(open.sort(), ['/api/session', '/healthz', '/readyz'])
  })

  it('is not fooled by another spelling of a path', async () => {
    for (const url of [
      '/%61pi/alerts',
      '/api/%61lerts',
      '//api/alerts',
      '/api//alerts',
      '/API/alerts',
      '/api/alerts/',
    ]) {
      const { statusCode, body } = await fixture.api.inject(url)
      assert.ok(statusCode === 401 || statusCode === 404, `${url} answers ${statusCode}`)
      assert.doesNotMatch(body, /rule_id/)
    }
    assert.equal((await fixture.api.inject({ method: 'HEAD', url: '/api/alerts' })).statusCode, 401)
  })

  it('lets a user in and out', async () => {
    const before = await call(fixture.api, '/api/session')
    assert.deepEqual(before.body, { login_required: true, user: null, version: '0.1.0' })
    const cookie = await login()
    const headers = { cookie }
    const session = await call(fixture.api, { url: '/api/session', headers })
    assert.deepEqual(session.body, { login_required: true, user: 'ann', version: '0.1.0' })
    assert.equal((await call(fixture.api, { url: '/api/alerts', headers })).status, 200)
    assert.equal((await call(fixture.api, { url: '/metrics', headers })).status, 200)
    const out = await call(fixture.api, { method: 'DELETE', url: '/api/session', headers })
    assert.equal(out.status, 200)
    const again = await call(fixture.api, { url: '/api/alerts', headers })
    assert.equal(again.status, 401)
    assert.equal(errorOf(again).code, 'UNAUTHENTICATED')
  })

  it('gives a cookie that scripts and other sites can not use', async () => {
    const plain = await attempt({ user: 'ann', password: 'open sesame' })
    const [name, ...attributes] = plain.cookies.at(-1)?.split('; ') ?? []
    assert.match(name ?? '', /^log_sentinel_session=[\w-]{43}$/)
    assert.deepEqual(attributes.sort(), ['HttpOnly', 'Max-Age=3600', 'Path=/', 'SameSite=Strict'])
    const proxied = await attempt({ user: 'ann', password: 'open sesame' }, { 'x-forwarded-proto': 'https' })
    assert.match(proxied.cookies.at(-1) ?? '', /; Secure/)
  })

  it('gives another token at every login and ends the one before', async () => {
    const first = await login()
    const second = await attempt({ user: 'ann', password: 'open sesame' }, { cookie: first })
    assert.notEqual(second.cookies.at(-1)?.split(';')[0], first)
    assert.equal((await call(fixture.api, { url: '/api/alerts', headers: { cookie: first } })).status, 401)
  })

  it('ends a session after its time', async () => {
    const headers = { cookie: await login() }
    passed_ms += HOUR_MS - 10_000
    assert.equal((await call(fixture.api, { url: '/api/alerts', headers })).status, 200)
    passed_ms += 10_001
    assert.equal((await call(fixture.api, { url: '/api/alerts', headers })).status, 401)
  })

  it('ends the streams of a session with it', async () => {
    const headers = { cookie: await login() }
    await using stream = await EventStream.open(`${fixture.url}/api/alerts/stream`, headers)
    await stream.nextOf('heartbeat')
    await call(fixture.api, { method: 'DELETE', url: '/api/session', headers })
    while (await stream.next());
    const again = await EventStream.open(`${fixture.url}/api/alerts/stream`, headers)
    assert.equal(again.status, 401)
    await again[Symbol.asyncDispose]()
  })

  it('does not tell an unknown user from a wrong password', async () => {
    const unknown = await attempt({ user: 'bob', password: 'open sesame' }, {}, '203.0.113.1')
    const wrong = await attempt({ user: 'ann', password: 'open says me' }, {}, '203.0.113.1')
    assert.equal(unknown.status, 401)
    assert.equal(wrong.status, 401)
    assert.equal(unknown.text.replace('bob', 'ann'), wrong.text)
  })

  it('refuses a login that is none', async () => {
    for (const [payload, where] of [
      [{ user: 'ann' }, 'body.password'],
      [{ user: '', password: 'x' }, 'body.user'],
      [{ user: 'ann', password: 'x', admin: true }, 'body.admin'],
      [{ user: 'ann', password: 'x'.repeat(1001) }, 'body.password'],
      [[], 'body'],
    ] as const) {
      const answer = await attempt(payload)
      assert.equal(answer.status, 400)
      assert.equal(errorOf(answer).where, where)
      assert.doesNotMatch(answer.text, /xxxx/, 'a password is not repeated')
    }
    const big = await attempt({ user: 'ann', password: 'x'.repeat(20_000) })
    assert.equal(big.status, 400)
    const text = await call(fixture.api, {
      method: 'POST',
      url: '/api/session',
      payload: 'user=ann',
      headers: { 'content-type': 'text/plain' },
    })
    assert.equal(text.status, 400)
  })

  it('rations attempts for a user over all addresses', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) {
      const answer = await attempt({ user: 'carol', password: `guess ${n}` }, {}, `198.51.100.${n}`)
      statuses.push(answer.status)
      if (answer.status === 429) assert.ok(Number(answer.headers['retry-after']) > 0)
    }
    assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429])
  })

  it('rations attempts of an address over all users', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 31; n++) {
      statuses.push((await attempt({ user: `user ${n}`, password: 'x' }, {}, '192.0.2.9')).status)
    }
    assert.equal(statuses.indexOf(429), 30)
  })
})

describe('a server without users', () => {
  it('lets everybody in and takes no login', async () => {
    const fixture = await startApiFixture({ alerts: 1 })
    try {
      const session = await call(fixture.api, '/api/session')
      assert.deepEqual(session.body, { login_required: false, user: null, version: '0.1.0' })
      const payload = { user: 'ann', password: 'x' }
      assert.equal((await call(fixture.api, { method: 'POST', url: '/api/session', payload })).status, 400)
    } finally {
      await fixture.close()
    }
  })
})

it('does not start with a password in place of a hash', async () => {
  await assert.rejects(startApiFixture({ users: [{ name: 'ann', password_hash: 'open sesame' }] }), error =>
    isSentinelError(error, 'CONFIG_INVALID'),
  )
})

/** At a cost that a test can pay a hundred times. */
function cheapHash(password: string): string {
  const hash = scryptSync(password, 'salt for a test', 32, { N: 1024, r: 8, p: 1 })
  return `scrypt$1024$8$1$${Buffer.from('salt for a test').toString('base64url')}$${hash.toString('base64url')}`
}
