/**
 * Follows log files through growth, rotation, truncation and deletion, and delivers their lines.
 *
 * One loop does the work, so that nothing else changes what it looks at: it looks at the paths for which there is
 * a hint, reads a turn of each file that may have grown (a bounded piece each, in order, so that a busy file never
 * keeps a quiet one waiting for long), and hands over a batch. While one batch is being delivered the next is
 * read, and no more than that: when the consumer stalls, reading stalls, and memory holds two batches at most.
 *
 * Beside it run three clocks that only give hints: `poll` looks at busy files, `round` compares all paths with
 * what is known (as rarely as it takes for thousands of files to cost little), `save` writes the checkpoint. The
 * folder watcher makes hints come within milliseconds; without it everything still works at the clocks' pace.
 *
 * Promises: a position is saved only after `deliver` resolved, so that a crash repeats lines and never loses one, and a
 * line that is read again has the same id (see tailed-file.ts).
 */
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { SourceStatus } from '../../schema/status.ts'
import type { Deliver, Source } from '../source.ts'
import { Batch } from './batch.ts'
import { CheckpointStore } from './checkpoints.ts'
import { isSymbolicLink } from './identity.ts'
import { FilePatterns, type FileSet } from './patterns.ts'
import { readTurn } from './reader.ts'
import { FileRegistry } from './registry.ts'
import { Wake } from './wake.ts'
import { FolderWatcher } from './watcher.ts'

export interface FileSourceOptions {
  paths: readonly FileSet[]
  /** Folder of the positions; it is made if it does not exist. Belongs to this source alone. */
  checkpoints: string
  /** The machine's name: enters the record ids. */
  host: string
  clock: Clock
  logger: Logger
  /** Where to begin in files that exist when their path is followed for the first time. Default `beginning`. */
  start_at?: 'beginning' | 'end'
  /** Longer lines are cut; default 16 MiB, at least 256 bytes. */
  line_bytes_max?: number
  /** Deliver an unfinished last line when it has not grown for this long; by default it is waited for. */
  flush_partial_ms?: number
  /** How often busy files are looked at when no event tells of them; default 250. */
  poll_ms?: number
  /** How often all paths are looked at, if that is cheap; default 1000. */
  round_ms?: number
  /** How often positions are saved; default 500. */
  save_ms?: number
  /** Bounds of one delivery; defaults 1 MiB and 10,000 records. */
  batch_bytes_max?: number
  batch_records_max?: number
  /** How much of a file is read before another has its turn; default 256 KiB. */
  turn_bytes?: number
  /** How long a rotated file must be quiet before it is closed; default 5 minutes. */
  rotated_wait_ms?: number
  /** The same for a deleted one; default 10 s. */
  deleted_wait_ms?: number
  /** Files that are kept open, as far as idle ones can be closed; default 2000. */
  open_files_max?: number
}

/** The least limit of a line: record ids rest on that much of the first one. */
const LINE_BYTES_MIN = 256
/** A round over all paths may take this part of the time. */
const ROUND_SHARE = 1 / 100
/** Saving positions may take this part of it. */
const SAVE_SHARE = 1 / 5
/** Paths that are looked at before other work has its turn. */
const LOOKS_AT_ONCE = 200

export function createFileSource(options: FileSourceOptions): Source {
  return new FileSource(options)
}

class FileSource implements Source {
  readonly #options: Required<Omit<FileSourceOptions, 'flush_partial_ms'>>
  readonly #patterns: FilePatterns
  readonly #registry: FileRegistry
  readonly #store: CheckpointStore
  readonly #watcher: FolderWatcher
  readonly #wake = new Wake()
  /** Real path of a followed symbolic link's target, and the link. */
  #aliases = new Map<string, string>()
  #changed_since_save = false
  #save_problem: string | null = null

