import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { correlationsStatus } from './correlation-status.ts'
import { type LabMatch, PARTITIONS, SignalLab } from './testing/signal-lab.ts'

/** What correlations on the stream can make nothing of is left out, counted by its reason, and shown. */

const RULES = ['a', 'b']
  .map(
    id => `title: Rule ${id}
id: ${id}
logsource: { product: test }
detection: { s: { kind: ${id} }, condition: s }
---
`,
  )
  .join('')
const correlation = (id: string, body: string) =>
  `title: ${id}\nid: ${id}\ncorrelation: { ${body}, timespan: 60s }\n---\n`
const COUNT = correlation(
  'count',
  'type: event_count, rules: [a, b], group-by: [user], condition: { gte: 3 }',
)
const SUM = correlation(
  'sum',
  'type: value_sum, rules: [a], group-by: [user], condition: { field: bytes, gte: 100 }',
)
const START_MS = Date.UTC(2026, 0, 1)
const LATENESS_MS = 300_000
const anna = { user: 'anna' }

/** Detects on matches, each a second after the one before where it does not say; then time is over. */
async function detected(rules: string, matches: readonly Partial<LabMatch>[]) {
  const lab = new SignalLab(RULES + rules)
  const detector = await lab.detector([0])
  const correlator = await lab.correlator()
  await correlator.assign(Array.from({ length: PARTITIONS }, (_, at) => at))
  detector.detect(
    0,
    matches.map((match, n) => ({
      id: `event ${n}`,
      rule: 'a',
      time_ms: START_MS + n * 1000,
      fields: anna,
      ...match,
    })),
  )
  const read = async () => {
    for (let partition = 0; partition < PARTITIONS; partition++)
      await correlator.read(partition, Number.POSITIVE_INFINITY)
  }
  await detector.feed.tell()
  await read()
  const watermarks_ms = correlator.loop.open().map(({ clock }) => clock.watermark_ms)
  lab.now_ms += 2 * 3_600_000
  await detector.feed.tell()
  await read()
  const shown = correlationsStatus(lab.correlations, correlator.loop.open(), detector.feed)
  const of = (id: string) => shown.correlations.find(one => one.id === id)
  const counts = [...lab.store.alerts.values()].map(({ correlation }) => correlation?.count)
  return { shown, of, counts, watermarks_ms, alerts: [...lab.store.alerts.values()] }
}

describe('on the stream', () => {
  test('an event without a field to group by forms no group, and is counted', async () => {
    const without = [{}, { user: null }, { user: ['anna', 'ben'] }, { user: { name: 'anna' } }]
    const { of, counts } = await detected(
      COUNT,
      without.map(fields => ({ fields })),
    )
    assert.deepEqual(counts, [])
    assert.equal(of('count')?.without_group, without.length)
    assert.equal(of('count')?.taken, 0)
  })

  test('a value that is no number is not added up, and is counted', async () => {
    const values = [
      '60',
      50,
      'many',
      '0x10',
      null,
      undefined,
      ['1', '2'],
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]
    const { of, counts, alerts } = await detected(
      SUM,
      values.map(bytes => ({ fields: { ...anna, bytes } })),
    )
    assert.deepEqual(counts, [2])
    assert.equal(alerts[0]?.correlation?.value, 110)
    assert.equal(of('sum')?.without_value, 7)
  })

  test('events of the far future are set aside and counted, and move no time', async () => {
    const years_ms = 73 * 365 * 86_400_000
    const ahead = [START_MS + years_ms, START_MS + years_ms + 1, START_MS + LATENESS_MS + 1, 8.64e15]
    const { shown, counts, watermarks_ms } = await detected(COUNT, [
      ...ahead.map(time_ms => ({ time_ms })),
      ...[1, 2, 3].map(second => ({ time_ms: START_MS + second * 1000 })),
    ])
    assert.equal(shown.ahead, ahead.length)
    assert.deepEqual(counts, [3])
    // The newest time that a second event has confirmed, less the lateness.
    assert.deepEqual(
      watermarks_ms,
      Array.from({ length: PARTITIONS }, () => START_MS + 2000 - LATENESS_MS),
    )
  })

  test('an event that two rules of a count match counts once, and where rules are told apart for each', async () => {
    const both = correlation('both', 'type: temporal, rules: [a, b], group-by: [user]')
    const twice = [0, 1, 2].flatMap(n =>
      ['a', 'b'].map(rule => ({ id: `event ${n}`, rule, time_ms: START_MS + n * 1000 })),
    )
    const two = await detected(COUNT, twice.slice(0, 4))
    assert.deepEqual(two.counts, [])
    const three = await detected(COUNT, twice)
    assert.deepEqual(three.counts, [3])
    assert.equal(three.of('count')?.repeated, 3)
    assert.deepEqual((await detected(both, twice.slice(0, 2))).counts, [2])
  })

  test('a line of syslog that stands for several events counts as so many, and as 100 at most', async () => {
    const line = (repeated: number, format = 'syslog-rfc3164') => [{ format, fields: { ...anna, repeated } }]
    assert.deepEqual((await detected(COUNT, line(5))).counts, [5])
    assert.deepEqual((await detected(COUNT, line(2))).counts, [])
    assert.deepEqual((await detected(COUNT, line(999_999_999))).counts, [100])
    assert.deepEqual((await detected(COUNT, line(5, 'json'))).counts, [])
    assert.deepEqual((await detected(COUNT, line(-5))).counts, [])
  })
})
