import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeAlert, makeBatch, type StoreHarness, TOPIC } from './harness.ts'

export function commitContract(h: () => StoreHarness): void {
  describe('commitBatch', () => {
    test('writes alerts and the offset, and adds up the counters', async () => {
      const { store } = h()
      const first = await store.commitBatch(
        makeBatch({ alerts: [makeAlert(1), makeAlert(2)], parse_failures: 3, dead_letters: 1 }),
      )
      const second = await store.commitBatch(
        makeBatch({ expected_offset: 10, next_offset: 25, events: 15, alerts: [makeAlert(3)] }),
      )
      assert.deepEqual([first, second], [{ inserted: 2 }, { inserted: 1 }])
      assert.deepEqual(await store.nextOffsets(TOPIC, [0, 1]), new Map([[0, 25]]))
      const [row] = await store.progress()
      assert.ok(row)
      const { updated_at, ...rest } = row
      assert.ok(!Number.isNaN(Date.parse(updated_at)))
      assert.deepEqual(rest, {
        topic: TOPIC,
        partition: 0,
        next_offset: 25,
        events: 25,
        alerts: 3,
        parse_failures: 3,
        dead_letters: 1,
      })
    })

    test('an alert that is there already is neither written nor counted again', async () => {
      const { store } = h()
      await store.commitBatch(makeBatch({ alerts: [makeAlert(1)] }))
      const again = await store.commitBatch(
        makeBatch({
          expected_offset: 10,
          next_offset: 20,
          alerts: [makeAlert(1, { message: 'other' }), makeAlert(2), makeAlert(2)],
        }),
      )
      assert.equal(again.inserted, 1)
      assert.equal((await store.alert(makeAlert(1).id))?.message, makeAlert(1).message)
      assert.equal((await store.progress())[0]?.alerts, 2)
    })

    test('an owner with another offset is fenced and writes nothing', async () => {
      const { store, other } = h()
      await store.commitBatch(makeBatch())
      for (const expected_offset of [0, 5, 11]) {
        const stale = makeBatch({ expected_offset, next_offset: 30, alerts: [makeAlert(1)] })
        await assert.rejects(other.commitBatch(stale), { code: 'FENCED' })
        await assert.rejects(other.commitBatch({ ...stale, alerts: [] }), { code: 'FENCED' })
      }
      await assert.rejects(other.commitBatch(makeBatch({ partition: 7, expected_offset: 3 })), {
        code: 'FENCED',
      })
      assert.equal(await store.alert(makeAlert(1).id), undefined)
      assert.equal((await store.progress())[0]?.events, 10)
    })

    test('of two owners that race for each offset exactly one wins', async () => {
      const { store, other } = h()
      let wins = 0
      for (let round = 0; round < 20; round++) {
        const attempt = (by: number) =>
          makeBatch({ expected_offset: round, next_offset: round + 1, alerts: [makeAlert(round * 2 + by)] })
        const results = await Promise.allSettled([
          store.commitBatch(attempt(0)),
          other.commitBatch(attempt(1)),
        ])
        for (const result of results) {
          if (result.status === 'fulfilled') wins += 1
          else assert.equal(result.reason.code, 'FENCED')
        }
      }
      assert.equal(wins, 20)
      assert.equal((await store.progress())[0]?.alerts, 20)
      assert.deepEqual(await h().sql('select count(*)::int as n from alerts'), [{ n: 20 }])
    })

    test('partitions that are committed at the same time share a transaction, and only the fenced one fails', async () => {
      const { store, sql } = h()
      await store.commitBatch(makeBatch({ partition: 2, next_offset: 7 }))
      const results = await Promise.allSettled([
        store.commitBatch(makeBatch({ partition: 0, alerts: [makeAlert(1), makeAlert(2)] })),
        store.commitBatch(makeBatch({ partition: 1, parse_failures: 2 })),
        store.commitBatch(makeBatch({ partition: 2, expected_offset: 6, alerts: [makeAlert(3)] })),
        // What is there already counts for whoever wrote it.
        store.commitBatch(makeBatch({ partition: 3, alerts: [makeAlert(2), makeAlert(4)] })),
      ])
      assert.deepEqual(
        results.map(result => (result.status === 'fulfilled' ? result.value.inserted : result.reason.code)),
        [2, 0, 'FENCED', 1],
      )
      const rows = await sql(
        'select partition, next_offset::int, events::int, alerts::int, parse_failures::int from partition_progress order by 1',
      )
      assert.deepEqual(rows, [
        { partition: 0, next_offset: 10, events: 10, alerts: 2, parse_failures: 0 },
        { partition: 1, next_offset: 10, events: 10, alerts: 0, parse_failures: 2 },
        { partition: 2, next_offset: 7, events: 10, alerts: 0, parse_failures: 0 },
        { partition: 3, next_offset: 10, events: 10, alerts: 1, parse_failures: 0 },
      ])
      assert.deepEqual(
        await sql('select count(distinct xmin::text)::int as n from partition_progress where partition <> 2'),
        [{ n: 1 }],
      )
      assert.equal(await store.alert(makeAlert(3).id), undefined)
    })

    test('batches of one partition that come at the same time are committed one after the other', async () => {
      const { store } = h()
      const steps = Array.from({ length: 5 }, (_, step) =>
        store.commitBatch(
          makeBatch({ expected_offset: step * 10, next_offset: step * 10 + 10, alerts: [makeAlert(step)] }),
        ),
      )
      assert.deepEqual(await Promise.all(steps), Array(5).fill({ inserted: 1 }))
      assert.equal((await store.progress())[0]?.next_offset, 50)
    })

    test('a batch that can not be written fails alone', async () => {
      const { store } = h()
      const results = await Promise.allSettled([
        store.commitBatch(makeBatch({ partition: 0, alerts: [makeAlert(1)] })),
        store.commitBatch(makeBatch({ partition: 1, next_offset: Number.NaN, alerts: [makeAlert(2)] })),
      ])
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      )
      assert.deepEqual(await store.nextOffsets(TOPIC, [0, 1]), new Map([[0, 10]]))
    })

    test('partitions of several topics are apart', async () => {
      const { store } = h()
      await store.commitBatch(makeBatch({ partition: 1, next_offset: 4 }))
      await store.commitBatch(makeBatch({ topic: 'sentinel.signals', partition: 1, next_offset: 9 }))
      assert.deepEqual(await store.nextOffsets('sentinel.signals', [0, 1]), new Map([[1, 9]]))
      assert.deepEqual(await store.nextOffsets(TOPIC, []), new Map())
    })

    test('thousands of alerts fit in one batch', async () => {
      const { store } = h()
      const alerts = Array.from({ length: 2500 }, (_, n) => makeAlert(n))
      const [large, small] = await Promise.all([
        store.commitBatch(makeBatch({ alerts })),
        store.commitBatch(makeBatch({ partition: 1, alerts: [makeAlert(2500)] })),
      ])
      assert.deepEqual([large, small], [{ inserted: 2500 }, { inserted: 1 }])
      assert.deepEqual(
        (await store.progress()).map(({ alerts }) => alerts),
        [2500, 1],
      )
    })
  })

  test('the columns of `alerts` are plain SQL for programs outside', async () => {
    const { store, sql } = h()
    await store.commitBatch(
      makeBatch({ alerts: [makeAlert(1, { level: 'high' }), makeAlert(2, { level: 'low' })] }),
    )
    const rows = await sql(
      `select id, rule_id, rule_title, level, tags, event_time, detected_at, host, source, message, fields, matched,
        entities, evidence from alerts where level = 'high' and 'attack.t1110' = any(tags)`,
    )
    const { event_time, detected_at, ...rest } = makeAlert(1, { level: 'high' })
    assert.deepEqual(rows, [
      { ...rest, event_time: new Date(event_time), detected_at: new Date(detected_at) },
    ])
    assert.deepEqual(await sql('select level from alerts order by severity'), [
      { level: 'low' },
      { level: 'high' },
    ])
  })
}
