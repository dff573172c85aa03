/**
 * Follows log files through growth, rotation, truncation and deletion, and delivers their lines.
 *
 * One loop does the work, so that nothing else changes what it looks at: it looks at the paths for which there is
 * a hint, reads a turn of each file that may have grown (a bounded piece each, in order, so that a busy file never
 * keeps a quiet one waiting for long), and hands over a batch. While two batches are being delivered the next is
 * read, and no more than that: when the consumer stalls, reading stalls, and memory holds three batches at most.
 * Batches are acknowledged in the order in which they were read, so that a position never passes what is not safe.
 *
 * Beside it run three clocks that only give hints: `poll` looks at busy files, `round` compares all paths with
 * what is known (as rarely as it takes for thousands of files to cost little), `save` writes the checkpoint. The
 * folder watcher makes hints come within milliseconds; without it everything still works at the clocks' pace.
 *
 * Promises: a position is saved only after `deliver` resolved, so that a crash repeats lines and never loses one, and a
 * line that is read again has the same id (see tailed-file.ts).
 */
import { setImmediate as immediate } from 'node:timers/promises'
import type { Clock } from '../../runtime/clock.ts'
import { lockFolder } from '../../runtime/folder-lock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { SourceStatus } from '../../schema/status.ts'
import type { OnTrouble } from '../../schema/trouble.ts'
import { amountOf } from '../balance.ts'
import type { Deliver, Source } from '../source.ts'
import { ArchiveSource } from './archive/archive-source.ts'
import { Batch } from './batch.ts'
import { CheckpointStore } from './checkpoints.ts'
import { fileClock } from './file-clock.ts'
import { TAIL_BYTES } from './identity.ts'
import { FilePatterns, type FileSet, isArchiveSet } from './patterns.ts'
import { PositionKeeper } from './position-keeper.ts'
import { ReadBuffers } from './read-buffers.ts'
import { readTurn } from './reader.ts'
import { FileRegistry } from './registry.ts'
import { Rounds } from './rounds.ts'
import { Wake } from './wake.ts'

export interface FileSourceOptions {
  paths: readonly FileSet[]
  /** Folder of the positions; it is made if it does not exist. Belongs to this source alone. */
  checkpoints: string
  /** The machine's name: enters the record ids. */
  host: string
  clock: Clock
  logger: Logger
  /** Told of lines that were cut and of content that was gone before it was read. */
  onTrouble?: OnTrouble
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
  /** Bounds of one delivery; defaults 512 KiB and 10,000 records. */
  batch_bytes_max?: number
  batch_records_max?: number
  /** How much of a file is read before another has its turn; default 256 KiB. */
  turn_bytes?: number
  /** How long a rotated file must be quiet before it is closed; default 5 minutes. */
  rotated_wait_ms?: number
  /** The same for a deleted one; default 10 s. */
  deleted_wait_ms?: number
  /** How long an archive must not have been written to before it is read; default 2 s. */
  archive_settle_ms?: number
  /** Files that are kept open, as far as idle ones can be closed; default 2000. */
  open_files_max?: number
}

/** The least limit of a line: record ids rest on that much of the first one. */
const LINE_BYTES_MIN = 256
/** Paths that are looked at, and files that have their turn, before other work has its own. */
const LOOKS_AT_ONCE = 200
/** Two, so that one is made ready while the other is on its way. */
const DELIVERIES_MAX = 2
/**
 * After a batch that took less than a part of what fits nothing is read for this long, so that a trickle is delivered by
 * the cupful: each delivery costs a turn of everything that follows. A line that comes after a pause is not held up.
 */
const GATHER_MS = 25
const FEW_PARTS = 8

export function createFileSource(options: FileSourceOptions): Source {
  return new FileSource(options)
}

class FileSource implements Source {
  readonly #options: Required<Omit<FileSourceOptions, 'flush_partial_ms'>>
  readonly #registry: FileRegistry
  readonly #store: CheckpointStore
  readonly #keeper: PositionKeeper
  readonly #rounds: Rounds
  readonly #archives: ArchiveSource | null
  readonly #wake = new Wake()
  readonly #buffers: ReadBuffers

