import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SourceStatus } from '../schema/status.ts'
import type { Trouble } from '../schema/trouble.ts'
import { SilenceWatch } from './silence-watch.ts'

const MINUTE_MS = 60_000

const row = (last_ms: number, waiting = 0): SourceStatus => ({
  source: '/var/log/app.log',
  kind: 'file',
  state: 'idle',
  read: 1,
  published: 1,
  refused: 0,
  waiting,
  bytes: { read: 1, published: 1, refused: 0, waiting: 0 },
  cut: 0,
  lost_bytes: 0,
  position_bytes: 1,
  size_bytes: 1,
  records_per_second: 0,
  last_record_at: new Date(last_ms).toISOString(),
  problem: null,
})

/** A watch of a source that wrote every `pause_ms`, and the time of its last record. */
function accustomed(pause_ms: number, records = 20) {
  const told: Trouble[] = []
  const watch = new SilenceWatch(trouble => void told.push(trouble))
  let last_ms = Date.UTC(2026, 0, 1)
  for (let record = 0; record < records; record++) {
    last_ms += pause_ms
    watch.observe([row(last_ms)], last_ms)
  }
  return { told, watch, last_ms }
}

test('a source that is silent for longer than its habit is told of once, until it speaks again', () => {
  const { told, watch, last_ms } = accustomed(10 * MINUTE_MS)
  watch.observe([row(last_ms)], last_ms + 29 * MINUTE_MS)
  assert.equal(told.length, 0)
  for (const minutes of [31, 32, 500]) watch.observe([row(last_ms)], last_ms + minutes * MINUTE_MS)
  assert.equal(told.length, 1)
  assert.equal(told[0]?.kind, 'source_silent')
  assert.match(told[0]?.message ?? '', /silent for 31 minutes; its longest pause so far was 600 s/)
  const again_ms = last_ms + 500 * MINUTE_MS
  watch.observe([row(again_ms)], again_ms)
  // That pause is a habit now.
  watch.observe([row(again_ms)], again_ms + 1400 * MINUTE_MS)
  assert.equal(told.length, 1)
  watch.observe([row(again_ms)], again_ms + 1501 * MINUTE_MS)
  assert.equal(told.length, 2)
})

test('a busy source may be silent for some minutes', () => {
  const { told, watch, last_ms } = accustomed(1000)
  watch.observe([row(last_ms)], last_ms + 4 * MINUTE_MS)
  assert.equal(told.length, 0)
  watch.observe([row(last_ms)], last_ms + 6 * MINUTE_MS)
  assert.equal(told.length, 1)
})

test('of a source that is hardly known, and of one that waits for the broker, nothing is told', () => {
  const young = accustomed(1000, 5)
  young.watch.observe([row(young.last_ms)], young.last_ms + 100 * MINUTE_MS)
  assert.deepEqual(young.told, [])
  const waiting = accustomed(1000)
  waiting.watch.observe([row(waiting.last_ms, 3)], waiting.last_ms + 100 * MINUTE_MS)
  assert.deepEqual(waiting.told, [])
})

test('habits outlive a restart, and a silence that began before it is told of', () => {
  const { watch, last_ms } = accustomed(MINUTE_MS)
  const told: Trouble[] = []
  const restarted = new SilenceWatch(trouble => void told.push(trouble))
  restarted.restore(JSON.parse(JSON.stringify(watch.saved())))
  restarted.observe([row(last_ms)], last_ms + 60 * MINUTE_MS)
  assert.equal(told.length, 1)
})
