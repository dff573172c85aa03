import { isSentinelError, messageOf } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'

const DAY_MS = 86_400_000
const PERIOD_MS = 600_000

/** Deletes alerts that are older than the configuration keeps them, now and then until `signal` is aborted. */
export async function keepRetention(
  { config, clock, logger }: ServiceContext,
  store: Pick<Store, 'prune'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const deleted = await store.prune(clock.now() - config.alert_retention_days * DAY_MS)
      if (deleted > 0)
        logger.info({ deleted, older_than_days: config.alert_retention_days }, 'old alerts deleted')
    } catch (error) {
      if (!isSentinelError(error, 'DATABASE_UNAVAILABLE')) throw error
      logger.debug({ problem: messageOf(error) }, 'retention skipped')
    }
    await clock.sleep(PERIOD_MS, signal)
  }
}
