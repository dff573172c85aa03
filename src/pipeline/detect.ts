import { setImmediate } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Alert } from '../schema/alert.ts'
import type { LogEvent } from '../schema/event.ts'
import type { PartitionStatus } from '../schema/status.ts'
import { DEADLETTERS_TOPIC, DETECTOR_GROUP, LOGS_TOPIC, SIGNALS_TOPIC } from '../schema/topics.ts'
import type { BatchResult, Store } from '../store/store.ts'
import type { Batch, IncomingRecord, OutgoingRecord, Transport } from '../transport/transport.ts'
import { buildAlert } from './alert.ts'
import type { Correlations } from './correlations.ts'
import { deadLetter, outgoingOf } from './dead-letter.ts'
import { patiently } from './patiently.ts'
import type { ProblemBoard } from './problem-board.ts'
import { decodeRecord } from './record-codec.ts'
import type { RecordMatcher } from './record-matcher.ts'
import type { SignalFeed } from './signal-feed.ts'
import { createStoredOffsetsLoop } from './stored-offsets-loop.ts'

/**
 * From the transport to the store: normalise, match, publish what correlations want to know of it, and commit the
 * alerts of a batch in one transaction with the partition's next offset. After a crash detection goes on from the offset in the store, so no record is missed
 * and none counts twice; a detector that lost its partition is fenced by the same offset.
 */
export interface DetectDependencies {
  transport: Pick<Transport, 'consume' | 'publish'>
  store: Pick<Store, 'nextOffsets' | 'commitBatch'>
  /** The rules in force; asked anew for each slice of a batch, so that a reload takes effect at once. */
  rules: () => DetectionRules
  signals: Pick<SignalFeed, 'begin' | 'observe' | 'signalsOf' | 'published'>
  /** One line that tells what happened in an event. */
  describe: (event: LogEvent) => string
  telemetry: DetectTelemetry
  problems: ProblemBoard
  clock: Clock
  logger: Logger
}

export interface DetectionRules extends Pick<RecordMatcher, 'match'> {
  readonly correlations: Pick<Correlations, 'plans' | 'router' | 'spread' | 'silenced'>
}

export interface DetectTelemetry {
  committed(batch: BatchResult, inserted: number): void
}

export interface Detector {
  /** Takes part in detection until `signal` is aborted; resolves when the batch at hand is committed. */
  run(signal: AbortSignal): Promise<void>
  /** The partitions that this detector owns at the moment. */
  status(): PartitionStatus[]
}

/** Matching gives way to other work of the process (heartbeats, the page) after this long. */
const SLICE_MS = 10

export function createDetector(dependencies: DetectDependencies): Detector {
  const { transport, store, logger, telemetry } = dependencies
  return createStoredOffsetsLoop<null>(dependencies, {
    topic: LOGS_TOPIC,
    group: DETECTOR_GROUP,
    words: {
      assigned: 'partitions assigned',
      given_up: 'batch given up, going on from the stored offset',
    },
    fresh: () => null,
    begin: (next_offsets, signal) =>
      patiently('kafka', () => dependencies.signals.begin(next_offsets), dependencies, signal),
    async handle(batch, { next_offset }, signal) {
      const detected = await detectBatch(batch, dependencies)
      if (detected.letters.length > 0) {
        await patiently(
          'kafka',
          () => transport.publish(DEADLETTERS_TOPIC, detected.letters),
          dependencies,
          signal,
        )
      }
      // Before the commit: what is published twice after a crash has the same ids.
      if (detected.signals.length > 0) {
        const refused = await patiently(
          'kafka',
          () => transport.publish(SIGNALS_TOPIC, detected.signals),
          dependencies,
          signal,
        )
        for (const { reason } of refused.refused) logger.error({ reason }, 'signal for correlations refused')
      }
      dependencies.signals.published(batch.partition, batch.next_offset)
      const result: BatchResult = {
        topic: batch.topic,
        partition: batch.partition,
        expected_offset: next_offset,
        next_offset: batch.next_offset,
        alerts: detected.alerts,
        events: batch.records.length,
        parse_failures: detected.parse_failures,
        dead_letters: detected.letters.length,
      }
      const { inserted } = await patiently('database', () => store.commitBatch(result), dependencies, signal)
      telemetry.committed(result, inserted)
    },
  })
}

interface Detected {
  alerts: Alert[]
  signals: OutgoingRecord[]
  letters: OutgoingRecord[]
  parse_failures: number
}

async function detectBatch(batch: Batch, dependencies: DetectDependencies): Promise<Detected> {
  const { clock, logger } = dependencies
  const detected: Detected = { alerts: [], signals: [], letters: [], parse_failures: 0 }
  const detected_at = new Date(clock.now()).toISOString()
  let rules = dependencies.rules()
  let sliceEnd_ms = clock.now() + SLICE_MS
  for (const record of batch.records) {
    try {
      detectRecord(record, batch.topic, rules, detected_at, dependencies, detected)
    } catch (error) {
      // One record that breaks a parser or a rule must not stop the partition: it is kept, with the reason.
      const reason = messageOf(error)
      logger.error(
        { partition: record.partition, offset: record.offset, reason },
        'record failed, kept as dead letter',
      )
      detected.letters.push(deadLetter(outgoingOf(record), { stage: 'detect', reason }))
    }
    if (clock.now() >= sliceEnd_ms) {
      await setImmediate()
      rules = dependencies.rules()
      sliceEnd_ms = clock.now() + SLICE_MS
    }
  }
  return detected
}

function detectRecord(
  incoming: IncomingRecord,
  topic: string,
  rules: DetectionRules,
  detected_at: string,
  { describe, signals }: DetectDependencies,
  detected: Detected,
): void {
  const record = decodeRecord(incoming, topic)
  const { event, matches, parse_failure } = rules.match(record)
  if (parse_failure) detected.parse_failures++
  const { correlations } = rules
  const is_timely =
    correlations.plans.by_id.size > 0 &&
    signals.observe(incoming.partition, event.time_ms, record.received_ms)
  if (matches.length === 0) return
  const message = describe(event)
  const position = { topic, partition: incoming.partition, offset: incoming.offset }
  for (const match of matches) {
    if (is_timely)
      detected.signals.push(...signals.signalsOf(correlations, match.rule.id, { event, message, position }))
    if (correlations.silenced.has(match.rule.id)) continue
    detected.alerts.push(buildAlert({ event, value: record.value, position }, match, message, detected_at))
  }
}
