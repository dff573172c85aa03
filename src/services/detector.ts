import { Counter, Gauge } from 'prom-client'
import { describeEvent } from '../normalize/describe.ts'
import { createDetector, type Detector } from '../pipeline/detect.ts'
import type { SignalFeed } from '../pipeline/signal-feed.ts'
import { publishStatus } from '../pipeline/status-topic.ts'
import type { Clock } from '../runtime/clock.ts'
import type { PartitionStatus } from '../schema/status.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'
import { baseStatus, type ServiceContext } from './context.ts'
import { createCorrelation, openFeed } from './correlation.ts'
import { prepareStore, prepareTransport } from './parts.ts'
import { createRules } from './rules.ts'
import { together } from './together.ts'

/** The detector: matches records against rules, correlates what they tell, and commits the alerts of both. */
export async function createDetectorService(
  context: ServiceContext,
  transport: Transport,
  store: Store,
): Promise<Pick<Detector, 'run' | 'status'>> {
  const { clock, logger, problems } = context
  const rules = await createRules(context)
  const feed = openFeed(context, transport, rules)
  const correlation = createCorrelation(context, transport, store, rules, feed)
  const detector = createDetector({
    transport,
    store,
    rules: rules.current,
    signals: feed,
    describe: describeEvent,
    telemetry: detectMetrics(context),
    problems,
    clock,
    logger,
  })
  registerLag(context, () => [...detector.status(), ...correlation.status()])
  return {
    status: detector.status,
    async run(signal) {
      await Promise.all([prepareTransport(context, transport, signal), prepareStore(context, store, signal)])
      logger.info({}, 'detector started')
      await together(signal, [
        async signal => {
          await detector.run(signal)
          await tellLast(feed, clock)
        },
        signal => feed.run(signal),
        signal => correlation.run(signal),
        signal => rules.watch(signal),
        signal =>
          publishStatus(
            () => ({
              ...baseStatus(context, 'detector'),
              partitions: [...detector.status(), ...correlation.status()],
              rules: rules.status(),
              correlations: correlation.correlations(),
            }),
            { transport, clock, logger },
            signal,
          ),
      ])
    },
  }
}

const LAST_TOLD_WITHIN_MS = 1000

/** Whoever takes the partitions over does not see the times of what was detected here last. A courtesy, no more. */
async function tellLast(feed: Pick<SignalFeed, 'tell'>, clock: Clock): Promise<void> {
  await Promise.race([feed.tell().catch(() => {}), clock.sleep(LAST_TOLD_WITHIN_MS)])
}

function detectMetrics({ registry }: ServiceContext) {
  const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] })
  const events = counter(
    'sentinel_detector_events_total',
    'Events detected on and committed by this process.',
  )
  const alerts = counter('sentinel_detector_alerts_total', 'Alerts that this process was the first to store.')
  const failures = counter(
    'sentinel_detector_parse_failures_total',
    'Records that broke off from the format they began.',
  )
  const letters = counter(
    'sentinel_detector_dead_letters_total',
    'Records that failed and were kept as dead letters.',
  )
  return {
    committed(batch: { events: number; parse_failures: number; dead_letters: number }, inserted: number) {
      events.inc(batch.events)
      alerts.inc(inserted)
      failures.inc(batch.parse_failures)
      letters.inc(batch.dead_letters)
    },
  }
}

function registerLag({ registry }: ServiceContext, status: () => PartitionStatus[]): void {
  new Gauge({
    name: 'sentinel_detector_lag_records',
    help: 'Records between what is committed and the end of a partition that this process owns.',
    labelNames: ['topic', 'partition'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { topic, partition, next_offset, end_offset } of status()) {
        this.set({ topic, partition }, end_offset - next_offset)
      }
    },
  })
}
