import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AlertPage, ListedAlert } from '../../../src/schema/http.ts'
import { AlertFeed, type PageRequest, PENDING_MAX, ROWS_MAX } from './feed.ts'

const START_MS = Date.UTC(2026, 0, 1)

/** The alert of the number `seq`, one millisecond after the one before it. */
function alertOf(seq: number): ListedAlert {
  const time = new Date(START_MS + seq).toISOString()
  return {
    id: `alert-${seq}`,
    seq,
    rule_id: 'rule',
    rule_title: 'Rule',
    level: 'low',
    tags: [],
    event_time: time,
    detected_at: time,
    host: '',
    source: '',
    message: '',
    fields: {},
    matched: [],
    entities: [],
    evidence: [],
    truncated: false,
  }
}

const seqs = (from: number, to: number): ListedAlert[] =>
  Array.from({ length: to - from + 1 }, (_, at) => alertOf(from + at))

/** A server that holds the alerts 1 to `count`, newest first, in pages of `size`. */
function serverOf(count: number, size = 10) {
  const state = { count, requests: [] as PageRequest[], failure: null as Error | null }
  const loadPage = async ({ cursor, before }: PageRequest): Promise<AlertPage> => {
    state.requests.push({ cursor, before })
    if (state.failure) throw state.failure
    const end = before === null ? state.count : Math.min(state.count, Date.parse(before) - START_MS - 1)
    const top = cursor === null ? end : Number(cursor)
    const last = Math.max(1, top - size + 1)
    return { items: seqs(last, top).reverse(), next: last > 1 ? String(last - 1) : null }
  }
  return { state, loadPage }
}

function feedOn(server: ReturnType<typeof serverOf>): AlertFeed {
  return new AlertFeed({ order: 'detected', loadPage: server.loadPage, onChange: () => {} })
}

const shown = (feed: AlertFeed) => feed.snapshot.rows.map(row => row.seq)
const descending = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => from - at)

describe('while the reader is at work', () => {
  test('pushed alerts gather and the rows stay, until they are taken', async t => {
    const feed = feedOn(serverOf(30))
    t.after(() => feed.close())
    await feed.load()
    feed.hold(true)
    feed.push(seqs(31, 33))
    assert.deepEqual(shown(feed), descending(30, 21))
    feed.take()
    assert.deepEqual(shown(feed), descending(33, 21))
    assert.equal(feed.snapshot.pending, 0)
    assert.deepEqual([...feed.snapshot.fresh].sort(), ['alert-31', 'alert-32', 'alert-33'])
  })

  test('an alert that is sent again is not gathered again', async t => {
    const feed = feedOn(serverOf(5))
    t.after(() => feed.close())
    await feed.load()
    feed.hold(true)
    feed.push([alertOf(5), alertOf(6), alertOf(6)])
    feed.take()
    assert.deepEqual(shown(feed), descending(6, 1))
  })

  test('what is gathered flows in when the reader is done', async t => {
    const feed = feedOn(serverOf(5))
    t.after(() => feed.close())
    await feed.load()
    feed.hold(true)
    feed.push([alertOf(6)])
    feed.hold(false)
    assert.deepEqual(shown(feed), descending(6, 1))
  })
})

describe('alerts of correlations', () => {
  const story = (seq: number, count: number, absorbed: string[] = []): ListedAlert => ({
    ...alertOf(seq),
    correlation: {
      type: 'event_count',
      condition: 'event_count gte 2 within 5m',
      state: 'open',
      group: [],
      first: alertOf(seq).event_time,
      last: alertOf(seq).event_time,
      fired: alertOf(seq).event_time,
      count,
      value: count,
      is_truncated: false,
      rules: [],
      omitted: 0,
      notifications: 1,
      absorbed,
    },
  })
  const grown = (before: ListedAlert, seq: number) => ({ ...story(seq, 9), id: before.id })

  test('one that has grown stays in its row, also while the reader is at work', async t => {
    const feed = feedOn(serverOf(5))
    t.after(() => feed.close())
    await feed.load()
    feed.hold(true)
    feed.push([story(6, 3)])
    feed.push([grown(alertOf(3), 7), grown(alertOf(6), 8)])
    assert.deepEqual(
      feed.snapshot.rows.map(({ id }) => id),
      [5, 4, 3, 2, 1].map(n => `alert-${n}`),
    )
    feed.take()
    assert.deepEqual(
      feed.snapshot.rows.map(({ id, seq, correlation }) => [id, seq, correlation?.count]),
      [
        ['alert-6', 8, 9],
        ['alert-5', 5, undefined],
        ['alert-4', 4, undefined],
        ['alert-3', 7, 9],
        ['alert-2', 2, undefined],
        ['alert-1', 1, undefined],
      ],
    )
    feed.push([alertOf(3)])
    assert.equal(feed.snapshot.rows[3]?.seq, 7)
  })

  test('one that turned out to be part of another goes, when the reader takes what is new', async t => {
    const feed = feedOn(serverOf(5))
    t.after(() => feed.close())
    await feed.load()
    feed.hold(true)
    feed.push([story(6, 9, ['alert-4', 'alert-99'])])
    assert.deepEqual(shown(feed), [5, 4, 3, 2, 1])
    feed.hold(false)
    assert.deepEqual(shown(feed), [6, 5, 3, 2, 1])
  })
})

