import { messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { PartitionStatus } from '../schema/status.ts'
import { CORRELATOR_GROUP, DEADLETTERS_TOPIC, SIGNALS_TOPIC } from '../schema/topics.ts'
import type { SignalBatchResult, Store } from '../store/store.ts'
import type { Batch, OutgoingRecord, Transport } from '../transport/transport.ts'
import type { Correlations } from './correlations.ts'
import {
  type CorrelatorPartition,
  openPartition,
  type PartitionOptions,
  type PartitionStore,
  type ReceivedMessage,
} from './correlator-partition.ts'
import { deadLetter, outgoingOf } from './dead-letter.ts'
import { patiently } from './patiently.ts'
import type { ProblemBoard } from './problem-board.ts'
import { decodeMessage } from './signal-codec.ts'
import { createStoredOffsetsLoop } from './stored-offsets-loop.ts'

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

/** What is remembered of a partition, from its first batch on. */
interface Remembered {
  opened: CorrelatorPartition | null
}

export function createCorrelatorLoop(dependencies: CorrelateDependencies): CorrelatorLoop {
  const { transport, store, clock, logger, telemetry } = dependencies

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

  const loop = createStoredOffsetsLoop<Remembered>(dependencies, {
    topic: SIGNALS_TOPIC,
    group: CORRELATOR_GROUP,
    words: {
      assigned: 'partitions of signals assigned',
      given_up: 'signals given up, going on from the stored offset',
    },
    fresh: () => ({ opened: null }),
    async handle(batch, { next_offset, state }, signal) {
      state.opened = await opened(batch.partition, state.opened, signal)
      const { messages, letters } = decodeBatch(batch)
      if (letters.length > 0) {
        logger.warn({ partition: batch.partition, records: letters.length }, 'records that are no signals')
        await patiently('kafka', () => transport.publish(DEADLETTERS_TOPIC, letters), dependencies, signal)
      }
      const correlated = await state.opened.take(messages, new Date(clock.now()).toISOString())
      const result: SignalBatchResult = {
        topic: batch.topic,
        partition: batch.partition,
        expected_offset: next_offset,
        next_offset: batch.next_offset,
        events: batch.records.length,
        dead_letters: letters.length,
        ...correlated,
      }
      const { inserted } = await patiently(
        'database',
        () => store.commitSignals(result),
        dependencies,
        signal,
      )
      telemetry.committed(result, inserted)
    },
  })
  return {
    run: loop.run,
    status: loop.status,
    open: () => loop.states().flatMap(({ opened }) => opened ?? []),
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
      letters.push(deadLetter(outgoingOf(record), { stage: 'correlate', reason: messageOf(error) }))
    }
  }
  return { messages, letters }
}
