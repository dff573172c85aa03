import { messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { createRateMeter, type RateMeter } from '../runtime/rate.ts'
import type { PartitionStatus } from '../schema/status.ts'
import { CORRELATOR_GROUP, DEADLETTERS_TOPIC, SIGNALS_TOPIC } from '../schema/topics.ts'
import type { SignalBatchResult, Store } from '../store/store.ts'
import type { Batch, IncomingRecord, OutgoingRecord, Transport } from '../transport/transport.ts'
import type { Correlations } from './correlations.ts'
import {
  type CorrelatorPartition,
  openPartition,
  type PartitionOptions,
  type PartitionStore,
  type ReceivedMessage,
} from './correlator-partition.ts'
import { deadLetter } from './dead-letter.ts'
import { patiently } from './patiently.ts'
import type { ProblemBoard } from './problem-board.ts'
import { decodeMessage } from './signal-codec.ts'

/**
 * From the signals to the store: each partition is folded on its own, and what a batch makes of it is committed in
 * one transaction with its next offset. After a crash the fold goes on from what is in the store; a correlator that
 * lost its partition is fenced by the same offset.
 */
export interface CorrelateDependencies {
  transport: Pick<Transport, 'consume' | 'publish'>
  store: Pick<Store, 'nextOffsets' | 'commitSignals'> & PartitionStore
  /** Those in force: a partition takes up new ones with its next batch. */
  correlations: () => Correlations
  options: PartitionOptions
  telemetry: CorrelateTelemetry
  problems: ProblemBoard
  clock: Clock
  logger: Logger
}

export interface CorrelateTelemetry {
  committed(batch: SignalBatchResult, inserted: number): void
}

export interface CorrelatorLoop {
  /** Takes part in correlation until `signal` is aborted; resolves when the batch at hand is committed. */
  run(signal: AbortSignal): Promise<void>
  /** The partitions that this correlator owns at the moment. */
  status(): PartitionStatus[]
  /** What is remembered of those of them that have been opened. */
  open(): CorrelatorPartition[]
}

interface OwnedPartition {
  next_offset: number
  end_offset: number
  rate: RateMeter
  opened: CorrelatorPartition | null
}

export function createCorrelatorLoop(dependencies: CorrelateDependencies): CorrelatorLoop {
  const { transport, store, problems, clock, logger, telemetry } = dependencies
  const owned = new Map<number, OwnedPartition>()

  async function offsets(partitions: readonly number[], signal: AbortSignal): Promise<Map<number, number>> {
    const stored = await patiently(
      'database',
      () => store.nextOffsets(SIGNALS_TOPIC, partitions),
      dependencies,
      signal,
    )
    // What was folded and not committed is forgotten with the rest: the store is what counts.
    owned.clear()
    for (const partition of partitions) {
      const next_offset = stored.get(partition) ?? 0
      owned.set(partition, {
        next_offset,
        end_offset: next_offset,
        rate: createRateMeter(clock),
        opened: null,
      })
    }
    return stored
  }

  async function opened(partition: number, current: CorrelatorPartition | null, signal: AbortSignal) {
    const correlations = dependencies.correlations()
    if (current?.correlations === correlations) return current
    return await patiently(
      'database',
      () =>
        openPartition(partition, correlations, store, dependencies.options, groups =>
          logger.warn({ partition, groups }, 'windows of correlations that are gone or changed were dropped'),
        ),
      dependencies,
      signal,
    )
  }

  async function handle(batch: Batch, signal: AbortSignal): Promise<void> {
    const partition = owned.get(batch.partition)
    if (!partition)
      throw new Error(`partition ${batch.partition} was delivered but not given to this correlator`)
    partition.opened = await opened(batch.partition, partition.opened, signal)
    const { messages, letters } = decodeBatch(batch)
    if (letters.length > 0) {
      logger.warn({ partition: batch.partition, records: letters.length }, 'records that are no signals')
      await patiently('kafka', () => transport.publish(DEADLETTERS_TOPIC, letters), dependencies, signal)
    }
    const correlated = await partition.opened.take(messages, new Date(clock.now()).toISOString())
    const result: SignalBatchResult = {
      topic: batch.topic,
      partition: batch.partition,
      expected_offset: partition.next_offset,
      next_offset: batch.next_offset,
      events: batch.records.length,
      dead_letters: letters.length,
      ...correlated,
    }
    const { inserted } = await patiently('database', () => store.commitSignals(result), dependencies, signal)
    partition.next_offset = batch.next_offset
    partition.end_offset = Math.max(batch.end_offset, batch.next_offset)
    partition.rate.add(batch.records.length)
    telemetry.committed(result, inserted)
  }

  return {
    run: signal =>
      transport.consume(
        {
          topic: SIGNALS_TOPIC,
          group: CORRELATOR_GROUP,
          offsets: partitions => offsets(partitions, signal),
          async handle(batch) {
            try {
              await handle(batch, signal)
            } catch (error) {
              if (!signal.aborted) {
                logger.warn(
                  { partition: batch.partition, problem: messageOf(error) },
                  'signals given up, going on from the stored offset',
                )
              }
              throw error
            }
          },
          onAssignment(partitions) {
            for (const partition of owned.keys()) if (!partitions.includes(partition)) owned.delete(partition)
            logger.info({ partitions: [...partitions] }, 'partitions of signals assigned')
          },
          onProblem: problem =>
            problem === null ? problems.clear('kafka') : problems.raise('kafka', problem),
        },
        signal,
      ),
    status: () =>
      [...owned].map(([partition, { next_offset, end_offset, rate }]) => ({
        topic: SIGNALS_TOPIC,
        partition,
        next_offset,
        end_offset,
        events_per_second: rate.perSecond(),
      })),
    open: () => [...owned.values()].flatMap(({ opened }) => opened ?? []),
  }
}

/** Anybody may write to the topic: what is no message is kept as a dead letter. */
function decodeBatch({ records }: Batch): { messages: ReceivedMessage[]; letters: OutgoingRecord[] } {
  const messages: ReceivedMessage[] = []
  const letters: OutgoingRecord[] = []
  for (const record of records) {
    try {
      messages.push({ message: decodeMessage(record.value), received_ms: record.time_ms })
    } catch (error) {
      letters.push(deadLetter(outgoing(record), { stage: 'correlate', reason: messageOf(error) }))
    }
  }
  return { messages, letters }
}

const outgoing = (record: IncomingRecord): OutgoingRecord => ({
  key: record.key === null ? null : Buffer.from(record.key).toString('utf8'),
  value: record.value,
  headers: record.headers,
})
