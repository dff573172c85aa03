/**
 * Compares all paths with what is known of them, again and again. The folder watcher makes hints come within
 * milliseconds; a round is what finds everything without it, and it is made as rarely as it takes for thousands of
 * files to cost little.
 */
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setImmediate as immediate } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { isSymbolicLink } from './identity.ts'
import type { FilePatterns } from './patterns.ts'
import type { FileRegistry } from './registry.ts'
import { FolderWatcher } from './watcher.ts'

/** Rounds may take this part of a core; more where nothing else tells of what is written to idle files. */
const ROUND_SHARE = { watched: 1 / 1000, unwatched: 1 / 20 }
/** However many files there are. */
const PAUSE_MS_MAX = 5 * 60_000
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
  /** Folders that can not be listed, and why. */
  #unlistable: ReadonlyMap<string, string> = new Map()

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
      const share = ROUND_SHARE[this.#watcher.works ? 'watched' : 'unwatched']
      pause_ms = Math.min(PAUSE_MS_MAX, Math.max(round_ms, busy_ms / share))
      onHint()
    }
  }

  /** One round. Gives the milliseconds of processor time that it took. */
  async once(stop: AbortSignal): Promise<number> {
    const { patterns, registry, logger } = this.#options
    const unlistable = new Map<string, string>()
    /** Paths, and whether a symbolic link stands there. */
    const found = new Map<string, boolean>()
    let from = process.threadCpuUsage()
    try {
      const onUnlistable = (folder: string, error: unknown) => unlistable.set(folder, messageOf(error))
      for await (const { path, link } of patterns.expand(onUnlistable)) found.set(path, link)
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'a folder can not be listed')
    }
    this.#tellUnlistable(unlistable)
    for (const path of registry.paths) if (!found.has(path)) found.set(path, isSymbolicLink(path))
    this.#watch(found)
    let busy_us = since(from)
    let glances = 0
    from = process.threadCpuUsage()
    for (const path of found.keys()) {
      if (stop.aborted) break
      registry.glance(path)
      if (++glances % GLANCES_AT_ONCE > 0) continue
      busy_us += since(from)
      await immediate()
      from = process.threadCpuUsage()
    }
    return (busy_us + since(from)) / 1000
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

  /** Each change is logged once. */
  #tellUnlistable(now: ReadonlyMap<string, string>): void {
    const { logger } = this.#options
    for (const [path, reason] of now)
      if (this.#unlistable.get(path) !== reason) logger.warn({ path, reason }, 'the folder can not be listed')
    for (const path of this.#unlistable.keys())
      if (!now.has(path)) logger.info({ path }, 'the folder can be listed again')
    this.#unlistable = now
  }

  /** Watches the folders in which the paths and the targets of symbolic links among them stand. */
  #watch(found: ReadonlyMap<string, boolean>): void {
    const folders = new Set(this.#options.patterns.folders)
    const aliases = new Map<string, string>()
    for (const [path, link] of found) {
      folders.add(dirname(path))
      if (!link) continue
      const target = targetOf(path)
      if (target === null) continue
      folders.add(dirname(target))
      aliases.set(target, path)
    }
    this.#aliases = aliases
    this.#watcher.watch(folders)
  }
}

/** Microseconds of processor time: on a machine that is busy elsewhere little work takes long. */
function since(earlier: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(earlier)
  return user + system
}

function targetOf(link: string): string | null {
  try {
    return realpathSync(link)
  } catch {
    // A dangling link: the look at the path says so.
    return null
  }
}
