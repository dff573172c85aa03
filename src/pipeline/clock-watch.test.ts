import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Trouble } from '../schema/trouble.ts'
import type { SourceRecord } from '../sources/source.ts'
import { ClockWatch } from './clock-watch.ts'

const record = (event_ms: number | null): SourceRecord => ({
  id: 'id',
  source: 'udp://192.0.2.7',
  logsource: {},
  value: Buffer.from(String(event_ms)),
})

function watching() {
  const told: Trouble[] = []
  const timeOf = ({ value }: SourceRecord) => {
    const text = Buffer.from(value).toString()
    return text === 'null' ? null : Number(text)
  }
  const watch = new ClockWatch(timeOf, trouble => void told.push(trouble))
  let now_ms = Date.UTC(2026, 0, 1)
  /** Records every second for `seconds`, their time as `eventMs` tells. */
  const live = (seconds: number, eventMs: (now_ms: number, second: number) => number | null) => {
    for (let second = 0; second < seconds; second++) {
      now_ms += 1000
      watch.observe(record(eventMs(now_ms, second)), now_ms)
    }
  }
  return { told, live }
}

test('a clock that is ahead is told of, once', () => {
  const { told, live } = watching()
  live(15, now_ms => now_ms + 120_000)
  assert.equal(told.length, 0, 'one look is not enough')
  live(300, now_ms => now_ms + 120_000)
  assert.equal(told.length, 1)
  assert.deepEqual([told[0]?.kind, told[0]?.source], ['clock_wrong', 'udp://192.0.2.7'])
  assert.match(told[0]?.message ?? '', /120 s ahead of the time/)
})

test('a clock that is behind is told of, and once more after it was right in between', () => {
  const { told, live } = watching()
  live(100, now_ms => now_ms - 3_600_000)
  assert.match(told[0]?.message ?? '', /3600 s behind the time/)
  live(20, now_ms => now_ms)
  live(100, now_ms => now_ms - 3_600_000)
  assert.equal(told.length, 2)
})

test('an old log that is read now, a delay of a minute and records without a time are no wrong clock', () => {
  const { told, live } = watching()
  live(300, (now_ms, second) => now_ms - 86_400_000 + second * 60_000)
  live(300, now_ms => now_ms - 60_000)
  live(300, () => null)
  live(300, now_ms => now_ms + 30_000)
  assert.equal(told.length, 0)
})
