import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/helpers/eventually.ts'
import { MemoryTransport } from '../../test/helpers/memory-transport.ts'
import { sampleStatuses } from '../../test/helpers/sample-statuses.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import { STATUS_TOPIC } from '../schema/topics.ts'
import { createStatusBoard } from './status-topic.ts'

test('what services of a later version tell besides is passed over, and what is no status too', async context => {
  const transport = new MemoryTransport()
  transport.addTopic(STATUS_TOPIC, 1)
  const now_ms = Date.now()
  const [status] = sampleStatuses({ now_ms, started_ms: now_ms, records: 10, rate: 1, progress: [] })
  assert.ok(status)
  const [source] = status.sources
  const later = { ...status, sources: [{ ...source, encoding: 'utf-8' }], mood: 'good' }
  for (const text of ['{"service":', JSON.stringify({ service: 'collector' }), JSON.stringify(later)])
    transport.append(STATUS_TOPIC, 0, {
      time_ms: now_ms,
      key: Buffer.from(status.instance),
      value: Buffer.from(text),
      headers: {},
    })
  const board = createStatusBoard({ transport, clock: systemClock, logger: silentLogger })
  const ended = new AbortController()
  const running = board.run(ended.signal)
  context.after(async () => {
    ended.abort()
    await running
  })
  await eventually(async () => assert.deepEqual(board.latest(), [{ ...status, sources: [source] }]))
})