describe('bounds', () => {
  test('only the newest gathered alerts are kept; taken, the list begins anew and loses nothing below', async t => {
    const server = serverOf(30)
    const feed = feedOn(server)
    t.after(() => feed.close())
    await feed.load()
    feed.hold(true)
    const count = 30 + PENDING_MAX + 500
    server.state.count = count
    for (let seq = 31; seq <= count; seq += 100) feed.push(seqs(seq, Math.min(seq + 99, count)))
    feed.take()
    assert.equal(feed.snapshot.rows.length, PENDING_MAX)
    assert.equal(feed.snapshot.more, true)
    await feed.loadMore()
    assert.deepEqual(shown(feed), descending(count, count - PENDING_MAX - 8))
  })

  test('the list keeps the newest rows while alerts flow in, and goes on below them', async t => {
    const server = serverOf(10)
    const feed = feedOn(server)
    t.after(() => feed.close())
    await feed.load()
    for (let seq = 11; seq <= ROWS_MAX + 1000; seq += 500) {
      server.state.count = Math.min(seq + 499, ROWS_MAX + 1000)
      feed.push(seqs(seq, server.state.count))
      feed.take()
    }
    assert.equal(feed.snapshot.rows.length, ROWS_MAX)
    await feed.loadMore()
    assert.deepEqual(shown(feed).slice(-9), descending(1000, 992))
  })
})

describe('loading', () => {
  test('pages follow one another to the end', async t => {
    const feed = feedOn(serverOf(25))
    t.after(() => feed.close())
    await feed.load()
    await feed.loadMore()
    await feed.loadMore()
    assert.deepEqual(shown(feed), descending(25, 1))
    assert.equal(feed.snapshot.more, false)
  })

  test('alerts between the list and the beginning of the stream are caught up with', async t => {
    const server = serverOf(20)
    const feed = feedOn(server)
    t.after(() => feed.close())
    await feed.load()
    server.state.count = 24
    await feed.catchUp()
    feed.take()
    assert.deepEqual(shown(feed), descending(24, 11))
  })

  test('a failed page keeps the rows and says why', async t => {
    const server = serverOf(20)
    const feed = feedOn(server)
    t.after(() => feed.close())
    await feed.load()
    server.state.failure = new Error('away')
    await feed.loadMore()
    assert.equal(feed.snapshot.moreError?.message, 'away')
    assert.deepEqual(shown(feed), descending(20, 11))
    server.state.failure = null
    await feed.loadMore()
    assert.equal(feed.snapshot.moreError, null)
    assert.deepEqual(shown(feed), descending(20, 1))
  })

  test('a failed first page says why, and loads when tried again', async t => {
    const server = serverOf(3)
    const feed = feedOn(server)
    t.after(() => feed.close())
    server.state.failure = new Error('away')
    await feed.load()
    assert.deepEqual([feed.snapshot.phase, feed.snapshot.error?.message], ['failed', 'away'])
    server.state.failure = null
    await feed.load()
    assert.deepEqual([feed.snapshot.phase, shown(feed)], ['ready', [3, 2, 1]])
  })
})

test('by event time, a late alert takes its place among those that are loaded', async t => {
  const server = serverOf(10)
  const feed = new AlertFeed({ order: 'event', loadPage: server.loadPage, onChange: () => {} })
  t.after(() => feed.close())
  await feed.load()
  const late = { ...alertOf(99), event_time: new Date(START_MS + 5).toISOString() }
  feed.push([late])
  feed.take()
  assert.deepEqual(shown(feed), [10, 9, 8, 7, 6, 99, 5, 4, 3, 2, 1])
})
