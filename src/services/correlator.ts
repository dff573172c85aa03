import { publishStatus } from '../pipeline/status-topic.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'
import { baseStatus, type ServiceContext } from './context.ts'
import { createCorrelation } from './correlation.ts'
import { prepareStore, prepareTransport } from './parts.ts'
import { createRules } from './rules.ts'
import { together } from './together.ts'

/** The correlator alone: shares the partitions of the signals with those of the detectors. */
export async function createCorrelatorService(
  context: ServiceContext,
  transport: Transport,
  store: Store,
): Promise<{ run(signal: AbortSignal): Promise<void> }> {
  const { clock, logger } = context
  const rules = await createRules(context)
  const correlation = createCorrelation(context, transport, store, rules, null)
  return {
    async run(signal) {
      await Promise.all([prepareTransport(context, transport, signal), prepareStore(context, store, signal)])
      logger.info({}, 'correlator started')
      await together(signal, [
        signal => correlation.run(signal),
        signal => rules.watch(signal),
        signal =>
          publishStatus(
            () => ({
              ...baseStatus(context, 'correlator'),
              partitions: correlation.status(),
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
