import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type ApiFixture, startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call, errorOf } from '../../test/helpers/contract.ts'
import { alertPageSchema } from '../schema/http.ts'

describe('GET /api/alerts', () => {
  let fixture: ApiFixture
  before(async () => {
    fixture = await startApiFixture({ alerts: 120 })
  })
  after(() => fixture.close())
  const list = async (query: string) =>
    alertPageSchema.parse((await call(fixture.api, `/api/alerts?${query}`)).body)

  it('answers pages that together hold every alert once, newest first', async () => {
    const seqs: number[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      seqs.push(...page.items.map(alert => alert.seq))
      cursor = page.next
    }
    assert.deepEqual(
      seqs,
      Array.from({ length: 120 }, (_, n) => 120 - n),
    )
  })

  it('takes several levels, by repetition and by comma', async () => {
    const repeated = await list('level=high&level=critical&limit=500')
    const listed = await list('level=high,critical&limit=500')
    assert.ok(repeated.items.length > 0)
    assert.deepEqual(repeated, listed)
    assert.deepEqual([...new Set(repeated.items.map(alert => alert.level))].sort(), ['critical', 'high'])
  })

  it('hands a time range to the store in UTC', async () => {
    const { items } = await list('limit=500')
    const middle = Date.parse(items[60]?.detected_at ?? '')
    const local = new Date(middle + 2 * 3600 * 1000).toISOString().replace('Z', '+02:00')
    const page = await list(`limit=500&from=${encodeURIComponent(local)}`)
    assert.equal(page.items.length, 61)
  })

  it('answers one alert whole', async () => {
    const [alert] = (await list('limit=1')).items
    assert.ok(alert)
    const { truncated: _, ...whole } = alert
    assert.deepEqual((await call(fixture.api, `/api/alerts/${alert.id}`)).body, whole)
  })

  it('answers 404 for an id that no alert has', async () => {
    const answer = await call(fixture.api, '/api/alerts/0123')
    assert.equal(answer.status, 404)
    assert.equal(errorOf(answer).code, 'NOT_FOUND')
    assert.equal(errorOf(answer).found, '"0123"')
  })

  const refused: [query: string, where: string, expected: RegExp][] = [
    ['limit=0', 'query.limit', /at least 1/],
    ['limit=501', 'query.limit', /at most 500/],
    ['limit=many', 'query.limit', /number/],
    ['level=severe', 'query.level', /one of informational, low, medium, high, critical/],
    ['level=low,severe', 'query.level', /one of informational/],
    ['colour=red', 'query.colour', /one of text, level, .*cursor, limit/],
    ['text=', 'query.text', /at least 1/],
    ['text=%00', 'query.text', /without one/],
    ['rule=a&rule=b%00c', 'query.rule', /without one/],
    ['entity=planet:earth', 'query.entity', /./],
    ['from=yesterday', 'query.from', /ISO/],
    ['from=0000-01-01T00:00:00Z', 'query.from', /1970/],
    ['to=9999-12-31T23:59:59Z', 'query.to', /9998/],
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'query.to', /after query.from/],
    ['cursor=nonsense', 'query.cursor', /./],
    [`cursor=${'x'.repeat(501)}`, 'query.cursor', /at most 500/],
    ['limit=1&limit=2', 'query.limit', /number/],
    ['__proto__=1', 'query.__proto__', /one of/],
  ]
  for (const [query, where, expected] of refused) {
    it(`refuses ${query.slice(0, 60)}`, async () => {
      const answer = await call(fixture.api, `/api/alerts?${query}`)
      assert.equal(answer.status, 400)
      const error = errorOf(answer)
      assert.equal(error.code, 'REQUEST_INVALID')
      assert.equal(error.where, where)
      assert.match(error.expected, expected)
    })
  }

  it('answers 503 while the database is away, and goes on after', async () => {
    fixture.store.away = true
    const answer = await call(fixture.api, '/api/alerts')
    fixture.store.away = false
    assert.equal(answer.status, 503)
    assert.equal(errorOf(answer).code, 'DATABASE_UNAVAILABLE')
    assert.ok(Number(answer.headers['retry-after']) > 0)
    assert.equal((await call(fixture.api, '/api/alerts')).status, 200)
  })

  it('answers any query with 200 or 400', async () => {
    const names = [
      'text',
      'level',
      'rule',
      'host',
      'entity',
      'from',
      'to',
      'time',
      'cursor',
      'limit',
      'buckets',
      'top',
    ]
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '1',
        '-1',
        '1e9',
        'high',
        'low,high',
        'ip:1',
        '2026-01-01T00:00:00Z',
        '%',
        '%zz',
        '',
        'event',
      ),
    )
    const pair = fc.tuple(
      fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 10 })),
      value,
      fc.boolean(),
    )
    const query = fc
      .array(pair, { maxLength: 6 })
      .map(pairs =>
        pairs
          .map(([name, text, raw]) => `${encode(name)}=${raw ? text.replace(/[^!-~]|#/g, '') : encode(text)}`)
          .join('&'),
      )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('/api/alerts', '/api/stats'), query, async (path, text) => {
        const { statusCode } = await fixture.api.inject(`${path}?${text}`)
        assert.ok(statusCode === 200 || statusCode === 400, `${statusCode} for ${text}`)
      }),
      { numRuns: 300 },
    )
  })
})

/** Lone surrogates have no percent-encoding. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
