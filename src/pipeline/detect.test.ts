import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SentinelError } from '../errors.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import type { LogRecord } from '../schema/log-record.ts'
import type { BatchResult } from '../store/store.ts'
import type { Batch, Consumer, IncomingRecord, OutgoingRecord } from '../transport/transport.ts'
import { planRules } from './correlations.ts'
import { createDetector, type DetectDependencies } from './detect.ts'
import { createProblemBoard } from './problem-board.ts'

const rule = { id: 'r', title: 'Rule', level: 'high', tags: ['attack.t1110'] } as const
const record = (offset: number, text: string, headers: Record<string, string> = {}): IncomingRecord => ({
  partition: 0,
  offset,
  time_ms: 1_000,
  key: Buffer.from('app.log'),
  value: Buffer.from(text),
  headers,
})
const batch = (...records: IncomingRecord[]): Batch => ({
  topic: 'sentinel.logs',
  partition: 0,
  records,
  next_offset: (records.at(-1)?.offset ?? -1) + 1,
  end_offset: 100,
})
const normalize = ({ id, host, source, logsource, value, received_ms }: LogRecord) => {
  const raw = Buffer.from(value).toString()
  if (raw.includes('poison')) throw new Error('this record breaks the parser')
  const event = {
    id,
    time_ms: received_ms,
    host,
    source,
    format: 'plain',
    logsource,
    fields: {},
    entities: [],
    raw,
    is_structured: false,
  }
  return { event, parse_failure: raw.startsWith('{') }
}

/** A detector whose transport gives it `batches`, and what it did with them. */
async function detectOn(batches: readonly Batch[], changes: Partial<DetectDependencies['store']> = {}) {
  const committed: BatchResult[] = []
  const letters: OutgoingRecord[] = []
  const failures: unknown[] = []
  const problems = createProblemBoard(systemClock, silentLogger)
  const seenProblems: string[] = []
  const stop = new AbortController()
  const detector = createDetector({
    transport: {
      async consume(consumer: Consumer) {
        await consumer.offsets([0])
        for (const next of batches) await consumer.handle(next).catch(error => failures.push(error))
      },
      async publish(_topic, records) {
        letters.push(...records)
        return { refused: [] }
      },
    },
    store: {
      nextOffsets: async () => new Map(),
      async commitBatch(result) {
        committed.push(result)
        return { inserted: result.alerts.length }
      },
      ...changes,
    },
    rules: () => ({
      match(record) {
        const { event, parse_failure } = normalize(record)
        return { event, parse_failure, matches: event.raw.includes('ALERT') ? [{ rule, matched: [] }] : [] }
      },
      correlations: planRules({ rules: [], correlations: [] }),
    }),
    signals: { begin: async () => {}, observe: () => true, signalsOf: () => [], published() {} },
    describe: event => event.raw,
    telemetry: { committed() {} },
    problems: {
      ...problems,
      raise(part, error) {
        seenProblems.push(part)
        problems.raise(part, error)
      },
    },
    clock: { ...systemClock, sleep: async () => {} },
    logger: silentLogger,
  })
  await detector.run(stop.signal)
  return { committed, letters, failures, seenProblems, detector }
}

describe('detection', () => {
  test('commits the alerts of a batch together with the offset behind it', async () => {
    const { committed } = await detectOn([
      batch(record(0, 'quiet'), record(1, 'ALERT one', { id: 'f:1', host: 'web1' })),
    ])
    assert.equal(committed.length, 1)
    const [result] = committed
    assert.deepEqual(
      [result?.expected_offset, result?.next_offset, result?.events, result?.alerts.length],
      [0, 2, 2, 1],
    )
    const [alert] = result?.alerts ?? []
    assert.equal(alert?.message, 'ALERT one')
    assert.equal(alert?.host, 'web1')
    assert.deepEqual(alert?.evidence, [
      { id: 'f:1', topic: 'sentinel.logs', partition: 0, offset: 1, encoding: 'utf8', raw: 'ALERT one' },
    ])
  })

  test('gives the alert of a repeated record the same id, wherever it lies', async () => {
    const { committed } = await detectOn([
      batch(record(0, 'ALERT', { id: 'f:1' }), record(1, 'ALERT', { id: 'f:1' }), record(2, 'ALERT')),
    ])
    const [first, second, third] = committed[0]?.alerts ?? []
    assert.equal(first?.id, second?.id)
    assert.notEqual(first?.id, third?.id)
    assert.match(first?.id ?? '', /^[0-9a-f]{32}$/)
  })

  test('goes on from the offset that it committed last', async () => {
    const { committed } = await detectOn([batch(record(0, 'a')), batch(record(1, 'b'))])
    assert.deepEqual(
      committed.map(({ expected_offset, next_offset }) => [expected_offset, next_offset]),
      [
        [0, 1],
        [1, 2],
      ],
    )
  })

  test('keeps a record that breaks the parser as a dead letter and goes on', async () => {
    const { committed, letters } = await detectOn([
      batch(record(0, 'poison', { id: 'x' }), record(1, 'ALERT')),
    ])
    assert.equal(committed[0]?.alerts.length, 1)
    assert.equal(committed[0]?.dead_letters, 1)
    assert.deepEqual(letters[0]?.headers, {
      id: 'x',
      stage: 'detect',
      reason: 'this record breaks the parser',
      bytes: '6',
    })
  })

  test('counts parse failures', async () => {
    const { committed } = await detectOn([batch(record(0, '{broken'))])
    assert.equal(committed[0]?.parse_failures, 1)
  })

  test('waits out a database that is away, and says so', async () => {
    let attempts = 0
    const { seenProblems } = await detectOn([batch(record(0, 'ALERT'))], {
      async commitBatch() {
        if (++attempts < 3) {
          throw new SentinelError('DATABASE_UNAVAILABLE', {
            where: 'database',
            found: 'no answer',
            expected: 'an answer',
          })
        }
        return { inserted: 1 }
      },
    })
    assert.equal(attempts, 3)
    assert.deepEqual(seenProblems, ['database', 'database'])
  })

  test('gives a batch up when it is fenced', async () => {
    const { failures } = await detectOn([batch(record(0, 'ALERT'))], {
      async commitBatch() {
        throw new SentinelError('FENCED', { where: 'partition 0', found: 'offset 9', expected: 'offset 0' })
      },
    })
    assert.match(String(failures[0]), /offset 9/)
  })

  test('keeps bytes that are no text as base64 evidence', async () => {
    const raw = { ...record(0, 'ALERT'), value: Buffer.from([0x41, 0x4c, 0x45, 0x52, 0x54, 0xff, 0x00]) }
    const { committed } = await detectOn([batch(raw)])
    assert.deepEqual(committed[0]?.alerts[0]?.evidence[0]?.encoding, 'base64')
    assert.deepEqual(committed[0]?.alerts[0]?.evidence[0]?.raw, raw.value.toString('base64'))
  })
})