  constructor(options: FileSourceOptions) {
    const { flush_partial_ms = null, ...given } = options
    this.#options = {
      start_at: 'beginning',
      line_bytes_max: 16 * 1024 * 1024,
      poll_ms: 250,
      round_ms: 1_000,
      save_ms: 500,
      batch_bytes_max: 1024 * 1024,
      batch_records_max: 10_000,
      turn_bytes: 256 * 1024,
      rotated_wait_ms: 5 * 60_000,
      deleted_wait_ms: 10_000,
      open_files_max: 2_000,
      ...given,
    }
    this.#options.line_bytes_max = Math.max(LINE_BYTES_MIN, this.#options.line_bytes_max)
    const { paths, clock, logger, start_at, open_files_max, rotated_wait_ms, deleted_wait_ms } = this.#options
    this.#patterns = new FilePatterns(paths)
    this.#registry = new FileRegistry({
      patterns: this.#patterns,
      now: () => clock.now(),
      logger,
      start_at,
      open_files_max,
      flush_partial_ms,
      rotated_wait_ms,
      deleted_wait_ms,
    })
    this.#store = new CheckpointStore(options.checkpoints, logger)
    this.#watcher = new FolderWatcher({
      onEvent: (folder, name, kind) => this.#onEvent(folder, name, kind),
      onProblem: problem =>
        problem === null
          ? logger.info({}, 'folders are watched again')
          : logger.warn({ reason: problem }, 'folders can not be watched; files are polled instead'),
    })
  }

  status(): SourceStatus[] {
    const rows = this.#registry.status()
    if (this.#save_problem === null) return rows
    return rows.map(row => ({ ...row, problem: row.problem ?? this.#save_problem }))
  }

  async run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    const ended = new AbortController()
    const stop = AbortSignal.any([signal, ended.signal])
    stop.addEventListener('abort', () => this.#wake.notify(), { once: true })
    let failure: unknown = null
    const guard = (work: Promise<void>) =>
      work.catch(error => {
        failure ??= error
        ended.abort()
      })
    try {
      this.#registry.restore(await this.#store.load())
      await this.#round(stop)
      const clocks = [this.#keepPolling(stop), this.#keepRounds(stop), this.#keepSaving(stop)].map(guard)
      await guard(this.#pump(deliver, stop))
      ended.abort()
      await Promise.all(clocks)
      // Nothing runs any more that could move a position: what is saved now is the last word.
      await this.#save()
    } finally {
      this.#watcher.close()
      this.#registry.close()
    }
    if (failure !== null && !signal.aborted) throw failure
  }

  async #pump(deliver: Deliver, stop: AbortSignal): Promise<void> {
    const { batch_bytes_max, batch_records_max } = this.#options
    const { ready, hints } = this.#registry
    let batch = new Batch(batch_bytes_max, batch_records_max)
    let delivering: Promise<void> | null = null
    let failure: unknown = null
    let begun = false
    while (!stop.aborted && failure === null) {
      this.#lookAtHints(LOOKS_AT_ONCE)
      if (!begun && hints.size === 0) {
        this.#registry.endFirstRound()
        // What is followed is on disk before its first line is delivered: a file that is rotated away after a
        // crash in the first moments is still known.
        await this.#save()
        begun = true
      }
      await this.#fill(batch, stop)
      if (begun && delivering === null && batch.turns.length > 0) {
        delivering = this.#send(batch, deliver, stop)
          .catch(error => {
            failure ??= error
          })
          .finally(() => {
            delivering = null
            this.#wake.notify()
          })
        batch = new Batch(batch_bytes_max, batch_records_max)
        // Timers and events have their turn between batches, even if files are never drained.
        await immediate()
      } else if ((ready.size === 0 || batch.full) && hints.size === 0) {
        await this.#wake.wait()
      } else {
        await immediate()
      }
    }
    await delivering
    batch.giveUp()
    if (failure !== null) throw failure
  }

  async #fill(batch: Batch, stop: AbortSignal): Promise<void> {
    const { clock, host, line_bytes_max, turn_bytes } = this.#options
    const { ready } = this.#registry
    for (let turns = 0; turns < LOOKS_AT_ONCE && !batch.full && !stop.aborted; turns++) {
      const [file] = ready
      if (!file) return
      ready.delete(file)
      const limits = {
        line_bytes_max,
        turn_bytes: Math.min(turn_bytes, batch.bytes_left),
        records_max: batch.records_left,
      }
      try {
        const turn = await readTurn(file, host, limits, clock.now())
        if (turn) {
          file.ledger.took(turn.records.length, turn.cut_lines)
          batch.add(turn)
        }
      } catch (error) {
        this.#registry.fail(file, error)
        continue
      }
      if (file.fd !== null && !file.drained) ready.add(file)
    }
  }

  async #send(batch: Batch, deliver: Deliver, stop: AbortSignal): Promise<void> {
    try {
      const unsaved = ({ file, generation }: (typeof batch.turns)[number]) =>
        generation > file.saved_generation
      if (batch.turns.some(unsaved)) await this.#save()
      const { refused } = batch.records.length > 0 ? await deliver(batch.records) : { refused: [] }
      batch.acknowledge(refused)
      this.#changed_since_save = true
    } catch (error) {
      batch.giveUp()
      if (!stop.aborted) throw error
    }
  }

  #lookAtHints(at_most: number): void {
    let looks = 0
    for (const path of this.#registry.hints) {
      if (looks++ >= at_most) return
      this.#registry.hints.delete(path)
      this.#registry.look(path)
    }
  }

  #onEvent(folder: string, name: string | null, kind: 'rename' | 'change'): void {
    if (name === null) return
    const beside = join(folder, name)
    const path = this.#aliases.get(beside) ?? beside
    const file = this.#registry.fileAt(path)
    if (file && file.fd !== null) this.#registry.ready.add(file)
    if (kind === 'rename' || (file ? file.fd === null : this.#registry.hasProblem(path))) {
      this.#registry.hints.add(path)
    }
    this.#wake.notify()
  }

  async #keepPolling(stop: AbortSignal): Promise<void> {
    const { clock, poll_ms } = this.#options
    while (!stop.aborted) {
      await clock.sleep(poll_ms, stop)
      this.#registry.poll()
      this.#wake.notify()
    }
  }

  async #keepRounds(stop: AbortSignal): Promise<void> {
    const { clock, round_ms } = this.#options
    let pause_ms = round_ms
    while (!stop.aborted) {
      await clock.sleep(pause_ms, stop)
      if (stop.aborted) return
      const busy_ms = await this.#round(stop)
      pause_ms = Math.max(round_ms, busy_ms / ROUND_SHARE)
      this.#wake.notify()
    }
  }

  /** Compares every path with what is known of it. Gives the milliseconds of work that it took. */
  async #round(stop: AbortSignal): Promise<number> {
    const found = new Set(this.#registry.paths)
    const started_ms = performance.now()
    try {
      for await (const path of this.#patterns.expand()) found.add(path)
    } catch (error) {
      this.#options.logger.warn({ reason: messageOf(error) }, 'a folder can not be listed')
    }
    this.#watch(found)
    let busy_ms = performance.now() - started_ms
    let looks = 0
    let from_ms = performance.now()
    for (const path of found) {
      if (stop.aborted) break
      this.#registry.glance(path)
      if (++looks % LOOKS_AT_ONCE > 0) continue
      busy_ms += performance.now() - from_ms
      await immediate()
      from_ms = performance.now()
    }
    return busy_ms + performance.now() - from_ms
  }

  /** Watches the folders in which `paths` and the targets of symbolic links among them stand. */
  #watch(paths: Iterable<string>): void {
    const folders = new Set(this.#patterns.folders)
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

  async #keepSaving(stop: AbortSignal): Promise<void> {
    const { clock, save_ms } = this.#options
    let pause_ms = save_ms
    while (!stop.aborted) {
      await clock.sleep(pause_ms, stop)
      if (!this.#changed_since_save || stop.aborted) continue
      const started_ms = performance.now()
      await this.#save()
      pause_ms = Math.max(save_ms, (performance.now() - started_ms) / SAVE_SHARE)
    }
  }

  /** Never rejects: while positions can not be saved (a full disk) reading goes on, and the status says so. */
  async #save(): Promise<void> {
    this.#changed_since_save = false
    try {
      this.#registry.saved(await this.#store.save(() => this.#registry.snapshot()))
      if (this.#save_problem !== null) this.#options.logger.info({}, 'positions can be saved again')
      this.#save_problem = null
    } catch (error) {
      this.#changed_since_save = true
      const problem = `positions can not be saved: ${messageOf(error)}`
      if (problem !== this.#save_problem)
        this.#options.logger.error({ reason: problem }, 'positions can not be saved')
      this.#save_problem = problem
    }
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
