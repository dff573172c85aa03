import { isSentinelError, messageOf } from '../errors.ts'
import { type Pace, paced } from '../runtime/bounded-share.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { type ServiceStatus, serviceStatusSchema } from '../schema/status.ts'
import { STATUS_TOPIC } from '../schema/topics.ts'
import type { Transport } from '../transport/transport.ts'
import { listedSources } from './listed-sources.ts'

/** Every service tells how it is on the topic `sentinel.status`; the dashboard listens and remembers. */

const PERIOD_MS = 1000
/** With thousands of sources it is told less often, but well within the silence after which a service counts as gone. */
const PACE: Pace = { period_ms: PERIOD_MS, period_ms_max: 20_000, share: 1 / 1000 }
/** A service that said nothing for this long is gone. */
const SERVICE_SILENCE_MS_MAX = 60_000
const READ_LIMIT = 1000
/** Half of what the topic takes in one record. */
const SOURCES_BYTES_MAX = 512 * 1024
const STATUS_PARTITION = 0

/**
 * Publishes what `status` tells once a second, or less often where that is much, until `signal` is aborted. A second
 * that fails is skipped.
 */
export async function publishStatus(
  status: () => ServiceStatus,
  { transport, clock, logger }: { transport: Pick<Transport, 'publish'>; clock: Clock; logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { result: record, pause_ms } = paced(() => {
      const current = withinBound(status())
      return { key: current.instance, value: Buffer.from(JSON.stringify(current)), headers: {} }
    }, PACE)
    try {
      await transport.publish(STATUS_TOPIC, [record])
    } catch (error) {
      if (!isSentinelError(error)) throw error
      logger.debug({ problem: messageOf(error) }, 'status not published')
    }
    await clock.sleep(pause_ms, signal)
  }
}

/** A record that the brokers take, however many sources there are. */
function withinBound(status: ServiceStatus): ServiceStatus {
  return { ...status, sources: listedSources(status.sources, SOURCES_BYTES_MAX) }
}

/** The latest status of every service seen in the last minute. */
export interface StatusBoard {
  latest(): ServiceStatus[]
  /** Follows the topic until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>
}

export function createStatusBoard({
  transport,
  clock,
  logger,
}: {
  transport: Pick<Transport, 'read' | 'offsetAt'>
  clock: Clock
  logger: Logger
}): StatusBoard {
  const statuses = new Map<string, ServiceStatus>()
  const isRecent = (status: ServiceStatus) => Date.parse(status.at) > clock.now() - SERVICE_SILENCE_MS_MAX

  async function readNew(from: number): Promise<number> {
    let next = from
    for (;;) {
      const records = await transport.read(STATUS_TOPIC, STATUS_PARTITION, next, READ_LIMIT)
      for (const record of records) {
        const status = parseStatus(record.value)
        if (status) statuses.set(status.instance, status)
        next = record.offset + 1
      }
      if (records.length < READ_LIMIT) return next
    }
  }

  return {
    latest() {
      for (const [instance, status] of statuses) if (!isRecent(status)) statuses.delete(instance)
      return [...statuses.values()]
    },
    async run(signal) {
      let next: number | undefined
      while (!signal.aborted) {
        try {
          next ??= await transport.offsetAt(
            STATUS_TOPIC,
            STATUS_PARTITION,
            clock.now() - SERVICE_SILENCE_MS_MAX,
          )
          next = await readNew(next)
        } catch (error) {
          if (!isSentinelError(error)) throw error
          logger.debug({ problem: messageOf(error) }, 'status not read')
          // The topic may have been made anew while the transport was away.
          next = undefined
        }
        await clock.sleep(PERIOD_MS, signal)
      }
    },
  }
}

/** Anybody may write to the topic: what is no status is passed over. */
function parseStatus(value: Uint8Array): ServiceStatus | undefined {
  try {
    const parsed = serviceStatusSchema.safeParse(JSON.parse(Buffer.from(value).toString('utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
