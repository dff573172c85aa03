import { messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { createRateMeter, type RateMeter } from '../runtime/rate.ts'
import type { PartitionStatus } from '../schema/status.ts'
import type { Store } from '../store/store.ts'
import type { Batch, Transport } from '../transport/transport.ts'
import { patiently } from './patiently.ts'
import type { ProblemBoard } from './problem-board.ts'

/**
 * Consumes a topic from the offsets that the store holds, which move in the transactions that commit what came of the
 * batches. A batch that fails is given up, and its partition goes on from the stored offset, with nothing remembered
 * of what was not committed: the store is what counts.
 */
export interface StoredOffsetsLoop<State> {
  /** Takes part in the group until `signal` is aborted; resolves when the batch at hand is committed. */
  run(signal: AbortSignal): Promise<void>
  /** The partitions that this process owns at the moment. */
  status(): PartitionStatus[]
  /** What is remembered of each of them. */
  states(): State[]
}

export interface LoopDependencies {
  transport: Pick<Transport, 'consume'>
  store: Pick<Store, 'nextOffsets'>
  problems: ProblemBoard
  clock: Clock
  logger: Logger
}

export interface LoopOptions<State> {
  topic: string
  group: string
  /** What is remembered of a partition that was just given to this process. */
  fresh(): State
  /** Called with the offsets from which the partitions go on, before anything is consumed. */
  begin?(next_offsets: ReadonlyMap<number, number>, signal: AbortSignal): Promise<void>
  /** Resolves once what comes of the batch is committed, with the offset moved on from `partition.next_offset`. */
  handle(batch: Batch, partition: LoopPartition<State>, signal: AbortSignal): Promise<void>
  /** What the log says of partitions that were assigned, and of a batch that failed. */
  words: { assigned: string; given_up: string }
}

export interface LoopPartition<State> {
  readonly next_offset: number
  readonly state: State
}

interface OwnedPartition<State> {
  next_offset: number
  end_offset: number
  rate: RateMeter
  state: State
}

export function createStoredOffsetsLoop<State>(
  dependencies: LoopDependencies,
  { topic, group, fresh, begin, handle, words }: LoopOptions<State>,
): StoredOffsetsLoop<State> {
  const { transport, store, problems, clock, logger } = dependencies
  const owned = new Map<number, OwnedPartition<State>>()

  async function offsets(partitions: readonly number[], signal: AbortSignal): Promise<Map<number, number>> {
    const stored = await patiently(
      'database',
      () => store.nextOffsets(topic, partitions),
      dependencies,
      signal,
    )
    owned.clear()
    for (const partition of partitions) {
      const next_offset = stored.get(partition) ?? 0
      owned.set(partition, {
        next_offset,
        end_offset: next_offset,
        rate: createRateMeter(clock),
        state: fresh(),
      })
    }
    await begin?.(new Map([...owned].map(([partition, { next_offset }]) => [partition, next_offset])), signal)
    return stored
  }

  async function take(batch: Batch, signal: AbortSignal): Promise<void> {
    const partition = owned.get(batch.partition)
    if (!partition)
      throw new Error(`partition ${batch.partition} of ${topic} was delivered but not given to this process`)
    await handle(batch, partition, signal)
    partition.next_offset = batch.next_offset
    partition.end_offset = Math.max(batch.end_offset, batch.next_offset)
    partition.rate.add(batch.records.length)
  }

  return {
    run: signal =>
      transport.consume(
        {
          topic,
          group,
          offsets: partitions => offsets(partitions, signal),
          async handle(batch) {
            try {
              await take(batch, signal)
            } catch (error) {
              if (!signal.aborted)
                logger.warn({ partition: batch.partition, problem: messageOf(error) }, words.given_up)
              throw error
            }
          },
          onAssignment(partitions) {
            for (const partition of owned.keys()) if (!partitions.includes(partition)) owned.delete(partition)
            logger.info({ partitions: [...partitions] }, words.assigned)
          },
          onProblem: problem =>
            problem === null ? problems.clear('kafka') : problems.raise('kafka', problem),
        },
        signal,
      ),
    status: () =>
      [...owned].map(([partition, { next_offset, end_offset, rate }]) => ({
        topic,
        partition,
        next_offset,
        end_offset,
        events_per_second: rate.perSecond(),
      })),
    states: () => [...owned.values()].map(({ state }) => state),
  }
}
