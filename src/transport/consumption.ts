/**
 * What taking part in a consumer group means on every transport: where reading starts, what happens when the
 * caller or the transport fails, and who is told. The adapters only know how to join, read and leave.
 *
 * A consumer goes round: wait for an assignment, load the offsets, serve until the assignment is revoked, a
 * handler rejects, the transport fails or the caller aborts. Every turn loads the offsets anew, because what the
 * store holds is the only truth about what was consumed.
 */
import { messageOf } from '../errors.ts'
import { backoff } from '../runtime/backoff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Batch, Consumer, IncomingRecord } from './transport.ts'

/** The bounds of one call of `handle`. A single larger record still comes, alone. */
export const BATCH_RECORDS_MAX = 5_000
export const BATCH_BYTES_MAX = 4 * 1024 * 1024

export interface Assignment {
  partitions: readonly number[]
  /** Aborted when the group moves on: the partitions may belong to others from then on. */
  revoked: AbortSignal
}

/** One partition's first offset, and the offset after its last record. */
export interface Bounds {
  start: number
  end: number
}

export interface Serving {
  /** Where to go on, for every assigned partition. */
  positions: ReadonlyMap<number, number>
  stop: AbortSignal
  handle(batch: Batch): Promise<void>
  /** The transport answered: whatever problem there was is over. */
  onAnswer(): void
}

/** An adapter's part in a group. */
export interface Member {
  /** The assignment that holds now, waiting for it if need be; null once `signal` is aborted. */
  assignment(signal: AbortSignal): Promise<Assignment | null>
  bounds(partitions: readonly number[]): Promise<ReadonlyMap<number, Bounds>>
  /** Reads and hands on until `stop` (then resolves) or a failure (then rejects), with no handler left running. */
  serve(serving: Serving): Promise<void>
  /** Never rejects. */
  leave(): Promise<void>
}

/** The caller failed, not the transport: the caller reports that where it belongs. */
class CallerFailure extends Error {}

const asCallerFailure = (cause: unknown): never => {
  throw new CallerFailure(messageOf(cause), { cause })
}

/** Consumes as `member` until `signal` is aborted. */
export async function consumeAs(
  member: Member,
  consumer: Consumer,
  signal: AbortSignal,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<void> {
  const where = { topic: consumer.topic, group: consumer.group }
  let pauses = backoff()
  let problem: string | null = null
  const tell = (news: string | null) => {
    if (news === problem) return
    problem = news
    if (news === null) logger.info(where, 'consuming again')
    else logger.warn({ ...where, problem: news }, 'can not consume at the moment')
    consumer.onProblem?.(news)
  }
  let assigned = ''
  const tellAssignment = (partitions: readonly number[]) => {
    const news = partitions.join()
    if (news === assigned) return
    assigned = news
    consumer.onAssignment?.(partitions)
  }
  try {
    while (!signal.aborted) {
      try {
        const assignment = await member.assignment(signal)
        if (assignment === null) break
        tellAssignment(assignment.partitions)
        const stop = AbortSignal.any([signal, assignment.revoked])
        const positions = await startPositions(member, consumer, assignment.partitions, logger)
        await member.serve({
          positions,
          stop,
          onAnswer: () => tell(null),
          async handle(batch) {
            await consumer.handle(batch).catch(asCallerFailure)
            pauses = backoff()
          },
        })
      } catch (error) {
        if (signal.aborted) break
        if (error instanceof CallerFailure)
          logger.warn({ ...where, reason: error.message }, 'records were not taken; loading offsets anew')
        else tell(messageOf(error))
        await clock.sleep(pauses.next().value, signal)
      }
    }
  } finally {
    await member.leave()
    tellAssignment([])
  }
}

/**
 * Stored offsets, moved into what the partitions still hold. Older than the first record: retention was faster,
 * and reading goes on at the first. Beyond the end: the topic was made anew (or its disk lost its tail), so that
 * what is in it now was never seen, and reading starts at the first record. Nothing is lost that way; what was
 * seen before carries the same record ids, and repeats are harmless to readers.
 */
async function startPositions(
  member: Member,
  consumer: Consumer,
  partitions: readonly number[],
  logger: Logger,
): Promise<ReadonlyMap<number, number>> {
  const bounds = await member.bounds(partitions)
  const stored = await consumer.offsets(partitions).catch(asCallerFailure)
  const positions = new Map<number, number>()
  for (const partition of partitions) {
    const { start, end } = bounds.get(partition) ?? { start: 0, end: 0 }
    const offset = stored.get(partition) ?? start
    const position = offset < start || offset > end ? start : offset
    if (position !== offset)
      logger.warn(
        { topic: consumer.topic, partition, stored_offset: offset, start_offset: start, end_offset: end },
        offset > end
          ? 'the stored offset lies beyond the end: the topic was made anew; reading from its start'
          : 'records were deleted before they were read; going on at the first that is left',
      )
    positions.set(partition, position)
  }
  return positions
}

/** How many of `records` (from `from` on) make one batch. */
export function batchLength(records: readonly IncomingRecord[], from = 0): number {
  let bytes = 0
  let count = 0
  for (let index = from; index < records.length && count < BATCH_RECORDS_MAX; index++) {
    bytes += records[index]?.value.length ?? 0
    if (count > 0 && bytes > BATCH_BYTES_MAX) break
    count++
  }
  return count
}
