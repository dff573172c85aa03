import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { paced } from './bounded-share.ts'

/** Keeps the processor busy for so long, however long that takes. */
function spend(cpu_ms: number): void {
  const before = process.cpuUsage()
  for (;;) {
    const { user, system } = process.cpuUsage(before)
    if ((user + system) / 1000 >= cpu_ms) return
  }
}

test('little work is done again after its period', () => {
  const pace = { period_ms: 60_000, period_ms_max: 90_000, share: 1 }
  assert.deepEqual(
    paced(() => 'done', pace),
    { result: 'done', pause_ms: 60_000 },
  )
})

test('much work is done less often, so that it keeps to its share', () => {
  const { pause_ms } = paced(() => spend(20), { period_ms: 1, period_ms_max: 1e9, share: 1 / 100 })
  assert.ok(pause_ms >= 2000, `${pause_ms} ms`)
})

test('however much the work is, it is done again after the longest pause', () => {
  const { pause_ms } = paced(() => spend(20), { period_ms: 1, period_ms_max: 1500, share: 1 / 100 })
  assert.equal(pause_ms, 1500)
})
