import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Alert, CorrelationResult, TimelineEvent } from '../../schema/alert.ts'
import type { GroupUpdate, SignalBatchResult, Store } from '../store.ts'
import { filter, idOf, listQuery, makeAlert, type StoreHarness } from './harness.ts'

const TIME = '2026-01-01T00:00:00.000Z'

function makeEvent(n: number): TimelineEvent {
  const position = { topic: 'sentinel.logs', partition: 0, offset: n }
  const what = { host: 'web-1', source: 'auth.log', message: `event ${n}`, entities: [] }
  return { id: `e${n}`, rule_id: 'r', rule_title: 'Rule', time: TIME, ...what, position }
}

function makeStory(n: number, count: number, changes: Partial<Alert> = {}): Alert {
  const correlation: CorrelationResult = {
    type: 'event_count',
    condition: 'event_count gte 2 within 5m',
    state: 'open',
    group: [{ field: 'user', value: 'root' }],
    first: TIME,
    last: TIME,
    fired: TIME,
    count,
    value: count,
    is_truncated: false,
    rules: [{ rule_id: 'r', rule_title: 'Rule', count }],
    omitted: 0,
    notifications: 1,
    absorbed: [],
  }
  const timeline = Array.from({ length: count }, (_, at) => makeEvent(at))
  return makeAlert(n, { correlation, timeline, message: `${count} events`, ...changes })
}

function makeSignals(changes: Partial<SignalBatchResult> = {}): SignalBatchResult {
  return {
    topic: 'sentinel.signals',
    partition: 0,
    expected_offset: 0,
    next_offset: 10,
    events: 10,
    dead_letters: 0,
    alerts: [],
    merged: [],
    groups: [],
    clock: '{}',
    ...changes,
  }
}

const makeGroup = (group_id: string, changes: Partial<GroupUpdate> = {}): GroupUpdate => ({
  group_id,
  is_reset: false,
  state: `state of ${group_id}`,
  added: [],
  removed: [],
  ...changes,
})
const added = (...numbers: number[]) =>
  numbers.map(n => ({ entry_id: `e${n}`, entry: `entry ${n}`, event: JSON.stringify(makeEvent(n)) }))

async function groupsOf(store: Store, partition = 0): Promise<[string, string, string[]][]> {
  const groups = await store.correlationGroups(partition, '', 100)
  return groups.map(({ group_id, state, entries }) => [group_id, state, entries.toSorted()])
}

