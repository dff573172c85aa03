import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ApiFixture, startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call, errorOf } from '../../test/helpers/contract.ts'
import { topicMessagesSchema, topicsSchema } from '../schema/http.ts'
import { showBytes } from './messages.ts'

describe('GET /api/topics/:name/messages', () => {
  let fixture: ApiFixture
  const base = '/api/topics/sample/messages'
  before(async () => {
    fixture = await startApiFixture({ alerts: 0 })
    fixture.transport.addTopic('sample', 2)
    fixture.transport.addTopic('large', 1)
    for (let n = 0; n < 95; n++) {
      const value = Buffer.from(`record ${n}`)
      fixture.transport.append('sample', 0, { time_ms: 1000 * n, key: null, value, headers: { id: `${n}` } })
    }
    for (let n = 0; n < 60; n++) {
      const value = Buffer.alloc(1024 * 1024, 'x')
      fixture.transport.append('large', 0, { time_ms: 0, key: Buffer.from('k'), value, headers: {} })
    }
  })
  after(() => fixture.close())
  const page = async (url: string) => topicMessagesSchema.parse((await call(fixture.api, url)).body)
  const offsets = ({ items }: { items: { offset: number }[] }) => items.map(({ offset }) => offset)
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

  it('shows the last records unless told otherwise', async () => {
    for (const url of [`${base}?limit=10`, `${base}?limit=10&offset=latest`]) {
      const latest = await page(url)
      assert.deepEqual(offsets(latest), range(85, 95))
      assert.equal(latest.next, null)
    }
  })

  it('shows records from an offset, and goes on by cursor to the end', async () => {
    const seen: number[] = []
    let url = `${base}?offset=3&limit=30`
    for (;;) {
      const { items, next } = await page(url)
      seen.push(...offsets({ items }))
      if (next === null) break
      url = `${base}?cursor=${next}&limit=30`
    }
    assert.deepEqual(seen, range(3, 95))
  })

  it('shows records from a time', async () => {
    const time = encodeURIComponent('1970-01-01T01:01:30.500+01:00')
    assert.deepEqual(offsets(await page(`${base}?time=${time}`)), range(91, 95))
    assert.deepEqual(offsets(await page(`${base}?time=1969-01-01T00:00:00Z&limit=2`)), [0, 1])
    assert.deepEqual(offsets(await page(`${base}?time=2100-01-01T00:00:00Z`)), [])
  })

  it('has nothing to show beyond the end and in an empty partition', async () => {
    assert.deepEqual(await page(`${base}?offset=1000000`), { items: [], next: null })
    assert.deepEqual(await page(`${base}?partition=1`), { items: [], next: null })
  })

  it('ends a page of large records early and says where it goes on', async () => {
    const first = await page('/api/topics/large/messages?offset=0&limit=60')
    assert.ok(first.items.length < 60 && first.items.length >= 16, `${first.items.length} records`)
    assert.equal(first.items[0]?.value.bytes, 1024 * 1024)
    assert.equal(first.items[0]?.value.text.length, 64 * 1024)
    const second = await page(`/api/topics/large/messages?cursor=${first.next}&limit=60`)
    assert.equal(second.items[0]?.offset, first.items.length)
  })

  const foreign = Buffer.from('{"topic":"large","partition":0,"offset":0}').toString('base64url')
  const refused: [query: string, where: string][] = [
    ['partition=2', 'query.partition'],
    ['partition=-1', 'query.partition'],
    ['offset=-1', 'query.offset'],
    ['offset=soon', 'query.offset'],
    ['limit=201', 'query.limit'],
    ['time=noon', 'query.time'],
    ['offset=1&time=2026-01-01T00:00:00Z', 'query.time'],
    [`offset=1&cursor=${foreign}`, 'query.cursor'],
    [`cursor=${foreign}`, 'query.cursor'],
    ['cursor=', 'query.cursor'],
    ['cursor=e30', 'query.cursor'],
    ['cursor=%C3%BC', 'query.cursor'],
  ]
  for (const [query, where] of refused) {
    it(`refuses ${query}`, async () => {
      const answer = await call(fixture.api, `${base}?${query}`)
      assert.equal(answer.status, 400)
      assert.equal(errorOf(answer).where, where)
    })
  }

  it('answers 404 for an unknown topic', async () => {
    const answer = await call(fixture.api, '/api/topics/none/messages')
    assert.equal(answer.status, 404)
    assert.equal(errorOf(answer).code, 'NOT_FOUND')
  })

  it('answers 503 while Kafka is away', async () => {
    fixture.transport.away = true
    for (const url of ['/api/topics', base]) {
      const answer = await call(fixture.api, url)
      assert.equal(answer.status, 503)
      assert.equal(errorOf(answer).code, 'KAFKA_UNAVAILABLE')
    }
    fixture.transport.away = false
  })

  it('lists the topics', async () => {
    const { items, next } = topicsSchema.parse((await call(fixture.api, '/api/topics')).body)
    assert.equal(next, null)
    assert.deepEqual(
      items.find(({ name }) => name === 'sample')?.partitions.map(({ end_offset }) => end_offset),
      [95, 0],
    )
  })
})

describe('bytes in JSON', () => {
  it('are text where they are UTF-8, control characters and all', () => {
    const text = 'a\0b\u001b[31m \u{1F600} <script>'
    assert.deepEqual(showBytes(Buffer.from(text)), { encoding: 'utf8', text, bytes: Buffer.byteLength(text) })
    assert.deepEqual(showBytes(new Uint8Array()), { encoding: 'utf8', text: '', bytes: 0 })
  })

  it('are base64 where they are not', () => {
    const bytes = Buffer.from([0x61, 0xff, 0x00])
    assert.deepEqual(showBytes(bytes), { encoding: 'base64', text: bytes.toString('base64'), bytes: 3 })
    assert.equal(showBytes(Buffer.alloc(100_000, 0xff)).text.length, Math.ceil(65_536 / 3) * 4)
  })

  it('are cut between characters', () => {
    for (const [character, shift] of [
      ['é', 1],
      ['€', 1],
      ['€', 2],
      ['\u{1F600}', 1],
      ['\u{1F600}', 3],
    ] as const) {
      const whole = 'x'.repeat(shift) + character.repeat(40_000)
      const { text, bytes } = showBytes(Buffer.from(whole))
      assert.equal(bytes, Buffer.byteLength(whole))
      assert.ok(whole.startsWith(text))
      assert.ok(65_536 - Buffer.byteLength(text) < Buffer.byteLength(character))
    }
  })
})
