/**
 * Reads gzip files that the configuration names: each once, from its beginning, one after the other. An archive is
 * known again by its inode or by its content, so that it may be renamed and copied; and one that holds what was
 * read while it was still a log is read on from there only.
 */
import { hash } from 'node:crypto'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../../../errors.ts'
import type { Clock } from '../../../runtime/clock.ts'
import { DamagedArchive } from '../../../runtime/gunzip.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { SourceStatus } from '../../../schema/status.ts'
import type { OnTrouble } from '../../../schema/trouble.ts'
import { amountOf, Balance, refusedOf } from '../../balance.ts'
import { loadState, saveState } from '../../saved-state.ts'
import type { Deliver, Source } from '../../source.ts'
import { GoneLogs } from '../gone-logs.ts'
import { EMPTY_DIGEST, type FileStat, sameBirth, statOpen, statPathOrNull } from '../identity.ts'
import { Ledgers } from '../ledgers.ts'
import { notAFile, PathProblems } from '../path-problems.ts'
import type { FilePatterns } from '../patterns.ts'
import { FILE_START } from '../tailed-file.ts'
import { type Archive, type ArchivesState, archivesSchema } from './archive-state.ts'
import { archiveTurns, commonStart, type ReadContent } from './archive-turns.ts'

export interface ArchiveSourceOptions {
  patterns: FilePatterns
  /** Folder of the positions. */
  checkpoints: string
  host: string
  clock: Clock
  logger: Logger
  onTrouble: OnTrouble
  start_at: 'beginning' | 'end'
  line_bytes_max: number
  batch_records_max: number
  round_ms: number
  save_ms: number
  /** An archive that was written to within this time is left alone: it may not be complete. */
  settle_ms: number
  /** What was read of the logs that exist, and of those deleted since. `done` is false while one is being read. */
  logs: () => Iterable<ReadContent & { done: boolean }>
}

/** Rounds may take this part of the time, but are never further apart than so many times the least pause. */
const ROUND_SHARE = 1 / 200
const ROUND_PAUSE_MAX = 60
const FORGET_MS = 7 * 24 * 60 * 60_000
const ENDS_BYTES = 4096

export class ArchiveSource implements Source {
  readonly #options: ArchiveSourceOptions
  readonly #path: string
  readonly #problems: PathProblems
  readonly #ledgers: Ledgers
  #archives: Archive[] = []
  readonly #gone = new GoneLogs()
  #saved_ms = 0
  #changed = false
  #skip_existing = false

