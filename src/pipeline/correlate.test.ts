import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type LabCorrelator, type LabMatch, PARTITIONS, SignalLab } from './testing/signal-lab.ts'

const rule = (id: string) => `
title: Rule ${id}
id: ${id}
logsource: { product: test }
detection: { s: { kind: ${id} }, condition: s }
`
const correlation = (id: string, body: string) => `---
title: Correlation ${id}
id: ${id}
name: ${id}
level: high
correlation:
    ${body}
`
const BRUTE = correlation(
  'brute',
  'type: event_count\n    rules: [a]\n    group-by: [user]\n    timespan: 60s\n    condition: { gte: 3 }',
)
const RULES = [
  rule('a'),
  `---${rule('b')}`,
  BRUTE,
  correlation(
    'spread',
    'type: value_count\n    rules: [a, b]\n    group-by: [user]\n    timespan: 2m\n    condition: { field: ip, gte: 3 }',
  ),
  correlation(
    'sum',
    'type: value_sum\n    rules: [b]\n    group-by: [user]\n    timespan: 60s\n    condition: { field: bytes, gt: 100 }',
  ),
  correlation(
    'success',
    'type: temporal_ordered\n    rules: [brute, b]\n    group-by: [user]\n    timespan: 5m\n    generate: true',
  ),
].join('')
const START_MS = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000

/** What is left at the end, whoever did it in whatever order. */
function outcome({ store }: SignalLab) {
  return [...store.alerts.values()]
    .map(({ id, rule_id, fields, correlation, timeline }) => ({
      id,
      rule_id,
      fields,
      count: correlation?.count,
      value: correlation?.value,
      state: correlation?.state,
      first: correlation?.first,
      last: correlation?.last,
      events: timeline?.map(({ id, message }) => [id, message]),
    }))
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
}

/** Everything that waits is read, and then time is over. */
async function finish(correlators: readonly LabCorrelator[]): Promise<void> {
  const [last] = correlators
  if (!last) return
  await last.assign(Array.from({ length: PARTITIONS }, (_, at) => at))
  for (let partition = 0; partition < PARTITIONS; partition++)
    await last.read(partition, Number.POSITIVE_INFINITY)
}

const matchArbitrary = fc.record({
  rule: fc.constantFrom('a', 'a', 'b'),
  at_s: fc.nat(1200),
  late_s: fc.nat(290),
  user: fc.constantFrom('anna', 'ben'),
  ip: fc.nat(4).map(n => `10.0.0.${n}`),
  bytes: fc.constantFrom(10, 60, '70', -20),
})
const planArbitrary = fc.record({
  matches: fc.array(matchArbitrary, { minLength: 20, maxLength: 150 }),
  workers: fc.constantFrom(1, 2, 5),
  batch: fc.integer({ min: 1, max: 30 }),
  seed: fc.nat(),
})

/** A generator of numbers below `n`; the same seed gives the same. */
function numbers(seed: number) {
  let state = seed
  return (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % n
  }
}

async function run(
  matches: readonly (LabMatch & { arrives_ms: number })[],
  { workers, batch, seed, is_rough }: { workers: number; batch: number; seed: number; is_rough: boolean },
) {
  const lab = new SignalLab(RULES)
  const pick = numbers(seed)
  const detector = await lab.detector([0, 1, 2])
  const correlators: LabCorrelator[] = []
  for (let at = 0; at < workers; at++) correlators.push(await lab.correlator())
  const deal = async () => {
    const offset = pick(workers)
    for (const [at, one] of correlators.entries())
      await one.assign(
        Array.from({ length: PARTITIONS }, (_, partition) => partition).filter(
          partition => (partition + offset) % workers === at,
        ),
      )
    return (partition: number) => correlators[(partition + offset) % workers]
  }
  let ownerOf = await deal()
  for (let from = 0; from < matches.length; from += batch) {
    const part = matches.slice(from, from + batch)
    lab.now_ms = Math.max(lab.now_ms, ...part.map(({ arrives_ms }) => arrives_ms))
    for (let log = 0; log < 3; log++) {
      const own = part.filter((_, at) => (from + at) % 3 === log)
      detector.detect(log, own)
      // A detector that died between publishing and committing detects on the same records again.
      if (is_rough && pick(4) === 0) detector.detect(log, own)
    }
    if (pick(2) === 0) await detector.feed.tell()
    if (is_rough && pick(4) === 0) ownerOf = await deal()
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const size = is_rough ? 1 + pick(10) : Number.POSITIVE_INFINITY
      await ownerOf(partition)?.read(partition, size, is_rough && pick(5) === 0 ? 'killed' : 'well')
    }
  }
  lab.now_ms += 48 * HOUR_MS
  await detector.feed.tell()
  await finish(correlators)
  return lab
}

