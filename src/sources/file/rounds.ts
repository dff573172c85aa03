/**
 * Compares all paths with what is known of them, again and again. The folder watcher makes hints come within
 * milliseconds; a round is what finds everything without it, and it is made as rarely as it takes for thousands of
 * files to cost little.
 */
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { isSymbolicLink } from './identity.ts'
import type { FilePatterns } from './patterns.ts'
import type { FileRegistry } from './registry.ts'
import { FolderWatcher } from './watcher.ts'

/** Rounds may take this part of the time; more where nothing else tells of what is written to idle files. */
const ROUND_SHARE = { watched: 1 / 200, unwatched: 1 / 20 }
/** Paths that are glanced at before other work has its turn. */
const GLANCES_AT_ONCE = 200

export interface RoundsOptions {
  patterns: FilePatterns
  registry: FileRegistry
  clock: Clock
  logger: Logger
  round_ms: number
  /** There may be work for the reader. */
  onHint: () => void
}

export class Rounds {
  readonly #options: RoundsOptions
  readonly #watcher: FolderWatcher
  /** Real path of a followed symbolic link's target, and the link. */
  #aliases = new Map<string, string>()

  constructor(options: RoundsOptions) {
    const { logger } = options
    this.#options = options
    this.#watcher = new FolderWatcher({
      onEvent: (folder, name, kind) => this.#onEvent(folder, name, kind),
      onProblem: problem =>
        problem === null
          ? logger.info({}, 'folders are watched again')
          : logger.warn({ reason: problem }, 'folders can not be watched; files are polled instead'),
    })
  }

  /** Makes rounds until `stop` is aborted. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock, round_ms, onHint } = this.#options
    let pause_ms = round_ms
    while (!stop.aborted) {
      await clock.sleep(pause_ms, stop)
      if (stop.aborted) return
      const busy_ms = await this.once(stop)
      pause_ms = Math.max(round_ms, busy_ms / ROUND_SHARE[this.#watcher.works ? 'watched' : 'unwatched'])
      onHint()
    }
  }

  /** One round. Gives the milliseconds of work that it took. */
  async once(stop: AbortSignal): Promise<number> {
    const { patterns, registry, logger } = this.#options
    const found = new Set(registry.paths)
    const started_ms = performance.now()
    try {
      for await (const path of patterns.expand()) found.add(path)
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'a folder can not be listed')
    }
    this.#watch(found)
    let busy_ms = performance.now() - started_ms
    let glances = 0
    let from_ms = performance.now()
    for (const path of found) {
      if (stop.aborted) break
      registry.glance(path)
      if (++glances % GLANCES_AT_ONCE > 0) continue
      busy_ms += performance.now() - from_ms
      await immediate()
      from_ms = performance.now()
    }
    return busy_ms + performance.now() - from_ms
  }

  close(): void {
    this.#watcher.close()
  }

  #onEvent(folder: string, name: string | null, kind: 'rename' | 'change'): void {
    if (name === null) return
    const { registry, onHint } = this.#options
    const beside = join(folder, name)
    const path = this.#aliases.get(beside) ?? beside
    const file = registry.fileAt(path)
    if (file && file.fd !== null) registry.ready.add(file)
    if (kind === 'rename' || (file ? file.fd === null : registry.hasProblem(path))) registry.hints.add(path)
    onHint()
  }

  /** Watches the folders in which `paths` and the targets of symbolic links among them stand. */
  #watch(paths: Iterable<string>): void {
    const folders = new Set(this.#options.patterns.folders)
    const aliases = new Map<string, string>()
    for (const path of paths) {
      folders.add(dirname(path))
      if (!isSymbolicLink(path)) continue
      const target = targetOf(path)
      if (target === null) continue
      folders.add(dirname(target))
      aliases.set(target, path)
    }
    this.#aliases = aliases
    this.#watcher.watch(folders)
  }
}

function targetOf(link: string): string | null {
  try {
    return realpathSync(link)
  } catch {
    // A dangling link: the look at the path says so.
    return null
  }
}
