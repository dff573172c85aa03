import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { filter, idOf, insert, makeAlert, makeBatch, type StoreHarness } from './harness.ts'

export function streamContract(h: () => StoreHarness): void {
  describe('stream', () => {
    test('goes on after a seq, oldest first, with the filters of the list', async () => {
      const { store } = h()
      assert.equal(await store.lastSeq(), 0)
      await insert(store, makeAlert(1))
      const seq = await store.lastSeq()
      await insert(store, makeAlert(2, { level: 'high' }), makeAlert(3), makeAlert(4, { level: 'high' }))
      const ids = async (query: object, limit: number) =>
        (await store.alertsAfter(seq, filter(query), limit)).map(alert => alert.id)
      assert.deepEqual(await ids({}, 2), [2, 3].map(idOf))
      assert.deepEqual(await ids({ level: 'high' }, 10), [2, 4].map(idOf))
      assert.deepEqual(await store.alertsAfter(await store.lastSeq(), filter(), 10), [])
    })

    test('a reader that follows several writers sees every alert once, in order', async () => {
      const { store, other } = h()
      const writers = 4
      const batches = 25
      const write = async (writer: number) => {
        for (let batch = 0; batch < batches; batch++) {
          const n = (writer * batches + batch) * 3
          await (writer % 2 ? store : other).commitBatch(
            makeBatch({
              partition: writer,
              expected_offset: batch,
              next_offset: batch + 1,
              alerts: [makeAlert(n), makeAlert(n + 1), makeAlert(n + 2)],
            }),
          )
        }
      }
      let writing = true
      const seen: { id: string; seq: number }[] = []
      const read = async () => {
        for (;;) {
          const last = !writing
          const alerts = await store.alertsAfter(seen.at(-1)?.seq ?? 0, filter(), 7)
          seen.push(...alerts)
          if (last && alerts.length === 0) return
        }
      }
      const reading = read()
      await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
      writing = false
      await reading
      assert.equal(seen.length, writers * batches * 3)
      assert.equal(new Set(seen.map(alert => alert.id)).size, seen.length)
      assert.deepEqual(
        seen.map(alert => alert.seq),
        seen.map(alert => alert.seq).toSorted((a, b) => a - b),
      )
    })

    test('listeners hear of alerts of any process until they end', async () => {
      const { store, other } = h()
      const heard = new EventTarget()
      let calls = 0
      const end = await store.onAlerts(() => {
        calls += 1
        heard.dispatchEvent(new Event('alerts'))
      })
      const first = once(heard, 'alerts')
      await insert(other, makeAlert(1))
      await first
      await end()
      const before = calls
      const still = Promise.withResolvers<void>()
      const endStill = await store.onAlerts(still.resolve)
      await insert(other, makeAlert(2))
      await still.promise
      await endStill()
      assert.equal(calls, before)
    })
  })

  test('prune deletes what was detected before a time', async () => {
    const { store } = h()
    await insert(store, ...Array.from({ length: 6000 }, (_, n) => makeAlert(n)))
    assert.equal(await store.prune(Date.UTC(2026, 0, 1) + 5500 * 1000), 5500)
    assert.equal(await store.prune(Date.UTC(2026, 0, 1)), 0)
    assert.deepEqual(await h().sql('select count(*)::int as n from alerts'), [{ n: 500 }])
    assert.ok(await store.alert(idOf(5500)))
  })
}
