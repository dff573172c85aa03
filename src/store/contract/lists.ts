import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { allIds, idOf, insert, listQuery, makeAlert, type StoreHarness } from './harness.ts'

export function listContract(h: () => StoreHarness): void {
  describe('listAlerts', () => {
    test('gives whole alerts, newest first', async () => {
      const { store } = h()
      await insert(store, makeAlert(1), makeAlert(2))
      const { items, next } = await store.listAlerts(listQuery())
      assert.equal(next, null)
      assert.deepEqual(
        items.map(({ seq, ...item }) => item),
        [makeAlert(2), makeAlert(1)].map(alert => ({ ...alert, truncated: false })),
      )
      const [newest] = items
      assert.ok(newest)
      const { truncated, ...stored } = newest
      assert.deepEqual(await store.alert(newest.id), stored)
      assert.equal(await store.alert('nothing'), undefined)
    })

    test('every filter keeps what fits it, and repeated values are alternatives', async () => {
      const { store } = h()
      await insert(
        store,
        makeAlert(1, { level: 'low', host: 'db-1', rule_id: 'r1', source: 'a, b', tags: ['attack.t1'] }),
        makeAlert(2, { level: 'high', host: '', rule_id: 'r2', source: 'c', tags: ['attack.t2'] }),
        makeAlert(3, { level: 'critical', host: 'db-3', rule_id: 'r3', source: 'd', tags: [], entities: [] }),
      )
      const cases: [object, number[]][] = [
        [{ level: 'low' }, [1]],
        [{ level: 'low,critical' }, [3, 1]],
        [{ level: ['high', 'critical'] }, [3, 2]],
        [{ rule: ['r1', 'r2'] }, [2, 1]],
        [{ host: 'db-1' }, [1]],
        [{ host: '' }, [2]],
        [{ source: 'a, b' }, [1]],
        [{ tag: 'attack.t2' }, [2]],
        [{ tag: ['attack.t1', 'attack.t2'] }, [2, 1]],
        [{ entity: 'user:root' }, [2, 1]],
        [{ entity: ['ip:203.0.113.2', 'ip:203.0.113.9'] }, [2]],
        [{ entity: 'ip:203.0.113.1', tag: 'attack.t2' }, []],
        [{ level: 'low', host: 'db-1', text: 'PORT 1' }, [1]],
        [{ rule: 'r' }, []],
      ]
      for (const [query, expected] of cases) {
        assert.deepEqual(await allIds(store, query), expected.map(idOf), JSON.stringify(query))
      }
    })

    test('text is found in message, title, host, source and entities, whatever its case', async () => {
      const { store } = h()
      await insert(
        store,
        makeAlert(1, { message: 'ÜBERGRIFF auf 100% \\o/ a_b', entities: [] }),
        makeAlert(2, { rule_title: 'Web Shell', host: 'Frontend', source: 'C:\\Logs\\app.log' }),
        makeAlert(3, { entities: [{ type: 'domain', value: 'Evil.Example' }] }),
      )
      const cases: [string, number[]][] = [
        ['übergriff', [1]],
        ['100%', [1]],
        ['\\O/', [1]],
        ['a_b', [1]],
        ['a%b', []],
        ['web shell', [2]],
        ['FRONTEND', [2]],
        ['c:\\logs', [2]],
        ['evil.example', [3]],
        ["'; drop table alerts; --", []],
        ['_', [1]],
        ['%', [1]],
      ]
      for (const [text, expected] of cases) {
        assert.deepEqual(await allIds(store, { text }), expected.map(idOf), text)
      }
    })

    test('a range has its start and not its end, by the time asked for', async () => {
      const { store } = h()
      const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()
      await insert(store, ...[1, 2, 3, 4].map(n => makeAlert(n, { event_time: at(-n) })))
      assert.deepEqual(await allIds(store, { from: at(2), to: at(4) }), [3, 2].map(idOf))
      assert.deepEqual(await allIds(store, { time: 'event', from: at(-3), to: at(-1) }), [2, 3].map(idOf))
      assert.deepEqual(await allIds(store, { from: '2026-01-01T02:00:03+02:00' }), [4, 3].map(idOf))
      assert.deepEqual(await allIds(store, { from: at(4), to: at(1) }), [])
    })

    for (const time of ['detected', 'event'] as const) {
      test(`pages by time ${time} are stable while alerts arrive`, async () => {
        const { store } = h()
        const event_time = makeAlert(0).event_time // all alike: only `seq` tells them apart
        await insert(store, ...Array.from({ length: 10 }, (_, n) => makeAlert(n, { event_time })))
        const first = await store.listAlerts(listQuery({ time, limit: 4 }))
        await insert(store, makeAlert(10, { event_time: makeAlert(99).event_time }))
        assert.ok(first.next)
        const second = await store.listAlerts(listQuery({ time, limit: 4, cursor: first.next }))
        assert.ok(second.next)
        const third = await store.listAlerts(listQuery({ time, limit: 4, cursor: second.next }))
        assert.equal(third.next, null)
        const ids = [first, second, third].flatMap(page => page.items.map(item => item.id))
        assert.deepEqual(ids, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(idOf))
      })
    }

    test('a cursor that the query did not give is refused', async () => {
      const { store } = h()
      await insert(store, makeAlert(1), makeAlert(2))
      const { next } = await store.listAlerts(listQuery({ limit: 1, level: 'medium' }))
      assert.ok(next)
      const wrong = [
        { cursor: next },
        { cursor: next, level: 'high' },
        { cursor: next, level: 'medium', time: 'event' },
        { cursor: `${next.slice(0, -2)}AA`, level: 'medium' },
        { cursor: '' },
        { cursor: 'not a cursor' },
        { cursor: Buffer.from('{"seq":-1}').toString('base64url') },
      ]
      for (const query of wrong) {
        await assert.rejects(store.listAlerts(listQuery(query)), { code: 'REQUEST_INVALID' }, query.cursor)
      }
      const page = await store.listAlerts(listQuery({ cursor: next, level: 'medium', limit: 5 }))
      assert.deepEqual(
        page.items.map(item => item.id),
        [idOf(1)],
      )
    })
  })
}
