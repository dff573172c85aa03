import { Counter, Gauge } from 'prom-client'
import { DEFAULT_OPTIONS } from '../correlate/correlator.ts'
import type { EventClockOptions } from '../correlate/event-clock.ts'
import { type CorrelatorLoop, createCorrelatorLoop } from '../pipeline/correlate.ts'
import { correlationsStatus } from '../pipeline/correlation-status.ts'
import { createSignalFeed, type SignalFeed } from '../pipeline/signal-feed.ts'
import type { Config } from '../schema/config.ts'
import type { CorrelationsStatus } from '../schema/status.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'
import type { ServiceContext } from './context.ts'
import type { Rules } from './rules.ts'

/** The two sides of correlation, which run in a detector; a correlator is the second one alone. */

export function openFeed(
  { config, clock, logger }: ServiceContext,
  transport: Transport,
  rules: Rules,
): SignalFeed {
  const isNeeded = () => rules.current().correlations.plans.by_id.size > 0
  return createSignalFeed({ transport, times: timesOf(config), isNeeded, clock, logger })
}

export interface CorrelationService extends Pick<CorrelatorLoop, 'run' | 'status'> {
  correlations(): CorrelationsStatus
}

/** `feed` is that of the same process, which tells what it has left out; null for a correlator alone. */
export function createCorrelation(
  context: ServiceContext,
  transport: Transport,
  store: Store,
  rules: Rules,
  feed: SignalFeed | null,
): CorrelationService {
  const { config, clock, logger, problems, registry } = context
  const signals = new Counter({
    name: 'sentinel_correlator_signals_total',
    help: 'Records of sentinel.signals that this process took into account and committed.',
    registers: [registry],
  })
  const alerts = new Counter({
    name: 'sentinel_correlator_alerts_total',
    help: 'Alerts of correlations that this process was the first to store.',
    registers: [registry],
  })
  const loop = createCorrelatorLoop({
    transport,
    store,
    correlations: () => rules.current().correlations,
    options: {
      correlator: {
        ...DEFAULT_OPTIONS,
        reset_ms: config.correlation.reset_ms,
        renotify_ms: config.correlation.renotify_ms,
        groups_max: config.correlation.groups_max,
        entries_max: config.correlation.entries_max,
      },
      times: timesOf(config),
    },
    telemetry: {
      committed(batch, inserted) {
        signals.inc(batch.events)
        alerts.inc(inserted)
      },
    },
    problems,
    clock,
    logger,
  })
  const correlations = () => correlationsStatus(rules.current().correlations, loop.open(), feed)
  registerGauges(context, correlations)
  return { run: loop.run, status: loop.status, correlations }
}

const OUTCOMES = ['taken', 'repeated', 'late', 'refused', 'without_group', 'without_value'] as const

function registerGauges({ registry }: ServiceContext, status: () => CorrelationsStatus): void {
  new Gauge({
    name: 'sentinel_correlation_groups',
    help: 'Groups that this process watches at the moment.',
    labelNames: ['correlation'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { id, groups } of status().correlations) this.set({ correlation: id }, groups)
    },
  })
  new Gauge({
    name: 'sentinel_correlation_signals',
    help: 'Matches of rules by what became of them: taken or left out, since their partition came to this process.',
    labelNames: ['correlation', 'outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const row of status().correlations)
        for (const outcome of OUTCOMES) this.set({ correlation: row.id, outcome }, row[outcome])
    },
  })
  new Gauge({
    name: 'sentinel_correlation_left_out',
    help: 'What no correlation could take: events of the future (ahead), signals of correlations not in force (unknown).',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      const { ahead, unknown } = status()
      this.set({ reason: 'ahead' }, ahead)
      this.set({ reason: 'unknown' }, unknown)
    },
  })
}

const timesOf = ({ correlation }: Config): EventClockOptions => ({
  lateness_ms: correlation.lateness_ms,
  ahead_max_ms: correlation.ahead_ms_max,
  behind_max_ms: correlation.behind_ms_max,
})
