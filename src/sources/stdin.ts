/**
 * Lines of a stream that can not be read twice, standard input above all. There is no position to go on from after a
 * crash, so ids only have to differ between runs; what was taken and not delivered is lost with the process, which the
 * writer of a pipe can not be told.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../runtime/clock.ts'
import type { Logsource } from '../schema/logsource.ts'
import type { SourceStatus } from '../schema/status.ts'
import { SourceLedger } from './file/ledger.ts'
import { cutLines, type Skipping } from './file/lines.ts'
import type { Deliver, Source } from './source.ts'

export interface StdinSourceOptions {
  /** For example `process.stdin`. Ended by the caller's writer; the source ends with it. */
  input: AsyncIterable<Uint8Array>
  /** The records' source; default `stdin`. */
  name?: string
  logsource: Logsource
  clock: Clock
  /** Longer lines are cut; default 16 MiB. */
  line_bytes_max?: number
}

export function createStdinSource(options: StdinSourceOptions): Source {
  const { input, name = 'stdin', logsource, clock, line_bytes_max = 16 * 1024 * 1024 } = options
  const ledger = new SourceLedger(
    name,
    () => clock.now(),
    () => undefined,
  )
  const run_id = randomUUID()
  const origin = { file_id: () => run_id, source: name, logsource }
  const limits = { line_bytes_max, records_max: Number.POSITIVE_INFINITY }
  let position_bytes = 0
  let taken_bytes = 0

  async function run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    const chunks = input[Symbol.asyncIterator]()
    const aborted = new Promise<'aborted'>(resolve => {
      if (signal.aborted) resolve('aborted')
      else signal.addEventListener('abort', () => resolve('aborted'), { once: true })
    })
    /** An unfinished line in its pieces: joined once, when its end is there. */
    let pieces: Uint8Array[] = []
    let held_bytes = 0
    let skipping: Skipping = null
    for (let ended = false; !ended; ) {
      const next = await Promise.race([chunks.next(), aborted])
      if (next === 'aborted') return
      ended = next.done === true
      const chunk = next.done ? new Uint8Array() : next.value
      taken_bytes += chunk.length
      pieces.push(chunk)
      held_bytes += chunk.length
      if (!ended && !chunk.includes(0x0a) && held_bytes <= line_bytes_max) continue
      const buffer = Buffer.concat(pieces)
      const cut = cutLines(buffer, 0, position_bytes, skipping, origin, limits, ended)
      ledger.took(cut.records.length, cut.cut_lines)
      if (cut.records.length > 0) {
        const { refused } = await deliver(cut.records)
        ledger.settled(cut.records.length, refused.length)
      }
      position_bytes += cut.end
      skipping = cut.skipping
      pieces = [buffer.subarray(cut.end)]
      held_bytes = buffer.length - cut.end
    }
  }

  function status(): SourceStatus[] {
    const { read, published, refused, waiting, records_per_second, last_record_ms, incident } = ledger
    return [
      {
        source: name,
        kind: 'stdin',
        state: waiting > 0 || records_per_second > 0 ? 'reading' : 'idle',
        read,
        published,
        refused,
        waiting,
        cut: ledger.cut_lines,
        lost_bytes: ledger.lost_bytes,
        position_bytes,
        size_bytes: taken_bytes,
        records_per_second,
        last_record_at: last_record_ms === null ? null : new Date(last_record_ms).toISOString(),
        problem: incident,
      },
    ]
  }

  return {
    status,
    async run(deliver, signal) {
      try {
        await run(deliver, signal)
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}
