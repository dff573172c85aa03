import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ApiFixture, startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call, errorOf } from '../../test/helpers/contract.ts'
import { EventStream } from '../../test/helpers/event-stream.ts'
import { heartbeatSchema, listedAlertSchema } from '../schema/http.ts'
import { problemSchema } from '../schema/status.ts'

describe('GET /api/alerts/stream', () => {
  let fixture: ApiFixture
  let url: string
  before(async () => {
    fixture = await startApiFixture({ alerts: 10, heartbeat_ms: 30, streams_max: 3 })
    url = `${fixture.url}/api/alerts/stream`
  })
  after(() => fixture.close())
  const ids = (events: { id: string | null }[]) => events.map(({ id }) => Number(id))

  it('begins with a heartbeat that says where to resume, then pushes what is committed', async () => {
    await using stream = await EventStream.open(url)
    assert.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(stream.headers.get('cache-control'), 'no-store')
    const last = await fixture.store.lastSeq()
    const first = await stream.next()
    assert.equal(first?.event, 'heartbeat')
    assert.equal(first?.id, String(last))
    fixture.push(2)
    const events = await stream.take('alert', 2)
    assert.deepEqual(ids(events), [last + 1, last + 2])
    for (const { id, data } of events) {
      assert.equal(listedAlertSchema.parse(JSON.parse(data)).seq, Number(id))
    }
  })

  it('goes on after Last-Event-ID', async () => {
    await using stream = await EventStream.open(url, { 'last-event-id': '4' })
    assert.deepEqual(ids(await stream.take('alert', 6)), [5, 6, 7, 8, 9, 10])
  })

  it('goes on after the parameter `after`, and Last-Event-ID wins over it', async () => {
    await using one = await EventStream.open(`${url}?after=8`)
    assert.deepEqual(ids(await one.take('alert', 1)), [9])
    await using two = await EventStream.open(`${url}?after=2`, { 'last-event-id': '8' })
    assert.deepEqual(ids(await two.take('alert', 1)), [9])
  })

  it('goes on from the end where the database is another than the one resumed from', async () => {
    await using stream = await EventStream.open(`${url}?after=1000000`)
    await stream.nextOf('heartbeat')
    const last = await fixture.store.lastSeq()
    fixture.push()
    assert.deepEqual(ids(await stream.take('alert', 1)), [last + 1])
  })

  it('sends what its filter takes, and remembers that it is past the rest', async () => {
    await using stream = await EventStream.open(`${url}?level=critical&after=0`)
    const all = await fixture.store.alertsAfter(0, { time: 'detected', level: ['critical'] }, 1000)
    assert.ok(all.length > 0)
    assert.deepEqual(
      ids(await stream.take('alert', all.length)),
      all.map(alert => alert.seq),
    )
    const heartbeat = heartbeatSchema.parse(JSON.parse((await stream.nextOf('heartbeat')).data))
    assert.equal(heartbeat.seq, await fixture.store.lastSeq())
  })

  it('sends the time of the server again and again', async () => {
    await using stream = await EventStream.open(url)
    const beats = await stream.take('heartbeat', 3)
    const times = beats.map(({ data }) => Date.parse(heartbeatSchema.parse(JSON.parse(data)).at))
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    )
    assert.ok(new Set(times).size > 1)
  })

  it('tells of an absent database and goes on without a gap when it is back', async () => {
    await using stream = await EventStream.open(url)
    await stream.nextOf('heartbeat')
    const last = await fixture.store.lastSeq()
    fixture.store.away = true
    fixture.push(3)
    const problem = problemSchema.parse(JSON.parse((await stream.nextOf('problem')).data))
    assert.equal(problem.part, 'database')
    fixture.store.away = false
    const next = await stream.next()
    assert.ok(next?.event === 'problem' || next?.event === 'alert')
    const rest = next.event === 'alert' ? [next] : []
    assert.deepEqual(ids([...rest, ...(await stream.take('alert', 3 - rest.length))]), [
      last + 1,
      last + 2,
      last + 3,
    ])
    assert.equal((await stream.next())?.event, 'heartbeat', 'a heartbeat says that all is well again')
  })

  it('opens while the database is away', async () => {
    fixture.store.away = true
    await using stream = await EventStream.open(`${url}?after=9`)
    assert.equal((await stream.next())?.event, 'problem')
    fixture.store.away = false
    fixture.store.notify()
    assert.deepEqual(ids(await stream.take('alert', 1)), [10])
  })

  it('serves so many at once and no more, with one listener on the store', async () => {
    {
      await using one = await EventStream.open(url)
      await using two = await EventStream.open(url)
      await using three = await EventStream.open(url)
      for (const stream of [one, two, three]) await stream.nextOf('heartbeat')
      const refused = await call(fixture.api, '/api/alerts/stream')
      assert.equal(refused.status, 503)
      assert.equal(errorOf(refused).code, 'OVERLOADED')
      assert.ok(Number(refused.headers['retry-after']) > 0)
      assert.equal(fixture.store.listeners, 1)
    }
    await using again = await openWhenFree(url)
    assert.equal(again.status, 200)
  })

  for (const id of ['x', '-1', '1.5', '1e3', '99999999999999999999']) {
    it(`refuses the Last-Event-ID ${id}`, async () => {
      const answer = await call(fixture.api, { url: '/api/alerts/stream', headers: { 'last-event-id': id } })
      assert.equal(answer.status, 400)
      assert.equal(errorOf(answer).where, 'header.last-event-id')
    })
  }

  it('refuses a filter that is none', async () => {
    const answer = await call(fixture.api, '/api/alerts/stream?cursor=1')
    assert.equal(answer.status, 400)
    assert.equal(errorOf(answer).where, 'query.cursor')
  })
})

describe('closing the server', () => {
  it('ends open streams and the listener on the store', async () => {
    const fixture = await startApiFixture({ alerts: 1 })
    await using stream = await EventStream.open(`${fixture.url}/api/alerts/stream`)
    await stream.nextOf('heartbeat')
    await fixture.close()
    assert.equal(await stream.next(), undefined)
    assert.equal(fixture.store.listeners, 0)
  })

  it('ends a stream that waits for the database', async () => {
    const fixture = await startApiFixture({ alerts: 1 })
    fixture.store.away = true
    await using stream = await EventStream.open(`${fixture.url}/api/alerts/stream`)
    await stream.nextOf('problem')
    await fixture.close()
    assert.equal(await stream.next(), undefined)
  })
})

/** A place is free once the server has seen that a connection was closed. */
async function openWhenFree(url: string): Promise<EventStream> {
  for (;;) {
    const stream = await EventStream.open(url)
    if (stream.status === 200) return stream
    await stream[Symbol.asyncDispose]()
  }
}
