/**
 * Troubles of the other sources as records of their own, JSON of the logsource `product: log-sentinel`, `service:
 * collector`: they travel, are matched and stored as any other record. What was not acknowledged is kept over a restart.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { SourceStatus } from '../../schema/status.ts'
import type { OnTrouble } from '../../schema/trouble.ts'
import { amountOf, refusedOf } from '../balance.ts'
import { createKeeper, keepDuring } from '../listener/keeper.ts'
import { ListenerLedger } from '../listener/listener-ledger.ts'
import { loadState } from '../saved-state.ts'
import type { Deliver, Source, SourceRecord } from '../source.ts'
import { type Told, TroubleLog, troubleLogSchema } from './trouble-log.ts'

const NAME = 'log-sentinel'
const LOGSOURCE = { product: 'log-sentinel', service: 'collector' }
const PERIOD_MS = 500

export interface TroubleSourceOptions {
  /** Where what is still to be told is saved. */
  state_file: string
  clock: Clock
  logger: Logger
}

export interface TroubleSource extends Source {
  report: OnTrouble
  /** Delivers what is to be told. */
  flush(deliver: Deliver): Promise<void>
}

export function createTroubleSource({ state_file, clock, logger }: TroubleSourceOptions): TroubleSource {
  const log = new TroubleLog(
    () => Math.floor(clock.now()),
    () => randomBytes(12).toString('base64url'),
  )
  const ledger = new ListenerLedger(clock)
  const keeper = createKeeper(state_file, () => log.saved(), {
    clock,
    logger,
    onFailure: reason => ledger.report(`troubles of sources can not be saved: ${reason}`),
  })
  let published = false

  async function flush(deliver: Deliver): Promise<void> {
    const events = log.due()
    if (events.length === 0) return
    published = true
    const records = events.map(recordOf)
    ledger.took(amountOf(records))
    const { refused } = await deliver(records)
    ledger.settled(amountOf(records), refusedOf(records, refused))
    log.told(events)
  }

  async function run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    const state = await loadState(state_file, troubleLogSchema)
    if (state === 'lost') logger.error({ path: state_file }, 'what was to be told of sources can not be read')
    else if (state !== 'none') log.restore(state)
    await keepDuring(keeper, signal, async () => {
      while (!signal.aborted) {
        await flush(deliver)
        await clock.sleep(PERIOD_MS, signal)
      }
    })
  }

  /** There is no row as long as all is well. */
  const status = (): SourceStatus[] => (published ? [ledger.row(NAME, 'collector', 'open')] : [])

  return { report: log.report, flush, run, status }
}

function recordOf({ id, kind, source, message, count, lost_bytes, at_ms }: Told): SourceRecord {
  const event = {
    time: new Date(at_ms).toISOString(),
    ...LOGSOURCE,
    trouble: kind,
    source_name: source,
    count,
    lost_bytes,
    message: `${source}: ${message}`,
  }
  return { id, source: NAME, logsource: LOGSOURCE, value: Buffer.from(JSON.stringify(event)) }
}
