import { join } from 'node:path'
import { habitsSchema, SilenceWatch } from '../pipeline/silence-watch.ts'
import type { SourceStatus } from '../schema/status.ts'
import type { OnTrouble } from '../schema/trouble.ts'
import { createKeeper } from '../sources/listener/keeper.ts'
import { loadState } from '../sources/saved-state.ts'
import type { ServiceContext } from './context.ts'

const PERIOD_MS = 10_000

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
    watch.observe(status(), clock.now())
    await keeper.saveNow()
    await clock.sleep(PERIOD_MS, signal)
  }
}
