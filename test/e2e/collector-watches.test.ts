import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { habitsSchema } from '../../src/pipeline/silence-watch.ts'
import { type Clock, systemClock } from '../../src/runtime/clock.ts'
import { loadConfig } from '../../src/runtime/load-config.ts'
import { createLogger } from '../../src/runtime/logging.ts'
import { createCollector } from '../../src/services/collector.ts'
import { createContext } from '../../src/services/context.ts'
import { createDetectorService } from '../../src/services/detector.ts'
import { openStore, openTransport } from '../../src/services/parts.ts'
import { together } from '../../src/services/together.ts'
import { loadState } from '../../src/sources/saved-state.ts'
import type { Store } from '../../src/store/store.ts'
import { eventually } from '../helpers/eventually.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/**
 * What a collector notices over minutes, from the lines in a file to the alert in the database. The collector's clock
 * runs fast; everything else is as it is installed.
 */

const TIMES_FASTER = 60
const HOUR_MS = 3_600_000
/** After so many a source's habit is known. */
const PAUSES = 10
const WITHIN_MS = 60_000

const began_ms = Date.now()
const fastClock: Clock = {
  now: () => began_ms + (Date.now() - began_ms) * TIMES_FASTER,
  sleep: (ms, signal) => systemClock.sleep(ms / TIMES_FASTER, signal),
}

describe('what a collector notices over time becomes an alert', () => {
  const end = new AbortController()
  let store: Store
  let ended: Promise<unknown>
  after(async () => {
    end.abort()
    await ended
  })
  const folder = temporaryFolder({ after })
  const data = join(folder, 'data')
  const fallen_silent = join(folder, 'fallen-silent.log')
  const ahead = join(folder, 'ahead.log')
  const right = join(folder, 'right.log')
  const writing = new Set([fallen_silent, ahead, right])

  before(async () => {
    for (const file of writing) writeFileSync(file, '')
    const config = loadConfig({
      file: null,
      environment: {},
      flags: new Map([
        ['data_dir', [data]],
        ['sources', [...writing]],
      ]),
    })
    const context = createContext(config, systemClock, createLogger(config, new PassThrough().resume()))
    const transport = await openTransport(context)
    store = await openStore(context)
    const detector = await createDetectorService(context, transport, store)
    const collector = createCollector({ ...context, clock: fastClock }, transport, {
      stdin: new PassThrough(),
      ends_with_sources: false,
    })
    ended = together(end.signal, [write, signal => detector.run(signal), signal => collector.run(signal)])
      .finally(() => store.close())
      .finally(() => transport.close())
    ended.catch(() => undefined) // Awaited at the end.
  })

  async function write(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const file of writing) {
        const time_ms = fastClock.now() + (file === ahead ? HOUR_MS : 0)
        appendFileSync(file, `${new Date(time_ms).toISOString()} INFO order paid\n`)
      }
      await systemClock.sleep(20, signal)
    }
  }

  async function alertsOf(title: string): Promise<string[]> {
    const alerts = await store.alertsAfter(0, { time: 'detected' }, 1000)
    return alerts.filter(({ rule_title }) => rule_title === title).map(({ message }) => message)
  }

  test('of a source whose clock is wrong', async () => {
    await eventually(async () => {
      const [message = '', ...more] = await alertsOf('Clock Of A Log Source Wrong')
      assert.match(message, /ahead\.log: its times are 3\d\d\d s ahead of the time of this machine/)
      assert.deepEqual(more, [])
    }, WITHIN_MS)
  })

  test('of a source that falls silent, and not of those that go on', async () => {
    await eventually(async () => {
      const habits = await loadState(join(data, 'positions', 'habits.json'), habitsSchema)
      assert.ok(typeof habits === 'object', habits.toString())
      assert.ok(habits.some(({ source, pauses }) => source === fallen_silent && pauses === PAUSES))
    }, WITHIN_MS)
    assert.deepEqual(await alertsOf('Log Source Silent'), [])
    writing.delete(fallen_silent)
    await eventually(async () => {
      const [message = '', ...more] = await alertsOf('Log Source Silent')
      assert.match(message, /fallen-silent\.log: silent for \d+ minutes; its longest pause so far was \d+ s/)
      assert.deepEqual(more, [])
    }, WITHIN_MS)
  })
})
