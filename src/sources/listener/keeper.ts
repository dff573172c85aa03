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

/**
 * Saves while `work` runs, and once more when it has ended, however it did. That it fails after `signal` was aborted is
 * no failure.
 */
export async function keepDuring(
  keeper: Keeper,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const ended = new AbortController()
  const saving = keeper.save(AbortSignal.any([signal, ended.signal]))
  try {
    await work()
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    ended.abort()
    await saving
    await keeper.saveNow()
  }
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
