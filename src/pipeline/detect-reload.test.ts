import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { LOGSOURCES } from '../normalize/normalize.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import type { Alert } from '../schema/alert.ts'
import { compileRules } from '../sigma/index.ts'
import type { Consumer } from '../transport/transport.ts'
import { planRules } from './correlations.ts'
import { createDetector, type DetectionRules } from './detect.ts'
import { createProblemBoard } from './problem-board.ts'
import { createRecordMatcher } from './record-matcher.ts'

const kernel = readKernel()

const SWAPS = 100
const BATCHES = 60
const RECORDS = 50

/** Both rules match every event, and their titles tell which set they are of. */
function ruleSet(version: number): DetectionRules {
  const set = compileRules(
    ['first', 'second'].map(name => ({
      text: JSON.stringify({
        title: `${name} of ${version}`,
        level: 'low',
        logsource: { category: 'any' },
        detection: { a: { 'X|re': name === 'first' ? '^ev(?=ent)' : 'event' }, condition: 'a' },
      }),
    })),
    { unknown_logsource: 'all' },
  )
  const matcher = createRecordMatcher({
    set,
    logsources: LOGSOURCES,
    kernel,
    onKernelFailure(error) {
      throw error
    },
  })
  return { match: matcher.match, correlations: planRules(set) }
}

test('rules swapped a hundred times while events flow: each event is tried on one whole set, and none is missed', async () => {
  let version = 0
  let current = ruleSet(version)
  const alerts: Alert[] = []
  let now_ms = 0
  // Time goes on at every look, so that a batch is cut into many slices.
  const clock = { ...systemClock, now: () => (now_ms += 4), sleep: async () => {} }
  const detector = createDetector({
    transport: {
      async consume(consumer: Consumer) {
        await consumer.offsets([0])
        for (let batch = 0; batch < BATCHES; batch++) {
          const records = Array.from({ length: RECORDS }, (_, at) => ({
            partition: 0,
            offset: batch * RECORDS + at,
            time_ms: 0,
            key: null,
            value: Buffer.from('{"X":"event"}'),
            headers: {},
          }))
          const next_offset = (batch + 1) * RECORDS
          await consumer.handle({ topic: 't', partition: 0, records, next_offset, end_offset: next_offset })
        }
      },
      publish: async () => ({ refused: [] }),
    },
    store: {
      nextOffsets: async () => new Map(),
      async commitBatch(result) {
        alerts.push(...result.alerts)
        return { inserted: result.alerts.length }
      },
    },
    rules: () => current,
    signals: { begin: async () => {}, observe: () => true, signalsOf: () => [], published() {} },
    describe: event => event.raw,
    telemetry: { committed() {} },
    problems: createProblemBoard(clock, silentLogger),
    clock,
    logger: silentLogger,
  })
  const running = detector.run(new AbortController().signal)
  while (version < SWAPS) {
    await setImmediate()
    current = ruleSet(++version)
  }
  await running

  const by_event = Map.groupBy(alerts, ({ evidence }) => evidence[0]?.offset)
  assert.equal(by_event.size, BATCHES * RECORDS)
  const versions = new Set<string>()
  for (const raised of by_event.values()) {
    const sets = new Set(raised.map(({ rule_title }) => rule_title.replace(/^\w+ of /, '')))
    assert.equal(raised.length, 2)
    assert.equal(sets.size, 1)
    for (const set of sets) versions.add(set)
  }
  assert.ok(versions.size > SWAPS / 2, `${versions.size} sets were seen`)
})