  constructor(options: FileSourceOptions) {
    const { flush_partial_ms = null, ...given } = options
    this.#options = {
      start_at: 'beginning',
      onTrouble: () => undefined,
      line_bytes_max: 16 * 1024 * 1024,
      poll_ms: 250,
      round_ms: 1_000,
      save_ms: 500,
      batch_bytes_max: 512 * 1024,
      batch_records_max: 10_000,
      turn_bytes: 256 * 1024,
      rotated_wait_ms: 5 * 60_000,
      deleted_wait_ms: 10_000,
      archive_settle_ms: 2_000,
      open_files_max: 2_000,
      ...given,
    }
    this.#options.line_bytes_max = Math.max(LINE_BYTES_MIN, this.#options.line_bytes_max)
    this.#buffers = new ReadBuffers(this.#options.turn_bytes + TAIL_BYTES)
    const { paths, clock, logger, round_ms, save_ms } = this.#options
    const { start_at, open_files_max, rotated_wait_ms, deleted_wait_ms } = this.#options
    const onTrouble: OnTrouble = trouble => {
      logger.warn({ path: trouble.source }, trouble.message)
      this.#options.onTrouble(trouble)
    }
    const patterns = new FilePatterns(paths.filter(set => !isArchiveSet(set)))
    const archives = paths.filter(isArchiveSet)
    const registry = new FileRegistry({
      patterns,
      now: () => clock.now(),
      logger,
      onTrouble,
      archives_read: archives.length > 0,
      start_at,
      open_files_max,
      flush_partial_ms,
      rotated_wait_ms,
      deleted_wait_ms,
      onChange: () => this.#keeper.changed(),
    })
    const store = new CheckpointStore(options.checkpoints, logger)
    const onHint = () => this.#wake.notify()
    this.#registry = registry
    this.#store = store
    this.#keeper = new PositionKeeper({ store, registry, clock, logger, save_ms })
    this.#rounds = new Rounds({ patterns, registry, clock, logger, round_ms, onHint })
    this.#archives =
      archives.length === 0
        ? null
        : new ArchiveSource({
            ...this.#options,
            onTrouble,
            patterns: new FilePatterns(archives),
            settle_ms: this.#options.archive_settle_ms,
            logs: () => registry.contents(),
          })
  }

  status(): SourceStatus[] {
    const rows = [...this.#registry.status(), ...(this.#archives?.status() ?? [])]
    const { problem } = this.#keeper
    return problem === null ? rows : rows.map(row => ({ ...row, problem: row.problem ?? problem }))
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
    const unlock = lockFolder(this.#options.checkpoints)
    try {
      const started_ns = fileClock(this.#options.checkpoints, this.#options.clock.now())
      this.#registry.restore(await this.#store.load(), started_ns)
      await this.#rounds.once(stop)
      const archives = this.#archives?.run(deliver, stop) ?? Promise.resolve()
      const clocks = [archives, this.#keepPolling(stop), this.#rounds.run(stop), this.#keeper.run(stop)].map(
        guard,
      )
      await guard(this.#pump(deliver, stop))
      ended.abort()
      await Promise.all(clocks)
      // Nothing runs any more that could move a position: what is saved now is the last word.
      await this.#keeper.save()
    } finally {
      this.#rounds.close()
      this.#registry.close()
      unlock()
    }
    if (failure !== null && !signal.aborted) throw failure
  }

  async #pump(deliver: Deliver, stop: AbortSignal): Promise<void> {
    const { batch_bytes_max, batch_records_max, clock } = this.#options
    const { ready, hints } = this.#registry
    let batch = new Batch(batch_bytes_max, batch_records_max)
    /** Whether all batches so far are acknowledged, once that is known; never rejects. */
    let delivered = Promise.resolve(true)
    let deliveries = 0
    let failure: unknown = null
    let begun = false
    let gathers_until_ms = 0
    while (!stop.aborted && failure === null) {
      this.#lookAtHints(LOOKS_AT_ONCE)
      if (!begun && hints.size === 0) {
        this.#registry.endFirstRound()
        // What is followed is on disk before its first line is delivered: a file that is rotated away after a
        // crash in the first moments is still known.
        await this.#keeper.save()
        begun = true
      }
      await this.#fill(batch, stop)
      if (begun && deliveries < DELIVERIES_MAX && batch.turns.length > 0) {
        deliveries++
        const is_small = batch.bytes_left > batch_bytes_max - batch_bytes_max / FEW_PARTS
        gathers_until_ms = is_small ? clock.now() + GATHER_MS : 0
        delivered = this.#send(batch, deliver, delivered, stop)
          .catch(error => {
            failure ??= error
            return false
          })
          .finally(() => {
            deliveries--
            this.#wake.notify()
          })
        batch = new Batch(batch_bytes_max, batch_records_max)
        // Timers and events have their turn between batches, even if files are never drained.
        await immediate()
      } else if ((ready.size === 0 || batch.full) && hints.size === 0) {
        await this.#wake.wait()
        const gathers_ms = Math.min(gathers_until_ms - clock.now(), GATHER_MS)
        if (gathers_ms > 0) await clock.sleep(gathers_ms, stop)
      } else {
        await immediate()
      }
    }
    await delivered
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
        const turn = await readTurn(file, host, limits, clock.now(), this.#buffers)
        if (turn) {
          file.ledger.took(amountOf(turn.records), turn.cut_lines)
          batch.add(turn)
        }
      } catch (error) {
        this.#registry.fail(file, error)
        continue
      }
      if (file.fd !== null && !file.drained) ready.add(file)
    }
  }

  /**
   * Resolves with whether the batch was acknowledged. It is not where the one before, which `before` tells of, was not:
   * a position would pass records that are not safe.
   */
  async #send(batch: Batch, deliver: Deliver, before: Promise<boolean>, stop: AbortSignal): Promise<boolean> {
    try {
      const unsaved = ({ file, generation }: (typeof batch.turns)[number]) =>
        generation > file.saved_generation
      if (batch.turns.some(unsaved)) await this.#keeper.save()
      const { refused } = batch.records.length > 0 ? await deliver(batch.records) : { refused: [] }
      if (await before) {
        batch.acknowledge(refused, this.#buffers)
        this.#keeper.changed()
        return true
      }
    } catch (error) {
      if (!stop.aborted) {
        batch.giveUp()
        throw error
      }
    }
    batch.giveUp()
    return false
  }

  #lookAtHints(at_most: number): void {
    let looks = 0
    for (const path of this.#registry.hints) {
      if (looks++ >= at_most) return
      this.#registry.hints.delete(path)
      this.#registry.look(path)
    }
  }

  async #keepPolling(stop: AbortSignal): Promise<void> {
    const { clock, poll_ms } = this.#options
    while (!stop.aborted) {
      await clock.sleep(poll_ms, stop)
      this.#registry.poll()
      this.#wake.notify()
    }
  }
}
