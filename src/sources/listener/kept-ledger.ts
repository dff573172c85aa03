import { loadState } from '../saved-state.ts'
import { createKeeper, type Keeper, type KeeperOptions } from './keeper.ts'
import { type ListenerLedger, savedLedgerSchema } from './listener-ledger.ts'

/**
 * Keeps a listener's ledger in the file `path` over restarts; `restore` comes before the first record. A kill can lose
 * the counts of the last second, never a record.
 */
export function createKeptLedger(
  path: string,
  ledger: ListenerLedger,
  { clock, logger }: Omit<KeeperOptions, 'onFailure'>,
): Keeper & { restore(): Promise<void>; readonly restored: boolean } {
  let restored = false
  const keeper = createKeeper(path, () => ledger.saved(), {
    clock,
    logger,
    onFailure: reason => ledger.report(`the counts of this source can not be saved: ${reason}`),
  })
  return {
    ...keeper,
    /** Before, the ledger is not what it was: a source has no row until then. */
    get restored() {
      return restored
    },
    async restore() {
      const state = await loadState(path, savedLedgerSchema)
      if (state === 'lost')
        logger.error({ path }, 'the counts of a source can not be read, they start at zero')
      else if (state !== 'none') ledger.restore(state)
      restored = true
    },
  }
}
