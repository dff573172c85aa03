import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Trouble } from '../../schema/trouble.ts'
import { TroubleLog, WHILE_MS } from './trouble-log.ts'

const cut = (source: string, count = 1): Trouble => ({
  kind: 'line_cut',
  source,
  message: `${count} lines`,
  count,
  lost_bytes: 2 * count,
})

function started() {
  const time = { now: 1_000_000 }
  let ids = 0
  const fresh = () =>
    new TroubleLog(
      () => time.now,
      () => `id-${ids++}`,
    )
  return { time, fresh, log: fresh() }
}

test('the first trouble is told at once, a flood behind it once, with its count', () => {
  const { time, log } = started()
  log.report(cut('a'))
  const [first] = log.due()
  assert.deepEqual(first, { id: 'id-0', ...cut('a'), at_ms: time.now })
  log.told(log.due())
  for (let line = 0; line < 1000; line++) log.report(cut('a'))
  assert.deepEqual(log.due(), [])
  time.now += WHILE_MS
  const [second, ...more] = log.due()
  assert.deepEqual([second?.count, second?.lost_bytes, more.length], [1000, 2000, 0])
  log.told(log.due())
  time.now += WHILE_MS
  assert.deepEqual(log.due(), [])
  log.report(cut('a'))
  assert.equal(log.due().length, 1)
})

test('sources and kinds are told apart', () => {
  const { log } = started()
  log.report(cut('a'))
  log.report(cut('b'))
  log.report({ ...cut('a'), kind: 'truncated_unread' })
  assert.equal(log.due().length, 3)
})

test('what was not told is told after a restart, under the same id', () => {
  const { time, fresh, log } = started()
  log.report(cut('a'))
  log.report(cut('a', 4))
  const before = log.due()
  const restarted = fresh()
  restarted.restore(JSON.parse(JSON.stringify(log.saved())))
  assert.deepEqual(restarted.due(), before)
  restarted.told(before)
  time.now += WHILE_MS
  assert.deepEqual(
    restarted.due().map(({ count }) => count),
    [4],
  )
})

test('a log that can not be told grows by sources only, and many sources share an entry', () => {
  const { time, log } = started()
  for (let turn = 0; turn < 5; turn++) {
    for (let source = 0; source < 10_100; source++) log.report(cut(`source ${source}`))
    log.due()
    time.now += WHILE_MS
  }
  const due = log.due()
  assert.equal(due.length, 10_001)
  assert.equal(
    due.reduce((sum, { count }) => sum + count, 0),
    5 * 10_100,
  )
})

test('every trouble is counted once, whatever comes between', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('report' as const), source: fc.constantFrom('a', 'b') }),
    fc.constant({ do: 'tell' } as const),
    fc.constant({ do: 'restart' } as const),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 2 * WHILE_MS }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), steps => {
      const { time, fresh, log: first } = started()
      let log = first
      let reported = 0
      let told = 0
      const tell = () => {
        const due = log.due()
        for (const { count } of due) told += count
        log.told(due)
      }
      for (const step of steps) {
        if (step.do === 'report') {
          log.report(cut(step.source))
          reported++
        } else if (step.do === 'tell') tell()
        else if (step.do === 'wait') time.now += step.ms
        else {
          const saved = log.saved()
          log = fresh()
          log.restore(saved)
        }
      }
      time.now += 2 * WHILE_MS
      tell()
      assert.equal(told, reported)
    }),
  )
})
