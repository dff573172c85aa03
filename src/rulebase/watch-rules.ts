import { watch } from 'node:fs'
import { messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { CompileOptions } from '../sigma/index.ts'
import { fingerprintOf, type LoadedRules, loadRuleFiles } from './load-rules.ts'
import { findRuleFiles } from './rule-files.ts'

export interface WatchRulesOptions {
  readonly compile?: CompileOptions
  /** Takes a complete new set; the one before it is no longer needed. */
  readonly onChange: (loaded: LoadedRules) => void
  readonly clock: Clock
  readonly logger: Logger
  /** How often the files are looked at. */
  readonly poll_ms?: number
  /** How long the files must have been left alone: one that is being written is not read yet. */
  readonly quiet_ms?: number
}

const POLL_MS = 2000
/**
 * The pause before the next look grows with the files, for each of which a look takes a few microseconds: that is to
 * stay below a thousandth of the time.
 */
const POLL_MS_PER_FILE = 5
const POLL_MS_MAX = 30_000
const QUIET_MS = 300

/** Files that never come to rest are read all the same after so many looks. */
const UNQUIET_LOOKS_MAX = 20

/**
 * Looks after the files of `current` until `signal` is aborted and loads all of them anew when one was added,
 * changed or removed. The truth is what a look at the files finds, every two seconds, or up to every thirty where they
 * are thousands; notifications of the file system, which some file systems never send, only bring the look forward.
 * While a path is missing, the rules that were loaded from it stay in use, and that is logged once.
 */
export async function watchRules(
  current: LoadedRules,
  options: WatchRulesOptions,
  signal: AbortSignal,
): Promise<void> {
  const wake = new Wake(current.paths, options, signal)
  let loaded = current
  let last_problem: string | undefined
  while (!signal.aborted) {
    await wake.wait(loaded.files)
    if (signal.aborted) return
    try {
      const changed = await reloadIfChanged(loaded, options, signal)
      if (changed) {
        loaded = changed
        options.onChange(changed)
      }
      last_problem = undefined
    } catch (error) {
      const problem = messageOf(error)
      if (problem !== last_problem)
        options.logger.error({ problem }, 'rules can not be reloaded; the ones before stay in use')
      last_problem = problem
    }
  }
}

async function reloadIfChanged(
  { paths, fingerprint }: LoadedRules,
  { clock, compile, quiet_ms = QUIET_MS }: WatchRulesOptions,
  signal: AbortSignal,
): Promise<LoadedRules | undefined> {
  let seen = fingerprintOf(findRuleFiles(paths))
  if (seen === fingerprint) return undefined
  for (let look = 0; look < UNQUIET_LOOKS_MAX; look++) {
    await clock.sleep(quiet_ms, signal)
    if (signal.aborted) return undefined
    const now = fingerprintOf(findRuleFiles(paths))
    if (now === seen) break
    seen = now
  }
  const loaded = await loadRuleFiles(paths, compile)
  return signal.aborted ? undefined : loaded
}

/** The pause between two looks: cut short when the file system says that something happened. */
class Wake {
  readonly #options: WatchRulesOptions
  readonly #signal: AbortSignal
  #notified = new AbortController()

  constructor(paths: readonly string[], options: WatchRulesOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
    for (const path of paths) this.#watch(path)
  }

  async wait(files: number): Promise<void> {
    const { clock, poll_ms = POLL_MS, quiet_ms = QUIET_MS } = this.#options
    const pause_ms = Math.max(poll_ms, Math.min(files * POLL_MS_PER_FILE, POLL_MS_MAX))
    await clock.sleep(pause_ms, AbortSignal.any([this.#signal, this.#notified.signal]))
    // One change makes many notifications, and a folder that is never at rest must not keep the process busy.
    if (this.#notified.signal.aborted) await clock.sleep(quiet_ms, this.#signal)
    this.#notified = new AbortController()
  }

  #watch(path: string): void {
    const { logger } = this.#options
    const giveUp = (error: unknown) =>
      logger.debug({ path, problem: messageOf(error) }, 'no notifications of changed rules; polling goes on')
    try {
      const options = { recursive: true, persistent: false, signal: this.#signal }
      watch(path, options, () => this.#notified.abort()).on('error', giveUp)
    } catch (error) {
      giveUp(error)
    }
  }
}
