import process from 'node:process'
import { isSentinelError, messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { type ServiceStatus, serviceStatusSchema } from '../schema/status.ts'
import { STATUS_TOPIC } from '../schema/topics.ts'
import type { Transport } from '../transport/transport.ts'

/** Every service tells how it is on the topic `sentinel.status`; the dashboard listens and remembers. */

const PERIOD_MS = 1000
/** What telling may take of the time: with thousands of sources it is told less often. */
const SHARE = 1 / 400
/** Well within the silence after which a service counts as gone. */
const PERIOD_MS_MAX = 20_000
/** A service that said nothing for this long is gone. */
const SERVICE_SILENCE_MS_MAX = 60_000
const READ_LIMIT = 1000
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
    const before = process.cpuUsage()
    const current = status()
    const value = Buffer.from(JSON.stringify(current))
    // Of the processor: on a machine that is busy elsewhere little work takes long.
    const { user, system } = process.cpuUsage(before)
    const busy_ms = (user + system) / 1000
    try {
      await transport.publish(STATUS_TOPIC, [{ key: current.instance, value, headers: {} }])
    } catch (error) {
      if (!isSentinelError(error)) throw error
      logger.debug({ problem: messageOf(error) }, 'status not published')
    }
    await clock.sleep(Math.min(PERIOD_MS_MAX, Math.max(PERIOD_MS, busy_ms / SHARE)), signal)
  }
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
