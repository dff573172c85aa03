import { messageOf } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { saveState } from '../saved-state.ts'

const SAVED_EVERY_MS = 1000

export interface KeeperOptions {
  clock: Clock
  logger: Logger
  /** A full disk is no reason to take no more records: it is said, and tried again. */
  onFailure(reason: string): void
}

export interface Keeper {
  /** Saves each second what has changed, until `signal` is aborted. */
  save(signal: AbortSignal): Promise<void>
  saveNow(): Promise<void>
}

/** Keeps `snapshot()` in the file `path`. */
export function createKeeper(
  path: string,
  snapshot: () => unknown,
  { clock, logger, onFailure }: KeeperOptions,
): Keeper {
  let saved = JSON.stringify(snapshot())

  async function saveNow(): Promise<void> {
    const state = snapshot()
    const text = JSON.stringify(state)
    if (text === saved) return
    try {
      await saveState(path, state)
      saved = text
    } catch (error) {
      const reason = messageOf(error)
      onFailure(reason)
      logger.warn({ path, reason }, 'the state of a source can not be saved')
    }
  }

  return {
    saveNow,
    async save(signal) {
      while (!signal.aborted) {
        await clock.sleep(SAVED_EVERY_MS, signal)
        if (!signal.aborted) await saveNow()
      }
    },
  }
}
