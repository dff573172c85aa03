/**
 * A detector that breaks one half of what makes alerts exact, to see that the matrix tells:
 *
 *     broken-detector.ts two-transactions FLAGS    commits the offset, and the alerts a moment later
 *     broken-detector.ts no-fence FLAGS            commits wherever the partition's offset is by now
 */
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

const BREAKS: Readonly<Record<string, (store: Store) => Store['commitBatch']>> = {
  'two-transactions': store => async batch => {
    await store.commitBatch({ ...batch, alerts: [] })
    await sleep(300)
    const { next_offset } = batch
    return await store.commitBatch({
      ...batch,
      expected_offset: next_offset,
      events: 0,
      parse_failures: 0,
      dead_letters: 0,
    })
  },
  'no-fence': store => async batch => {
    await sleep(1500)
    const offsets = await store.nextOffsets(batch.topic, [batch.partition])
    return await store.commitBatch({ ...batch, expected_offset: offsets.get(batch.partition) ?? 0 })
  },
}

const { values, positionals } = parseArgs({
  options: {
    kafka: { type: 'string' },
    database: { type: 'string' },
    'data-dir': { type: 'string' },
    'kafka-session-timeout-ms': { type: 'string' },
  },
  allowPositionals: true,
})
const commitBatch = BREAKS[positionals[0] ?? '']
if (!commitBatch) throw new Error(`expected one of ${Object.keys(BREAKS).join(', ')}`)
const flags = Object.entries(values).flatMap(([name, value]): [string, string[]][] =>
  value === undefined ? [] : [[name.replaceAll('-', '_'), [value]]],
)
const config = loadConfig({ file: null, environment: {}, flags: new Map(flags) })
const context = createContext(config, systemClock, createLogger(config, process.stderr))
const transport = await openTransport(context)
const store = await openStore(context)
const detector = await createDetectorService(context, transport, {
  ...store,
  commitBatch: commitBatch(store),
})
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
await detector.run(stop.signal).catch((error: unknown) => {
  if (!stop.signal.aborted) throw error
})
process.exit(0)