export function correlationContract(h: () => StoreHarness): void {
  describe('commitSignals', () => {
    test('writes groups as what was added to them and what they no longer need', async () => {
      const { store } = h()
      const first = [makeGroup('g1', { added: added(1, 2) }), makeGroup('g2', { added: added(3) })]
      await store.commitSignals(makeSignals({ groups: first, clock: '{"now":1}' }))
      const second = [makeGroup('g1', { state: 'later', added: added(4), removed: ['e1'] })]
      await store.commitSignals(
        makeSignals({ expected_offset: 10, next_offset: 20, groups: second, clock: '{"now":2}' }),
      )
      assert.deepEqual(await groupsOf(store), [
        ['g1', 'later', ['entry 2', 'entry 4']],
        ['g2', 'state of g2', ['entry 3']],
      ])
      assert.equal(await store.correlationClock(0), '{"now":2}')
      assert.equal(await store.correlationClock(1), null)
      assert.deepEqual(await groupsOf(store, 1), [])
    })

    test('deletes a group with its entries, and begins it anew in the same transaction', async () => {
      const { store } = h()
      const first = ['g1', 'g2'].map(id => makeGroup(id, { added: added(1, 2) }))
      await store.commitSignals(makeSignals({ groups: first }))
      const second = [
        makeGroup('g1', { is_reset: true, state: null }),
        makeGroup('g2', { is_reset: true, state: 'anew', added: added(2) }),
      ]
      await store.commitSignals(makeSignals({ expected_offset: 10, next_offset: 20, groups: second }))
      assert.deepEqual(await groupsOf(store), [['g2', 'anew', ['entry 2']]])
      await store.dropCorrelationGroups(0, ['g2'])
      assert.deepEqual(await groupsOf(store), [])
    })

    test('gives groups page by page', async () => {
      const { store } = h()
      const groups = ['a', 'b', 'c'].map(id => makeGroup(id, { added: added(1) }))
      await store.commitSignals(makeSignals({ groups }))
      const ids = async (after: string) =>
        (await store.correlationGroups(0, after, 2)).map(({ group_id }) => group_id)
      assert.deepEqual([await ids(''), await ids('b'), await ids('c')], [['a', 'b'], ['c'], []])
    })

    test('keeps hostile text as it is', async () => {
      const { store } = h()
      const state = JSON.stringify({ key: 'a\0b\ud800c\\u0000' })
      const group = makeGroup('g', {
        state,
        added: [{ entry_id: 'e', entry: state, event: JSON.stringify(makeEvent(1)) }],
      })
      await store.commitSignals(makeSignals({ groups: [group], clock: state }))
      assert.deepEqual(await groupsOf(store), [['g', state, [state]]])
      assert.equal(await store.correlationClock(0), state)
    })

    test('a story that grows replaces its alert and is streamed again', async () => {
      const { store } = h()
      await store.commitSignals(makeSignals({ alerts: [makeStory(1, 2), makeStory(2, 2)] }))
      const seq = await store.lastSeq()
      const later = { detected_at: '2026-01-02T00:00:00.000Z' }
      const result = await store.commitSignals(
        makeSignals({
          expected_offset: 10,
          next_offset: 20,
          alerts: [makeStory(1, 3, later), makeStory(3, 2)],
        }),
      )
      assert.equal(result.inserted, 1)
      const pushed = await store.alertsAfter(seq, filter(), 10)
      assert.deepEqual(
        pushed.map(({ id, correlation, detected_at }) => [id, correlation?.count, detected_at]),
        [
          [idOf(1), 3, makeAlert(1).detected_at],
          [idOf(3), 2, makeAlert(3).detected_at],
        ],
      )
      assert.equal((await store.progress())[0]?.alerts, 3)
      assert.equal((await store.listAlerts(listQuery())).items.length, 3)
    })

    test('the timeline is part of the whole alert, and not of a list', async () => {
      const { store } = h()
      await store.commitSignals(makeSignals({ alerts: [makeStory(1, 2)] }))
      const { seq, ...alert } = (await store.alert(idOf(1))) ?? { seq: 0 }
      assert.deepEqual(alert, makeStory(1, 2))
      const [listed] = (await store.listAlerts(listQuery())).items
      assert.deepEqual(listed?.correlation, makeStory(1, 2).correlation)
      assert.equal(listed?.timeline, undefined)
    })

    test('an alert that was merged into another is that one, also over several steps, and may come back', async () => {
      const { store } = h()
      const commit = (step: number, changes: Partial<SignalBatchResult>) =>
        store.commitSignals(makeSignals({ expected_offset: step, next_offset: step + 1, ...changes }))
      await commit(0, { alerts: [makeStory(1, 2)] })
      await commit(1, { alerts: [makeStory(2, 3)], merged: [{ id: idOf(1), merged_into: idOf(2) }] })
      await commit(2, { alerts: [makeStory(3, 4)], merged: [{ id: idOf(2), merged_into: idOf(3) }] })
      assert.equal((await store.listAlerts(listQuery())).items.length, 1)
      assert.equal((await store.alert(idOf(1)))?.id, idOf(3))
      assert.deepEqual((await store.alert(idOf(3)))?.correlation?.absorbed, [idOf(2)])
      await commit(3, { alerts: [makeStory(1, 2)] })
      assert.equal((await store.alert(idOf(1)))?.id, idOf(1))
      assert.equal((await store.alert(idOf(2)))?.id, idOf(3))
      await store.prune(Date.now() + 60_000)
      assert.deepEqual(await h().sql('select * from merged_alerts'), [])
    })

    test('tells of events by entry and by alert', async () => {
      const { store } = h()
      await store.commitSignals(
        makeSignals({ groups: [makeGroup('g', { added: added(7, 8) })], alerts: [makeStory(1, 2)] }),
      )
      const events = await store.timelineEvents({
        partition: 0,
        entries: [
          { group_id: 'g', entry_id: 'e8' },
          { group_id: 'other', entry_id: 'e7' },
        ],
        alerts: [idOf(1), idOf(2)],
      })
      assert.deepEqual(
        events.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        [0, 1, 8].map(makeEvent),
      )
    })

    test('an owner with another offset is fenced and writes nothing', async () => {
      const { store, other } = h()
      await store.commitSignals(makeSignals({ clock: 'mine' }))
      const stale = makeSignals({
        next_offset: 30,
        alerts: [makeStory(1, 2)],
        groups: [makeGroup('g')],
        clock: 'stale',
      })
      await assert.rejects(other.commitSignals(stale), { code: 'FENCED' })
      assert.equal(await store.correlationClock(0), 'mine')
      assert.deepEqual(await groupsOf(store), [])
      assert.equal(await store.alert(idOf(1)), undefined)
    })
  })
}
