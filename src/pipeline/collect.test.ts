import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SentinelError } from '../errors.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import { DEADLETTERS_TOPIC, LOGS_TOPIC } from '../schema/topics.ts'
import type { DeliverResult, SourceRecord } from '../sources/source.ts'
import type { OutgoingRecord, PublishResult } from '../transport/transport.ts'
import { collect } from './collect.ts'
import { createProblemBoard } from './problem-board.ts'

const records = ['one', 'two', 'three'].map(
  (text, index): SourceRecord => ({
    id: `f:${index}`,
    source: 'app.log',
    logsource: { product: 'linux' },
    value: Buffer.from(text),
  }),
)

/** Delivers the records once through `publish`. */
async function deliver(
  publish: (topic: string, records: readonly OutgoingRecord[]) => Promise<PublishResult>,
) {
  let result: DeliverResult | undefined
  const problems = createProblemBoard(systemClock, silentLogger)
  await collect(
    {
      transport: { publish },
      sources: [
        {
          async run(deliver) {
            result = await deliver(records)
          },
          status: () => [],
        },
      ],
      host: 'web1',
      problems,
      clock: { ...systemClock, sleep: async () => {} },
      logger: silentLogger,
    },
    new AbortController().signal,
  )
  return { result, problems: problems.list() }
}

describe('collecting', () => {
  test('publishes records byte for byte, keyed by their source', async () => {
    const published: OutgoingRecord[] = []
    await deliver(async (topic, batch) => {
      assert.equal(topic, LOGS_TOPIC)
      published.push(...batch)
      return { refused: [] }
    })
    assert.deepEqual(published[1], {
      key: 'app.log',
      value: Buffer.from('two'),
      headers: { id: 'f:1', host: 'web1', logsource: 'product=linux' },
    })
  })

  test('tries again until the broker is back', async () => {
    let attempts = 0
    const { result, problems } = await deliver(async () => {
      if (++attempts < 4)
        throw new SentinelError('KAFKA_UNAVAILABLE', { where: 'k', found: 'x', expected: 'y' })
      return { refused: [] }
    })
    assert.equal(attempts, 4)
    assert.deepEqual(result, { refused: [] })
    assert.deepEqual(problems, [])
  })

  test('keeps what the broker refuses as a dead letter, and says which it was', async () => {
    const letters: OutgoingRecord[] = []
    const { result } = await deliver(async (topic, batch) => {
      if (topic === DEADLETTERS_TOPIC) letters.push(...batch)
      return { refused: topic === LOGS_TOPIC ? [{ index: 2, reason: 'too large' }] : [] }
    })
    assert.deepEqual(result, { refused: [2] })
    assert.equal(letters.length, 1)
    assert.equal(letters[0]?.headers['reason'], 'too large')
    assert.equal(letters[0]?.headers['id'], 'f:2')
  })
})
