import { join } from 'node:path'
import { habitsSchema, SilenceWatch } from '../pipeline/silence-watch.ts'
import { type Pace, paced } from '../runtime/bounded-share.ts'
import type { SourceStatus } from '../schema/status.ts'
import type { OnTrouble } from '../schema/trouble.ts'
import { createKeeper } from '../sources/listener/keeper.ts'
import { loadState } from '../sources/saved-state.ts'
import type { ServiceContext } from './context.ts'

/**
 * With thousands of sources it is looked at less often. A pause of a source looks longer by that at most, and three
 * times the longest is still within the minutes of silence that are no news.
 */
const PACE: Pace = { period_ms: 10_000, period_ms_max: 60_000, share: 1 / 4000 }

/** Looks for sources that are silent for longer than is their habit, until `signal` is aborted; keeps what it learned. */
export async function watchSilence(
  { config, clock, logger }: ServiceContext,
  { status, onTrouble }: { status: () => SourceStatus[]; onTrouble: OnTrouble },
  signal: AbortSignal,
): Promise<void> {
  const watch = new SilenceWatch(onTrouble)
  const path = join(config.data_dir, 'positions', 'habits.json')
  const state = await loadState(path, habitsSchema)
  if (state !== 'none' && state !== 'lost') watch.restore(state)
  const onFailure = () => undefined // The log has it; they are learned anew.
  const keeper = createKeeper(path, () => watch.saved(), { clock, logger, onFailure })
  while (!signal.aborted) {
    const { result: saved, pause_ms } = paced(() => {
      watch.observe(status(), clock.now())
      return keeper.saveNow()
    }, PACE)
    await saved
    await clock.sleep(pause_ms, signal)
  }
}
