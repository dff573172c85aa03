import { isSentinelError } from '../errors.ts'
import type { PartitionStatus, SourceStatus } from '../schema/status.ts'
import { LOGS_TOPIC } from '../schema/topics.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'

/** The short summary that `up` prints while it runs. */
export type SummaryOutput = NodeJS.WritableStream & { isTTY?: boolean }

interface Parts {
  collector: { sources(): SourceStatus[] }
  detector: { status(): PartitionStatus[] }
  store: Pick<Store, 'progress'>
}

const TERMINAL_PERIOD_MS = 1000
const FILE_PERIOD_MS = 10_000
const CLEAR_LINE = '\r\u001b[K'

/** On a terminal one line that is renewed each second; elsewhere a line every ten seconds, if it has changed. */
export async function printSummary(
  { clock }: ServiceContext,
  parts: Parts,
  output: SummaryOutput,
  signal: AbortSignal,
): Promise<void> {
  let last = ''
  while (!signal.aborted) {
    const line = await summaryLine(parts)
    if (line !== null && line !== last) {
      output.write(output.isTTY ? `${CLEAR_LINE}${line}` : `${line}\n`)
      last = line
    }
    await clock.sleep(output.isTTY ? TERMINAL_PERIOD_MS : FILE_PERIOD_MS, signal)
  }
  if (output.isTTY) output.write('\n')
}

async function summaryLine({ collector, detector, store }: Parts): Promise<string | null> {
  try {
    const progress = await store.progress()
    const read = sum(collector.sources().map(source => source.read))
    const events = sum(progress.filter(({ topic }) => topic === LOGS_TOPIC).map(({ events }) => events))
    const alerts = sum(progress.map(partition => partition.alerts))
    const lag = sum(detector.status().map(partition => partition.end_offset - partition.next_offset))
    return `lines read ${count(read)} | events ${count(events)} | alerts ${count(alerts)} | lag ${count(lag)}`
  } catch (error) {
    // The log tells what is away; the next look tries again.
    if (isSentinelError(error)) return null
    throw error
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const count = (number: number) => number.toLocaleString('en-US')