describe('correlating', () => {
  test('the alerts are the same by 1, 2 and 5 workers, through rebalances, kills and repeats, in any order within the lateness', async () => {
    const told = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(planArbitrary, async ({ matches, workers, batch, seed }) => {
        const made = matches.map(({ rule, at_s, late_s, ...fields }, at) => ({
          id: `event ${at}`,
          rule,
          time_ms: START_MS + at_s * 1000,
          arrives_ms: START_MS + (at_s + late_s) * 1000,
          fields,
        }))
        const by = (key: 'time_ms' | 'arrives_ms') => made.toSorted((left, right) => left[key] - right[key])
        const plain = await run(by('time_ms'), { workers: 1, batch, seed, is_rough: false })
        const rough = await run(by('arrives_ms'), { workers, batch, seed, is_rough: true })
        assert.deepEqual(outcome(rough), outcome(plain))
        assert.equal(rough.store.states.size, 0)
        for (const alert of outcome(plain)) {
          assert.equal(alert.state, 'closed')
          told.set(alert.rule_id, (told.get(alert.rule_id) ?? 0) + 1)
        }
      }),
      { numRuns: 60 },
    )
    assert.deepEqual([...told.keys()].toSorted(), ['brute', 'spread', 'success', 'sum'])
  })

  test('one alert grows as long as it goes on, and lists its events with what is known of them', async () => {
    const lab = new SignalLab(rule('a') + BRUTE)
    const detector = await lab.detector([0])
    const correlator = await lab.correlator()
    await correlator.assign([0, 1, 2, 3])
    const read = async () => {
      for (let partition = 0; partition < PARTITIONS; partition++)
        await correlator.read(partition, Number.POSITIVE_INFINITY)
    }
    const attempt = (n: number): LabMatch => ({
      id: `attempt ${n}`,
      rule: 'a',
      time_ms: START_MS + n * 1000,
      fields: { user: 'anna' },
    })
    detector.detect(0, [1, 2].map(attempt))
    await read()
    assert.equal(lab.store.alerts.size, 0)
    detector.detect(0, [attempt(3)])
    await read()
    const [first] = lab.store.alerts.values()
    assert.deepEqual(
      first?.timeline?.map(({ message, rule_title, host }) => [message, rule_title, host]),
      [1, 2, 3].map(n => [`attempt ${n}`, 'Rule a', 'web-1']),
    )
    assert.equal(first?.level, 'high')
    assert.equal(first?.correlation?.condition, 'event_count gte 3 within 1m')
    assert.equal(first?.message, 'user anna: 3 events in 2 s: Rule a (3)')
    detector.detect(0, [attempt(50)])
    await read()
    assert.equal(lab.store.alerts.size, 1)
    const [grown] = lab.store.alerts.values()
    assert.deepEqual([grown?.id, grown?.correlation?.count], [first?.id, 4])
    assert.equal(grown?.timeline?.at(-1)?.message, 'attempt 50')
  })

  test('time that was noted before partitions changed hands is told yet', async () => {
    const lab = new SignalLab(rule('a') + BRUTE)
    const detector = await lab.detector([0])
    const correlator = await lab.correlator()
    await correlator.assign([0, 1, 2, 3])
    const attempt = (n: number): LabMatch => ({
      id: `attempt ${n}`,
      rule: 'a',
      time_ms: START_MS + n * 1000,
      fields: { user: 'anna' },
    })
    lab.now_ms = START_MS + HOUR_MS
    detector.detect(0, [1, 2, 3, 2000, 2001].map(attempt))
    await detector.feed.begin(new Map([[0, 5]]))
    for (let partition = 0; partition < PARTITIONS; partition++)
      await correlator.read(partition, Number.POSITIVE_INFINITY)
    assert.deepEqual(
      [...lab.store.alerts.values()].map(({ correlation }) => correlation?.state),
      ['closed'],
    )
  })

  test('rules that a correlation stands for are silenced unless it says generate', () => {
    const inner = new SignalLab(RULES).correlations.silenced
    assert.deepEqual([...inner].toSorted(), ['a', 'b'])
  })

  test('what is no signal is kept as a dead letter, and what is of no correlation is counted', async () => {
    const lab = new SignalLab(rule('a') + BRUTE)
    const correlator = await lab.correlator()
    await correlator.assign([0])
    const signal = {
      id: 'x',
      correlation: 'brute',
      key: '4:anna',
      rule: 'a',
      time_ms: 1,
      value: null,
      carried: [],
    }
    const position = { topic: 'sentinel.logs', partition: 0, offset: 0 }
    const context = { host: '', source: '', message: '', entities: [], position }
    const append = (changes: object) =>
      lab.append(JSON.stringify({ kind: 'signal', signal: { ...signal, ...changes }, context }), 0)
    lab.append('no JSON', 0)
    append({ key: 'no key' })
    append({ time_ms: 'soon' })
    append({ correlation: 'other' })
    append({ key: '4:anna3:ben' })
    append({ value: 7 })
    append({ rule: 'b' })
    append({ time_ms: START_MS + 24 * HOUR_MS })
    append({})
    await correlator.read(0, 100)
    assert.equal(lab.letters.length, 3)
    const [open] = correlator.loop.open()
    assert.deepEqual(open?.left_out, { unknown: 4, ahead: 1 })
    assert.equal(open?.correlator.counts.get('brute')?.taken, 1)
    assert.equal(lab.store.offsets.get(0), 9)
  })

  test('rules that change keep the windows of correlations that do not, and drop those of others', async () => {
    const other = correlation(
      'other',
      'type: event_count\n    rules: [a]\n    group-by: [user]\n    timespan: 60s\n    condition: { gte: 3 }',
    )
    const lab = new SignalLab(rule('a') + BRUTE + other)
    const detector = await lab.detector([0])
    const correlator = await lab.correlator()
    await correlator.assign([0, 1, 2, 3])
    const match = (n: number) => ({ id: `e${n}`, rule: 'a', time_ms: START_MS + n, fields: { user: 'anna' } })
    const step = async (...numbers: number[]) => {
      detector.detect(0, numbers.map(match))
      for (let partition = 0; partition < PARTITIONS; partition++) await correlator.read(partition, 100)
    }
    await step(1, 2)
    lab.reload(rule('a') + BRUTE + other.replace('60s', '90s'))
    await step(3)
    assert.deepEqual(
      [...lab.store.alerts.values()].map(({ rule_id }) => rule_id),
      ['brute'],
    )
    await step(4, 5)
    assert.deepEqual(
      [...lab.store.alerts.values()].map(({ rule_id, correlation }) => [rule_id, correlation?.count]),
      [
        ['brute', 5],
        ['other', 3],
      ],
    )
  })
})
