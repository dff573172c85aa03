import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { brief, correlation, type Given, given } from './testing/given.ts'

const THREE = correlation('three', {
  type: 'event_count',
  condition: { limits: [{ operator: 'gte', value: 3 }] },
})
const at = (...times: number[]) => times.map(time => [time, 'a'] as const)

describe('a story', () => {
  test('is told of at once when the correlation holds, and grows in place of a second alert', () => {
    const run = given([THREE]).when(at(1, 2))
    assert.deepEqual(run.reports, [])
    run.when(at(3))
    assert.deepEqual(run.stories.map(brief), [[1, 3, 3]])
    run.when(at(4, 5))
    assert.deepEqual(run.stories.map(brief), [[1, 5, 5]])
    assert.equal(new Set(run.reports.map(({ identity }) => identity)).size, 1)
  })

  test('windows slide: they begin with any event and have both of their ends', () => {
    assert.deepEqual(
      given([THREE])
        .when(at(1, 9, 11), Infinity)
        .stories.map(brief),
      [[1, 11, 3]],
    )
    assert.deepEqual(given([THREE]).when(at(1, 9, 11.001), Infinity).stories, [])
  })

  test('goes on as long as the correlation holds again within its timespan, and then closes', () => {
    const run = given([THREE]).when(at(1, 2, 3, 13), 13)
    assert.equal(run.stories[0]?.state, 'open')
    run.when(at(14, 15), 25)
    assert.deepEqual(run.stories.map(brief), [
      [1, 3, 3],
      [13, 15, 3],
    ])
    assert.deepEqual(
      run.stories.map(({ state }) => state),
      ['closed', 'open'],
    )
    assert.deepEqual(
      run.when([], 25.001).stories.map(({ state }) => state),
      ['closed', 'closed'],
    )
    assert.equal(run.correlator.groups, 0)
  })

  test('lasts over longer breaks if the time of reset says so', () => {
    const run = given([THREE], { reset_ms: 20_000 }).when(at(1, 2, 3, 13, 14, 15), Infinity)
    assert.deepEqual(run.stories.map(brief), [[1, 15, 6]])
  })

  test('is notified again after the time of re-notification', () => {
    const run = given([THREE], { renotify_ms: 5000 }).when(at(1, 2, 3))
    assert.equal(run.stories[0]?.notifications, 1)
    assert.equal(run.when(at(7.9)).stories[0]?.notifications, 1)
    assert.equal(run.when(at(8, 9)).stories[0]?.notifications, 2)
  })

  test('that a late event extends backwards is merged into the longer one', () => {
    const run = given([THREE]).when(at(5, 6, 7))
    const [told] = run.stories
    run.when(at(4))
    assert.deepEqual(run.stories.map(brief), [[4, 7, 4]])
    const merged = run.reports.find(({ state }) => state === 'merged')
    assert.equal(merged?.identity, told?.identity)
    assert.equal(merged?.merged_into, run.stories[0]?.identity)
  })

  test('two that a late event joins become one', () => {
    const run = given([THREE]).when(at(1, 2, 3, 19, 20, 21))
    assert.equal(run.stories.length, 2)
    run.when(at(11))
    assert.deepEqual(run.stories.map(brief), [[1, 21, 7]])
  })

  test('lists its events in the order of time, whatever order they came in', () => {
    const run = given([THREE]).when(at(3, 1, 2), Infinity)
    assert.deepEqual(
      run.stories[0]?.evidence.map(({ id, time_ms, rule }) => [id, time_ms, rule]),
      [
        ['a1', 1000, 'id-a'],
        ['a2', 2000, 'id-a'],
        ['a0', 3000, 'id-a'],
      ],
    )
  })

  test('lists the first and the last of too many events, and counts the others', () => {
    const run = given([THREE], { evidence_max: 2 }).when(at(1, 2, 3, 4, 5, 6), Infinity)
    const [story] = run.stories
    assert.deepEqual(
      story?.evidence.map(({ time_ms }) => time_ms / 1000),
      [1, 2, 5, 6],
    )
    assert.equal(story?.omitted, 2)
    assert.equal(story?.count, 6)
  })
})

describe('a signal', () => {
  test('older than the watermark is counted and left out', () => {
    const run = given([THREE])
      .when(at(1, 20, 21), 20)
      .when(at(19.9))
    assert.deepEqual(run.stories, [])
    assert.equal(run.correlator.counts.get('three')?.late, 1)
    assert.equal(run.when(at(20)).stories.length, 1)
  })

  test('that is missing a field to group by forms no group and is counted', () => {
    const matches = [1, 2, 3].map(time => [time, 'a', { user: undefined }] as const)
    const run = given([THREE]).when(matches, Infinity)
    assert.deepEqual(run.stories, [])
    assert.equal(run.router.left_out.get('three')?.without_group, 3)
  })

  test('beyond what a group may hold is refused and counted, and the story says so', () => {
    const run = given([THREE], { entries_max: 4 }).when(at(1, 2, 3, 4, 5))
    assert.equal(run.correlator.counts.get('three')?.group_full, 1)
    assert.deepEqual(run.stories.map(brief), [[1, 4, 4]])
    assert.equal(run.stories[0]?.is_truncated, true)
  })

  test('of more groups than a correlation may have is refused and counted', () => {
    const run = given([THREE], { groups_max: 1 }).when([...at(1), [2, 'a', { user: 'ben' }]])
    assert.equal(run.correlator.counts.get('three')?.groups_full, 1)
    assert.equal(run.correlator.groups, 1)
  })
})

const stored = (run: Given) => [...run.states.values()].reduce((sum, { entries }) => sum + entries.length, 0)

test('a group keeps no more settled events than its condition needs', () => {
  const run = given([THREE], { thinned_at: 1 })
  for (let time = 0; time < 90; time++) run.when(at(time / 10), time / 10)
  assert.deepEqual(run.stories.map(brief), [[0, 8.9, 90]])
  assert.ok(stored(run) > 0 && stored(run) <= 7)
})

test('a group keeps no more values than its condition needs', () => {
  const values = correlation('values', {
    type: 'value_count',
    condition: { fields: ['host'], limits: [{ operator: 'gte', value: 3 }] },
  })
  const run = given([values], { thinned_at: 1 })
  for (let time = 0; time < 90; time++) run.when([[time / 10, 'a', { host: `h${time % 40}` }]], time / 10)
  assert.deepEqual(run.stories.map(brief), [[0, 8.9, 90]])
  assert.equal(run.stories[0]?.value, 40)
  assert.ok(stored(run) > 0 && stored(run) <= 7)
})

test('what is stored of a correlation that has changed since is not taken up', () => {
  const run = given([THREE]).when(at(1, 2))
  const groups = [...run.states.values()]
  const changed = given([{ ...THREE, timespan_ms: 20_000 }])
  assert.equal(changed.correlator.load({ groups, watermarks: [0] }), 1)
  assert.equal(given([THREE]).correlator.load({ groups, watermarks: [0] }), 0)
})
