import { messageOf } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { loadState, saveState } from '../saved-state.ts'
import { type ListenerLedger, savedLedgerSchema } from './listener-ledger.ts'

const SAVED_EVERY_MS = 1000

/**
 * Keeps a listener's ledger in `path` over restarts: `restore` before the first record, `save` beside the work until
 * `signal` is aborted, and `saveNow` after it. A kill can lose the counts of the last second, never a record.
 */
export function createKeptLedger(
  path: string,
  ledger: ListenerLedger,
  { clock, logger }: { clock: Clock; logger: Logger },
) {
  let saved = JSON.stringify(ledger.saved())

  /** A full disk is no reason to take no more records: it is said, and tried again. */
  async function saveNow(): Promise<void> {
    const state = ledger.saved()
    const text = JSON.stringify(state)
    if (text === saved) return
    try {
      await saveState(path, state)
      saved = text
    } catch (error) {
      const reason = messageOf(error)
      ledger.report(`the counts of this source can not be saved: ${reason}`)
      logger.warn({ path, reason }, 'counts of a source can not be saved')
    }
  }

  return {
    saveNow,
    async restore(): Promise<void> {
      const state = await loadState(path, savedLedgerSchema)
      if (state === 'lost') logger.error({ path }, 'counts of a source can not be read, they start at zero')
      else if (state !== 'none') ledger.restore(state)
    },
    async save(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await clock.sleep(SAVED_EVERY_MS, signal)
        if (!signal.aborted) await saveNow()
      }
    },
  }
}
