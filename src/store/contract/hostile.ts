import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Alert } from '../../schema/alert.ts'
import { allIds, idOf, insert, listQuery, makeAlert, type StoreHarness } from './harness.ts'

const evil = `\0 \uD800 \uDC00 %_\\ ' " ; -- <script> \u001B[31m \u{1F600} \uFFFF`
const tamed = evil.replace(/\0|\uD800|\uDC00(?= %)/g, '\uFFFD')

export function hostileContract(h: () => StoreHarness): void {
  describe('hostile alerts', () => {
    test('NUL and lone surrogates are replaced everywhere, all else is kept', async () => {
      const { store } = h()
      await insert(
        store,
        makeAlert(1, {
          rule_id: evil,
          rule_title: evil,
          tags: [evil],
          host: evil,
          source: evil,
          message: evil,
          fields: { [evil]: [evil, { [evil]: evil }], __proto__: 1, constructor: 2 },
          matched: [{ selection: evil, field: evil, pattern: evil, value: evil }],
          entities: [{ type: 'file', value: evil }],
          evidence: [{ id: evil, topic: evil, partition: 0, offset: 0, encoding: 'utf8', raw: evil }],
        }),
      )
      const alert = await store.alert(idOf(1))
      assert.ok(alert)
      assert.deepEqual(
        [alert.rule_id, alert.rule_title, alert.host, alert.source, alert.message, alert.tags],
        [tamed, tamed, tamed, tamed, tamed, [tamed]],
      )
      assert.deepEqual(alert.fields, { [tamed]: [tamed, { [tamed]: tamed }], constructor: 2 })
      assert.deepEqual(alert.matched, [{ selection: tamed, field: tamed, pattern: tamed, value: tamed }])
      assert.equal(alert.evidence[0]?.raw, tamed)
      const filters = [
        { host: evil },
        { source: evil },
        { rule: evil },
        { tag: evil },
        { entity: `file:${evil}` },
      ]
      for (const query of [...filters, { text: evil }]) {
        assert.deepEqual(await allIds(store, query), [idOf(1)], JSON.stringify(query))
      }
      assert.equal(await store.alert(evil), undefined)
    })

    test('whatever a string holds, the alert is stored', async () => {
      const { store } = h()
      let n = 0
      const text = fc.string({ unit: 'binary', maxLength: 50 })
      const property = fc.asyncProperty(
        text,
        fc.jsonValue({ stringUnit: 'binary' }),
        async (message, json) => {
          n += 1
          const inserted = await insert(
            store,
            makeAlert(n, { message, host: message, fields: { [message]: json } }),
          )
          assert.equal(inserted, 1)
        },
      )
      await fc.assert(property, { numRuns: 60 })
    })

    test('a message of 10 MB is whole in its alert and cut in lists', async () => {
      const { store } = h()
      const message = 'x\u{1F600}'.repeat(3_500_000)
      const alert = makeAlert(1, {
        message,
        fields: { message, list: Array.from({ length: 1000 }, () => 'y'.repeat(1000)) },
        evidence: [{ ...makeEvidence(), raw: message }],
      })
      await insert(store, alert, makeAlert(2))
      const whole = await store.alert(idOf(1))
      assert.ok(whole?.message === message && whole.evidence[0]?.raw === message)
      const { items } = await store.listAlerts(listQuery())
      assert.deepEqual(
        items.map(item => item.truncated),
        [false, true],
      )
      const listed = items[1]
      assert.ok(listed)
      assert.ok(listed.message.length > 16_000 && listed.message.length <= 16_384)
      assert.ok(message.startsWith(listed.message))
      assert.ok(JSON.stringify(listed).length < 200_000)
      assert.deepEqual(await store.alertsAfter(0, { time: 'detected' }, 10), items.toReversed())
    })

    test('long names are stored, listed and filtered by as a whole', async () => {
      const { store } = h()
      const long = 'é'.repeat(5000)
      const alike = { host: `${long}2`, source: `${long}2`, rule_id: `${long}2` }
      await insert(
        store,
        makeAlert(1, {
          host: long,
          source: long,
          rule_id: long,
          tags: [long],
          entities: [{ type: 'url', value: long }],
        }),
        makeAlert(2, alike),
      )
      for (const query of [
        { host: long },
        { source: long },
        { rule: [long] },
        { tag: long },
        { entity: `url:${long}` },
      ]) {
        assert.deepEqual(await allIds(store, query), [idOf(1)])
      }
      assert.deepEqual(await allIds(store, { host: [long, alike.host] }), [idOf(2), idOf(1)])
    })

    test('times and values out of range are brought into it', async () => {
      const { store } = h()
      let deep: unknown = 'bottom'
      for (let level = 0; level < 2000; level++) deep = level % 2 ? [deep] : { deep }
      const changes: Partial<Alert>[] = [
        { event_time: '0000-01-01T00:00:00Z' },
        { event_time: '9999-12-31T23:59:59.999Z' },
        { fields: { deep } },
        { fields: { big: 10n ** 30n, infinite: Number.POSITIVE_INFINITY, missing: undefined, huge: 1e308 } },
        { entities: Array.from({ length: 3000 }, (_, n) => ({ type: 'ip' as const, value: `${n}` })) },
      ]
      await insert(store, ...changes.map((change, n) => makeAlert(n, change)))
      assert.equal((await store.alert(idOf(0)))?.event_time, '0001-01-01T00:00:00.000Z')
      assert.equal((await store.alert(idOf(1)))?.event_time, '9999-12-31T23:59:59.999Z')
      assert.equal((await allIds(store, { time: 'event', limit: 1 })).length, changes.length)
    })
  })
}

const makeEvidence = () => ({
  id: 'r',
  topic: 't',
  partition: 0,
  offset: 0,
  encoding: 'utf8' as const,
  raw: '',
})
