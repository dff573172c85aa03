/**
 * Lines of a stream that can not be read twice, standard input above all. There is no position to go on from after a
 * crash, so ids only have to differ between runs; what was taken and not delivered is lost with the process, which the
 * writer of a pipe can not be told.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Logsource } from '../schema/logsource.ts'
import type { OnTrouble } from '../schema/trouble.ts'
import { amountOf, refusedOf } from './balance.ts'
import { cutLines, type Skipping } from './file/lines.ts'
import { keepDuring } from './listener/keeper.ts'
import { createKeptLedger } from './listener/kept-ledger.ts'
import { ListenerLedger } from './listener/listener-ledger.ts'
import type { Deliver, Source } from './source.ts'

export interface StdinSourceOptions {
  /** For example `process.stdin`. Ended by the caller's writer; the source ends with it. */
  input: AsyncIterable<Uint8Array>
  /** The records' source; default `stdin`. */
  name?: string
  logsource: Logsource
  /** Where the ledger is kept over restarts. */
  ledger_file: string
  clock: Clock
  logger: Logger
  onTrouble?: OnTrouble
  /** Longer lines are cut; default 16 MiB. */
  line_bytes_max?: number
}

export function createStdinSource(options: StdinSourceOptions): Source {
  const { input, name = 'stdin', logsource, clock, line_bytes_max = 16 * 1024 * 1024 } = options
  const { ledger_file, logger, onTrouble } = options
  const ledger = new ListenerLedger(clock, trouble =>
    onTrouble?.({ ...trouble, source: name, lost_bytes: 0 }),
  )
  const kept = createKeptLedger(ledger_file, ledger, { clock, logger })
  const run_id = randomUUID()
  const origin = { file_id: () => run_id, source: name, logsource }
  const limits = { line_bytes_max, records_max: Number.POSITIVE_INFINITY }
  let position_bytes = 0
  let ended = false

  async function readAll(deliver: Deliver, signal: AbortSignal): Promise<void> {
    const chunks = input[Symbol.asyncIterator]()
    const aborted = new Promise<'aborted'>(resolve => {
      if (signal.aborted) resolve('aborted')
      else signal.addEventListener('abort', () => resolve('aborted'), { once: true })
    })
    /** An unfinished line in its pieces: joined once, when its end is there. */
    let pieces: Uint8Array[] = []
    let held_bytes = 0
    let skipping: Skipping = null
    while (!ended) {
      const next = await Promise.race([chunks.next(), aborted])
      if (next === 'aborted') return
      ended = next.done === true
      const chunk = next.done ? new Uint8Array() : next.value
      pieces.push(chunk)
      held_bytes += chunk.length
      if (!ended && !chunk.includes(0x0a) && held_bytes <= line_bytes_max) continue
      const buffer = Buffer.concat(pieces)
      const cut = cutLines(buffer, 0, position_bytes, skipping, origin, limits, ended)
      ledger.took(amountOf(cut.records))
      for (let line = 0; line < cut.cut_lines; line++) ledger.cutOne()
      if (cut.records.length > 0) {
        const { refused } = await deliver(cut.records)
        ledger.settled(amountOf(cut.records), refusedOf(cut.records, refused))
      }
      position_bytes += cut.end
      skipping = cut.skipping
      pieces = [buffer.subarray(cut.end)]
      held_bytes = buffer.length - cut.end
    }
  }

  async function run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    await kept.restore()
    await keepDuring(kept, signal, () => readAll(deliver, signal))
  }

  return { run, status: () => (kept.restored ? [ledger.row(name, 'stdin', 'open')] : []) }
}
