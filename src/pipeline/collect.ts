import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { DEADLETTERS_TOPIC, LOGS_TOPIC } from '../schema/topics.ts'
import type { OnTrouble } from '../schema/trouble.ts'
import type { Deliver, DeliverResult, Source, SourceRecord } from '../sources/source.ts'
import type { OutgoingRecord, Transport } from '../transport/transport.ts'
import { deadLetter } from './dead-letter.ts'
import { patiently } from './patiently.ts'
import type { ProblemBoard } from './problem-board.ts'
import { encodeRecord } from './record-codec.ts'

/**
 * From the sources to the transport. A source's position moves on only after its records are acknowledged, so a
 * crash repeats records (with the same ids) and never loses one.
 */
export interface CollectDependencies {
  transport: Pick<Transport, 'publish'>
  sources: readonly Source[]
  /** The name of this machine: the `host` of every record. */
  host: string
  problems: ProblemBoard
  clock: Clock
  logger: Logger
  /** Told of records that are refused. */
  onTrouble?: OnTrouble
  /** Called with a record of each source in a delivery. */
  onRecord?: (record: SourceRecord) => void
}

/** Reads all sources until `signal` is aborted. */
export async function collect(dependencies: CollectDependencies, signal: AbortSignal): Promise<void> {
  const deliver = delivering(dependencies, signal)
  await Promise.all(dependencies.sources.map(source => source.run(deliver, signal)))
}

/** What sources deliver to: publishes, waits out an absent broker, and rejects only when `signal` is aborted. */
export function delivering(dependencies: Omit<CollectDependencies, 'sources'>, signal: AbortSignal): Deliver {
  return records => publish(records, dependencies, signal)
}

async function publish(
  records: readonly SourceRecord[],
  dependencies: Omit<CollectDependencies, 'sources'>,
  signal: AbortSignal,
): Promise<DeliverResult> {
  const { transport, host, logger, onTrouble, onRecord } = dependencies
  if (onRecord) for (const record of lastOfEachSource(records)) onRecord(record)
  const send = (topic: string, records: readonly OutgoingRecord[]) =>
    patiently('kafka', () => transport.publish(topic, records), dependencies, signal)
  const outgoing = records.map(record => encodeRecord(record, host))
  const { refused } = await send(LOGS_TOPIC, outgoing)
  if (refused.length > 0) {
    const letters = refused.flatMap(({ index, reason }) => {
      const record = outgoing[index]
      return record ? [deadLetter(record, { stage: 'collect', reason })] : []
    })
    for (const { index, reason } of refused) {
      logger.warn(
        { source: records[index]?.source, record: records[index]?.id, reason },
        'record refused, kept as dead letter',
      )
    }
    await send(DEADLETTERS_TOPIC, letters)
    for (const { index, reason } of refused) {
      const source = records[index]?.source ?? ''
      onTrouble?.({ kind: 'record_refused', source, message: reason, count: 1, lost_bytes: 0 })
    }
  }
  return { refused: refused.map(({ index }) => index).sort((a, b) => a - b) }
}

/** Of each run of records of one source the last: a delivery may hold several files, whose records stand together. */
function lastOfEachSource(records: readonly SourceRecord[]): SourceRecord[] {
  return records.filter(({ source }, index) => source !== records[index + 1]?.source)
}