  constructor(options: ArchiveSourceOptions) {
    const { clock, logger, checkpoints, patterns } = options
    this.#options = options
    this.#path = join(checkpoints, 'archives.json')
    this.#problems = new PathProblems(logger)
    this.#ledgers = new Ledgers({
      literals: new Set(patterns.literals),
      now: () => clock.now(),
      onTrouble: options.onTrouble,
    })
  }

  status(): SourceStatus[] {
    const sources = new Set([...this.#ledgers.sources, ...this.#problems.paths])
    return [...sources].map(source => {
      const archive = this.#archives.find(archive => archive.source === source) ?? null
      const ledger = this.#ledgers.find(source)
      const problem = this.#problems.at(source)
      const reading = archive !== null && !archive.done
      return {
        source,
        kind: 'file',
        state: problem?.state ?? (reading ? 'reading' : archive === null ? 'missing' : 'idle'),
        ...(ledger?.balance ?? new Balance()).row(),
        cut: ledger?.cut_lines ?? 0,
        lost_bytes: ledger?.lost_bytes ?? 0,
        position_bytes: archive?.done ? archive.size : 0,
        size_bytes: archive?.size ?? 0,
        records_per_second: ledger?.records_per_second ?? 0,
        last_record_at: ledger?.last_record_ms == null ? null : new Date(ledger.last_record_ms).toISOString(),
        problem: problem?.message ?? ledger?.incident ?? null,
      }
    })
  }

  async run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    const { clock, round_ms, start_at } = this.#options
    const state = await loadState(this.#path, archivesSchema)
    if (typeof state === 'object') this.#restore(state)
    this.#skip_existing = state === 'none' && start_at === 'end'
    this.#changed = state === 'none'
    while (!signal.aborted) {
      const started_ms = performance.now()
      let read = false
      for (const path of await this.#paths()) {
        if (signal.aborted) break
        read = (await this.#look(path, deliver, signal)) || read
      }
      this.#skip_existing = false
      await this.#save()
      const busy_ms = read ? 0 : performance.now() - started_ms
      const pause_ms = Math.min(busy_ms / ROUND_SHARE, ROUND_PAUSE_MAX * round_ms)
      await clock.sleep(Math.max(round_ms, pause_ms), signal)
    }
    await this.#save()
  }

  /** What there is to look at; what is missed because a folder can not be listed is found by the next round. */
  async #paths(): Promise<string[]> {
    const { patterns, logger } = this.#options
    const paths: string[] = []
    try {
      for await (const { path } of patterns.expand(() => undefined)) paths.push(path)
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'a folder can not be listed')
    }
    return paths
  }

  /** Reads the archive at `path` if there is something new in it; resolves with whether it was. */
  async #look(path: string, deliver: Deliver, signal: AbortSignal): Promise<boolean> {
    const { clock, settle_ms, patterns } = this.#options
    const stat = statPathOrNull(path)
    if (stat === null) {
      const waited_for = patterns.literals.includes(path)
      this.#problems.set(
        path,
        waited_for ? { state: 'missing', message: 'the file does not exist yet' } : null,
      )
      return false
    }
    if (stat.kind !== 'file') {
      this.#problems.set(path, notAFile(stat))
      return false
    }
    const known = this.#archives.find(archive => isInode(archive, stat)) ?? null
    if (known) known.seen_ms = clock.now()
    if (known?.done && known.size === stat.size) return false
    const age_ms = Math.abs(clock.now() - Number(stat.mtime_ns / 1_000_000n))
    if (stat.size === 0 || age_ms < settle_ms) return false
    try {
      const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
      try {
        return await this.#open(fd, path, deliver, signal)
      } finally {
        closeSync(fd)
      }
    } catch (error) {
      if (signal.aborted) return true
      // What the system says of the file; a failed delivery is another's to report.
      if (!(error instanceof Error && 'syscall' in error)) throw error
      this.#problems.set(path, { state: 'unreadable', message: messageOf(error) })
      return false
    }
  }

  async #open(fd: number, path: string, deliver: Deliver, signal: AbortSignal): Promise<boolean> {
    const stat = statOpen(fd)
    if (stat.kind !== 'file') return false
    const content_id = contentId(fd, stat.size)
    const seen_ms = this.#options.clock.now()
    const { device, inode, born_ns, size } = stat
    const found = { device, inode, born_ns, size, content_id, seen_ms }
    let archive =
      this.#archives.find(archive => isInode(archive, stat) && archive.size <= size) ??
      this.#archives.find(archive => archive.content_id === content_id)
    if (archive === undefined) {
      const start = await this.#startOf(fd)
      if (start === null) return false
      this.#archives = this.#archives.filter(archive => !isInode(archive, stat))
      archive = { ...found, source: path, mark: start, done: this.#skip_existing }
      this.#archives.push(archive)
    } else {
      const grown = archive.content_id !== content_id && archive.mark.position > 0
      if (
        grown &&
        !(await commonStart(fd, [{ fingerprint: EMPTY_DIGEST, mark: archive.mark, whole: false }]))
      ) {
        archive.mark = FILE_START
      }
      Object.assign(archive, found, { done: archive.done && archive.content_id === content_id })
    }
    this.#changed = true
    this.#problems.set(path, null)
    if (!archive.done) await this.#read(archive, fd, deliver, signal)
    return true
  }

  /** Where a new archive is read from; null while the log that it was made of is still being read. */
  async #startOf(fd: number): Promise<Archive['mark'] | null> {
    const read = await commonStart(fd, [...this.#gone.contents(), ...this.#options.logs()])
    if (read === null) return FILE_START
    return read.done ? read.mark : null
  }

  async #read(archive: Archive, fd: number, deliver: Deliver, signal: AbortSignal): Promise<void> {
    const { host, patterns, clock, save_ms, line_bytes_max, batch_records_max } = this.#options
    const { source } = archive
    const ledger = this.#ledgers.of(source)
    const file_id = hash('sha256', JSON.stringify([host, archive.content_id]), 'base64url').slice(0, 16)
    const origin = { file_id, source, content: patterns.contentOf(source) }
    const limits = { line_bytes_max, records_max: batch_records_max }
    try {
      for await (const { records, cut_lines, end } of archiveTurns(fd, archive.mark, origin, limits)) {
        ledger.took(amountOf(records), cut_lines)
        if (records.length > 0) {
          const { refused } = await deliver(records)
          ledger.settled(amountOf(records), refusedOf(records, refused))
        }
        archive.mark = end
        this.#changed = true
        if (clock.now() - this.#saved_ms >= save_ms) await this.#save()
        if (signal.aborted) return
      }
    } catch (error) {
      if (!(error instanceof DamagedArchive)) throw error
      ledger.damaged(archive.size - error.intact_bytes, error.message)
    }
    archive.done = true
  }

  #restore({ archives, ledgers, gone }: ArchivesState): void {
    const used = ({ source }: { source: string }) => this.#options.patterns.match(source) !== null
    this.#archives = archives
    this.#gone.restore(gone)
    for (const saved of ledgers.filter(used)) this.#ledgers.of(saved.source).restore(saved)
  }

  async #save(): Promise<void> {
    const { clock, logger } = this.#options
    if (!this.#changed) return
    const since_ms = clock.now() - FORGET_MS
    this.#archives = this.#archives.filter(({ seen_ms }) => seen_ms >= since_ms)
    this.#gone.tidy(since_ms)
    this.#ledgers.tidy(since_ms, source => this.#archives.some(archive => archive.source === source))
    const state = { archives: this.#archives, ledgers: this.#ledgers.saved(), gone: this.#gone.saved() }
    this.#changed = false
    this.#saved_ms = clock.now()
    try {
      await saveState(this.#path, z.encode(archivesSchema, state))
    } catch (error) {
      this.#changed = true
      logger.error({ path: this.#path, reason: messageOf(error) }, 'positions can not be saved')
    }
  }
}

function isInode(archive: Archive, stat: FileStat): boolean {
  return archive.device === stat.device && archive.inode === stat.inode && sameBirth(archive, stat)
}

/** Told by the size, the beginning, and the end, where gzip keeps the checksum of the content. */
function contentId(fd: number, size: number): string {
  const ends = Buffer.alloc(2 * ENDS_BYTES)
  readSync(fd, ends, 0, ENDS_BYTES, 0)
  readSync(fd, ends, ENDS_BYTES, ENDS_BYTES, Math.max(0, size - ENDS_BYTES))
  return hash('sha256', Buffer.concat([Buffer.from(`${size}:`), ends]), 'base64url').slice(0, 22)
}
