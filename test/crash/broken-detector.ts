/**
 * A detector, with its correlator, that breaks one half of what makes alerts exact, to see that the matrix tells:
 *
 *     broken-detector.ts two-transactions FLAGS              commits the offset, and the alerts a moment later
 *     broken-detector.ts no-fence FLAGS                      commits wherever the partition's offset is by now
 *     broken-detector.ts signals-in-two-transactions FLAGS   commits the offset of signals, and windows and alerts later
 *     broken-detector.ts signals-without-fence FLAGS         commits signals wherever the partition's offset is by now
 */
import { flushCompileCache } from 'node:module'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/runtime/clock.ts'
import { loadConfig } from '../../src/runtime/load-config.ts'
import { createLogger } from '../../src/runtime/logging.ts'
import { createContext } from '../../src/services/context.ts'
import { createDetectorService } from '../../src/services/detector.ts'
import { openStore, openTransport } from '../../src/services/parts.ts'
import type { Store } from '../../src/store/store.ts'

type Broken = Partial<Pick<Store, 'commitBatch' | 'commitSignals'>>
type Place = { topic: string; partition: number }

const LATER_MS = 300
/** Long enough for another one to take the partition over meanwhile. */
const SLOW_MS = 1500

async function offsetNow(store: Store, { topic, partition }: Place): Promise<number> {
  await sleep(SLOW_MS)
  return (await store.nextOffsets(topic, [partition])).get(partition) ?? 0
}

const BREAKS: Readonly<Record<string, (store: Store) => Broken>> = {
  'two-transactions': store => ({
    async commitBatch(batch) {
      await store.commitBatch({ ...batch, alerts: [] })
      await sleep(LATER_MS)
      const counted = { events: 0, parse_failures: 0, dead_letters: 0 }
      return await store.commitBatch({ ...batch, ...counted, expected_offset: batch.next_offset })
    },
  }),
  'no-fence': store => ({
    commitBatch: async batch =>
      await store.commitBatch({ ...batch, expected_offset: await offsetNow(store, batch) }),
  }),
  'signals-in-two-transactions': store => ({
    async commitSignals(batch) {
      await store.commitSignals({ ...batch, alerts: [], merged: [], groups: [] })
      await sleep(LATER_MS)
      const counted = { events: 0, dead_letters: 0 }
      return await store.commitSignals({ ...batch, ...counted, expected_offset: batch.next_offset })
    },
  }),
  'signals-without-fence': store => ({
    commitSignals: async batch =>
      await store.commitSignals({ ...batch, expected_offset: await offsetNow(store, batch) }),
  }),
}

const { values, positionals } = parseArgs({
  options: {
    kafka: { type: 'string' },
    database: { type: 'string' },
    'data-dir': { type: 'string' },
    config: { type: 'string' },
  },
  allowPositionals: true,
})
const broken = BREAKS[positionals[0] ?? '']
if (!broken) throw new Error(`expected one of ${Object.keys(BREAKS).join(', ')}`)
const { config: file = null, ...settings } = values
const flags = Object.entries(settings).flatMap(([name, value]): [string, string[]][] =>
  value === undefined ? [] : [[name.replaceAll('-', '_'), [value]]],
)
const config = loadConfig({ file, environment: {}, flags: new Map(flags) })
const context = createContext(config, systemClock, createLogger(config, process.stderr))
const transport = await openTransport(context)
const store = await openStore(context)
const detector = await createDetectorService(context, transport, {
  ...store,
  ...broken(store),
})
// Killed, it would not leave what it compiled to the next.
flushCompileCache()
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
await detector.run(stop.signal).catch((error: unknown) => {
  if (!stop.signal.aborted) throw error
})
process.exit(0)
