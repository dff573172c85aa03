import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEventClock } from './event-clock.ts'

const OPTIONS = { lateness_ms: 5, ahead_max_ms: 5, behind_max_ms: 1000 }

test('the watermark is the lateness behind the newest times of the slowest input', () => {
  const clock = createEventClock(OPTIONS)
  assert.equal(clock.watermark_ms, -Infinity)
  for (const time of [100, 101, 100]) clock.observe('p0', time, time)
  assert.equal(clock.watermark_ms, 95)
  for (const time of [110, 120]) clock.observe('p0', time, time)
  for (const time of [107, 107]) clock.observe('p1', time, time)
  assert.equal(clock.watermark_ms, 102)
})

test('the watermark never goes back', () => {
  const clock = createEventClock(OPTIONS)
  for (const time of [100, 100]) clock.observe('p0', time, time)
  assert.equal(clock.watermark_ms, 95)
  for (const time of [50, 50]) clock.observe('p1', time, time)
  assert.equal(clock.watermark_ms, 95)
})

test('an event from the future is set aside and counted', () => {
  const clock = createEventClock(OPTIONS)
  for (const time of [100, 100]) clock.observe('p0', time, 100)
  assert.equal(clock.observe('p0', 106, 100), 'ahead')
  assert.equal(clock.observe('p0', Number.NaN, 100), 'ahead')
  assert.equal(clock.observe('p0', 105, 100), 'ok')
  assert.deepEqual([...clock.ahead], [['p0', 2]])
  assert.equal(clock.watermark_ms, 95)
})

test('one event far ahead of the others moves nothing', () => {
  const clock = createEventClock(OPTIONS)
  for (const time of [100, 100, 900, 101, 102]) clock.observe('p0', time, 1000)
  assert.equal(clock.watermark_ms, 97)
})

test('an input of long past does not hold up one of today, and decides where it is alone', () => {
  const clock = createEventClock(OPTIONS)
  for (const time of [100, 101]) clock.observe('old', time, 5000)
  assert.equal(clock.watermark_ms, 95)
  for (const time of [4990, 4995]) clock.observe('new', time, 5000)
  assert.equal(clock.watermark_ms, 4985)
  assert.deepEqual(clock.behind, ['old'])
})

test('an input that is idle or gone holds up nothing', () => {
  const clock = createEventClock(OPTIONS)
  for (const input of ['p0', 'p1']) for (const time of [100, 100]) clock.observe(input, time, 100)
  for (const time of [500, 500]) clock.observe('p0', time, 500)
  assert.equal(clock.watermark_ms, 95)
  clock.idle('p1', 400)
  assert.equal(clock.watermark_ms, 395)
  clock.forget('p1')
  assert.equal(clock.watermark_ms, 495)
})

test('goes on from what was stored', () => {
  const clock = createEventClock(OPTIONS)
  for (const time of [100, 120, 110]) clock.observe('p0', time, time)
  const resumed = createEventClock(OPTIONS, JSON.parse(JSON.stringify(clock.state)))
  assert.equal(resumed.watermark_ms, clock.watermark_ms)
  for (const both of [clock, resumed]) both.observe('p0', 130, 130)
  assert.equal(resumed.watermark_ms, clock.watermark_ms)
  assert.equal(resumed.watermark_ms, 115)
})

test('an input that was begun holds time up until it tells one, or turns out to be idle', () => {
  const clock = createEventClock(OPTIONS)
  clock.begin('p1')
  for (const time of [100, 100]) clock.observe('p0', time, 100)
  assert.equal(clock.watermark_ms, -Infinity)
  for (const time of [90, 90]) clock.observe('p1', time, 100)
  assert.equal(clock.watermark_ms, 85)
  clock.begin('p2')
  clock.idle('p2', 110)
  clock.idle('p1', 110)
  clock.idle('p0', 110)
  assert.equal(clock.watermark_ms, 105)
})

test('an input that was never heard of does not become one by being idle', () => {
  const clock = createEventClock(OPTIONS)
  clock.idle('p1', 500)
  assert.equal(clock.watermark_ms, -Infinity)
})

test('what another clock has noted is taken over, and telling it twice confirms nothing', () => {
  const there = createEventClock(OPTIONS)
  const here = createEventClock(OPTIONS)
  for (const time of [100, 101, 900]) there.observe('p0', time, 900)
  for (let times = 0; times < 2; times++) for (const reading of there.state.inputs) here.adopt(reading)
  assert.equal(here.watermark_ms, there.watermark_ms)
  assert.equal(here.watermark_ms, 96)
})
