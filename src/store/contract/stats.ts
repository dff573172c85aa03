import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { statsSchema } from '../../schema/http.ts'
import { LEVELS } from '../../schema/level.ts'
import { insert, makeAlert, type StoreHarness, statsQuery } from './harness.ts'

export function statsContract(h: () => StoreHarness): void {
  describe('stats', () => {
    const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:01:40Z' }

    test('counts add up over levels and buckets, and the top lists are sorted', async () => {
      const { store } = h()
      const alerts = Array.from({ length: 100 }, (_, n) =>
        makeAlert(n, {
          level: LEVELS[n % 5] ?? 'low',
          rule_id: `r${n % 3}`,
          rule_title: `Rule ${n % 3}`,
          host: n < 70 ? 'a' : 'b',
          entities: [{ type: 'user', value: n < 60 ? 'root' : 'x:y' }],
        }),
      )
      await insert(store, ...alerts, makeAlert(500))
      const stats = statsSchema.parse(await store.stats(statsQuery({ ...range, buckets: 10, top: 2 })))
      assert.equal(stats.total, 100)
      assert.deepEqual(stats.by_level, { informational: 20, low: 20, medium: 20, high: 20, critical: 20 })
      assert.deepEqual(stats.by_rule, [
        { value: 'r0', label: 'Rule 0', level: LEVELS[99 % 5], count: 34 },
        { value: 'r1', label: 'Rule 1', level: LEVELS[97 % 5], count: 33 },
      ])
      assert.deepEqual(stats.by_host, [
        { value: 'a', label: 'a', count: 70 },
        { value: 'b', label: 'b', count: 30 },
      ])
      assert.deepEqual(stats.by_entity, [
        { value: 'user:root', label: 'root', count: 60 },
        { value: 'user:x:y', label: 'x:y', count: 40 },
      ])
      assert.equal(stats.histogram.bucket_ms, 10_000)
      assert.deepEqual(
        stats.histogram.buckets.map(bucket => [
          bucket.start,
          LEVELS.reduce((sum, level) => sum + bucket.counts[level], 0),
        ]),
        Array.from({ length: 10 }, (_, n) => [new Date(Date.UTC(2026, 0, 1) + n * 10_000).toISOString(), 10]),
      )
    })

    test('goes by the same filters as the list, also by the time of the event', async () => {
      const { store } = h()
      await insert(
        store,
        makeAlert(1, { host: 'a', event_time: '2025-06-01T00:00:00Z' }),
        makeAlert(2, { host: 'b', event_time: '2025-06-01T00:00:30Z' }),
      )
      const event = { time: 'event', from: '2025-06-01T00:00:00Z', to: '2025-06-01T00:01:00Z', buckets: 7 }
      const both = await store.stats(statsQuery(event))
      assert.equal(both.total, 2)
      assert.equal(both.histogram.buckets.length, 7)
      assert.equal(both.histogram.bucket_ms, Math.ceil(60_000 / 7))
      assert.equal((await store.stats(statsQuery({ ...event, host: 'b' }))).total, 1)
      assert.equal((await store.stats(statsQuery({ ...range, text: 'port 2' }))).total, 1)
    })

    test('without a range it is the last day, and empty buckets are there', async () => {
      const { store } = h()
      await insert(
        store,
        makeAlert(1),
        makeAlert(2, { detected_at: new Date(Date.now() - 60_000).toISOString() }),
      )
      const stats = await store.stats(statsQuery())
      assert.equal(stats.total, 1)
      assert.equal(stats.histogram.buckets.length, 60)
      assert.equal(Date.parse(stats.histogram.to) - Date.parse(stats.histogram.from), 24 * 60 * 60 * 1000)
    })

    test('a range of seconds has buckets of a second, and one that ends before it starts is refused', async () => {
      const { store } = h()
      const { histogram } = await store.stats(
        statsQuery({ from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:02.500Z', buckets: 500 }),
      )
      assert.equal(histogram.bucket_ms, 1000)
      assert.equal(histogram.buckets.length, 3)
      await assert.rejects(store.stats(statsQuery({ from: range.to, to: range.from })), {
        code: 'REQUEST_INVALID',
      })
    })
  })
}
