/**
 * The systemd journal, as `journalctl -o json --follow` prints it. The cursor of the last acknowledged entry is saved,
 * so that after a crash entries are read again under the same ids (an id is the entry's cursor) and none is missed.
 */
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { backoff } from '../../runtime/backoff.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { OnTrouble } from '../../schema/trouble.ts'
import { amountOf, refusedOf } from '../balance.ts'
import { BoundedLines, type Line } from '../listener/bounded-lines.ts'
import { createKeeper, keepDuring } from '../listener/keeper.ts'
import { ListenerLedger, savedLedgerSchema } from '../listener/listener-ledger.ts'
import { loadState } from '../saved-state.ts'
import type { Deliver, Source, SourceRecord } from '../source.ts'
import { runJournalctl, type Start } from './journalctl.ts'

const NAME = 'journal'
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000
/** Stands in its own quotes nowhere but as a key: inside a value the quotes would be escaped. */
const CURSOR = /"__CURSOR"\s{0,8}:\s{0,8}"([^"\\]{1,500})"/

const stateSchema = z.object({ cursor: z.string().min(1).nullable(), ledger: savedLedgerSchema })

export interface JournalSourceOptions {
  /** Where the cursor and the ledger are saved. */
  state_file: string
  /** Where to start when there is no cursor yet. */
  start_at: 'beginning' | 'end'
  /** Default `journalctl`, found by PATH. */
  program?: string
  /** A longer entry is cut; default 16 MiB. */
  line_bytes_max?: number
  clock: Clock
  logger: Logger
  onTrouble?: OnTrouble
}

export function createJournalSource(options: JournalSourceOptions): Source {
  const { state_file, program = 'journalctl', line_bytes_max = 16 * 1024 * 1024, clock, logger } = options
  const { onTrouble } = options
  const ledger = new ListenerLedger(clock, trouble =>
    onTrouble?.({ ...trouble, source: NAME, lost_bytes: 0 }),
  )
  const run_id = randomBytes(9).toString('base64url')
  let count = 0
  let start: Start = options.start_at
  let condition: 'open' | 'missing' | 'unreadable' = 'missing'
  let problem: string | null = null
  const keeper = createKeeper(
    state_file,
    () => ({ cursor: typeof start === 'object' ? start.after : null, ledger: ledger.savedSettled() }),
    {
      clock,
      logger,
      onFailure: reason => ledger.report(`the place in the journal can not be saved: ${reason}`),
    },
  )

  async function restore(): Promise<void> {
    const state = await loadState(state_file, stateSchema)
    if (state === 'none') return
    if (state === 'lost') {
      // Entries that repeat do no harm, for they have the same ids; those that are missed are lost.
      start = 'beginning'
      ledger.report('the place in the journal could not be read: all of it is read again')
      logger.error({ path: state_file }, 'the place in the journal can not be read, entries will repeat')
      return
    }
    if (state.cursor !== null) start = { after: state.cursor }
    ledger.restore(state.ledger)
  }

  function record({ value, cut }: Line): { record: SourceRecord; cursor: string | undefined } {
    if (cut) ledger.cutOne()
    const cursor = CURSOR.exec(value.toString('latin1'))?.[1]
    const id = cursor ?? `${run_id}:${(count++).toString(36)}`
    return { record: { id, source: NAME, logsource: {}, value }, cursor }
  }

  async function read(output: Readable, deliver: Deliver): Promise<void> {
    const lines = new BoundedLines(line_bytes_max)
    for await (const chunk of output) {
      const entries = lines.push(chunk).filter(({ value }) => value.length > 0)
      if (entries.length === 0) continue
      condition = 'open'
      problem = null
      const batch = entries.map(record)
      const records = batch.map(({ record }) => record)
      ledger.took(amountOf(records))
      const { refused } = await deliver(records)
      ledger.settled(amountOf(records), refusedOf(records, refused))
      const cursor = batch.findLast(({ cursor }) => cursor !== undefined)?.cursor
      if (cursor !== undefined) start = { after: cursor }
    }
    // An entry that was not printed whole is printed again, behind the cursor.
  }

  /** Journalctl ends when journald does, among other reasons: it is started again, each time after a longer pause. */
  async function follow(deliver: Deliver, signal: AbortSignal): Promise<void> {
    let pauses = backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)
    while (!signal.aborted) {
      condition = 'open'
      const before = start
      const { how, reason } = await runJournalctl(program, start, output => read(output, deliver), signal)
      if (signal.aborted) return
      condition = how === 'missing' ? 'missing' : 'unreadable'
      problem = reason
      logger.warn({ reason }, 'the journal can not be read')
      if (start !== before) pauses = backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)
      await clock.sleep(pauses.next().value, signal)
    }
  }

  async function run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    await restore()
    await keepDuring(keeper, signal, () =>
      follow(deliver, signal).finally(() => {
        condition = 'missing'
      }),
    )
  }

  return { run, status: () => [ledger.row(NAME, 'journal', condition, problem)] }
}
