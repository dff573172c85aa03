/**
 * Which files are followed. Paths are looked at one by one, on a hint or on a round through all of them; a look
 * decides from the opened file (never from the name alone) whether it is one that is known.
 *
 * A file at its path is read as it grows. When the path is gone or belongs to another file, the file is
 * *detached*: its open descriptor is read on, because the writer may go on with it, until it has been quiet for long
 * enough; then it is closed, and remembered for as long as it may come back under another name. A deleted file is
 * closed sooner, since keeping it open keeps its disk space, and is forgotten.
 */
import * as fs from 'node:fs'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { SourceStatus } from '../../schema/status.ts'
import type { Checkpoint } from './checkpoints.ts'
import { type FileStat, isSymbolicLink, sameBirth, statOpen, statPath, statPathOrNull } from './identity.ts'
import { SourceLedger } from './ledger.ts'
import { lineStartBefore } from './line-start.ts'
import type { FilePatterns } from './patterns.ts'
import { fromCheckpoint, toCheckpoint } from './remembering.ts'
import { type Neighbour, neighboursOf } from './rotation.ts'
import { sourceStatus } from './source-row.ts'
import { TailedFile } from './tailed-file.ts'

/** A file that grew within this time is looked at on every poll. */
const BUSY_MS = 5_000
/** How often the names beside a log are listed until two lists agree. */
const SEARCHES_MAX = 10
/** The clock that stamps files ticks in steps of up to 10 ms, so a new file can look older than it is. */
const FILE_CLOCK_LAG_MS = 20
const FORGET_MS = 7 * 24 * 60 * 60_000
/** A pipe put in place of a file must not stop the process when it is opened. */
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

export interface RegistryOptions {
  patterns: FilePatterns
  now: () => number
  logger: Logger
  start_at: 'beginning' | 'end'
  open_files_max: number
  flush_partial_ms: number | null
  rotated_wait_ms: number
  deleted_wait_ms: number
}

export interface PathProblem {
  state: 'missing' | 'unreadable'
  message: string
}

export class FileRegistry {
  /** Files in which there may be something to read, in the order of their turns. */
  readonly ready = new Set<TailedFile>()
  /** Paths that should be looked at. */
  readonly hints = new Set<string>()
  readonly #options: RegistryOptions
  readonly #byKey = new Map<string, TailedFile>()
  readonly #byPath = new Map<string, TailedFile>()
  readonly #bySource = new Map<string, Set<TailedFile>>()
  readonly #ledgers = new Map<string, SourceLedger>()
  readonly #problems = new Map<string, PathProblem>()
  readonly #literals: ReadonlySet<string>
  readonly #started_ns: bigint
  /** Remembered for paths that the configuration does not name at present. */
  #unused: Pick<Checkpoint, 'files' | 'ledgers'> = { files: [], ledgers: [] }
  /** Patterns to which `start_at` does not apply any more. */
  #known_patterns: ReadonlySet<string> = new Set()
  #first_round = true
  #open = 0

  constructor(options: RegistryOptions) {
    this.#options = options
    this.#literals = new Set(options.patterns.literals)
    this.#started_ns = BigInt(Math.floor(options.now()) - FILE_CLOCK_LAG_MS) * 1_000_000n
  }

  get paths(): Iterable<string> {
    return new Set([...this.#byPath.keys(), ...this.#problems.keys()])
  }

  fileAt(path: string): TailedFile | null {
    return this.#byPath.get(path) ?? null
  }

  hasProblem(path: string): boolean {
    return this.#problems.has(path)
  }

  restore(checkpoint: Checkpoint | 'first' | 'lost'): void {
    const { patterns } = this.#options
    if (checkpoint === 'first') return
    if (checkpoint === 'lost') {
      // Something was read before: reading it again keeps every line, starting at the end would not.
      this.#known_patterns = new Set(patterns.names)
      return
    }
    this.#known_patterns = new Set(checkpoint.patterns)
    const used = ({ source }: { source: string }) => patterns.match(source) !== null
    for (const saved of checkpoint.ledgers.filter(used)) this.#ledger(saved.source).restore(saved)
    for (const { source, ...saved } of fromCheckpoint(checkpoint.files.filter(used))) {
      const set = patterns.match(source)
      if (set === null) continue
      const file = new TailedFile(
        saved,
        this.#ledger(source),
        set.logsource,
        this.#options.now(),
        this.#rememberCopies,
      )
      file.remember(saved)
      this.#add(file)
    }
    this.#unused = {
      files: checkpoint.files.filter(file => !used(file)),
      ledgers: checkpoint.ledgers.filter(ledger => !used(ledger)),
    }
  }

  /** To be called once all paths have been looked at for the first time. */
  endFirstRound(): void {
    this.#first_round = false
    for (const [source, files] of this.#bySource) {
      if ([...files].some(isAway)) this.#searchBeside(source, this.#byPath.get(source) ?? null)
    }
  }

  /** Compares what stands at `path` with what is known of it, cheaply; asks for a look if they differ. */
  glance(path: string): void {
    const file = this.#byPath.get(path)
    if (file) {
      const stat = statPathOrNull(path)
      if (stat?.key === file.key && stat.size === file.size && stat.mtime_ns === file.mtime_ns) return
    }
    this.hints.add(path)
  }

  look(path: string): void {
    const set = this.#options.patterns.match(path)
    if (set === null) return
    const before = this.#byPath.get(path) ?? null
    const problem_before = this.#problems.get(path) ?? null
    const found = this.#find(path)
    const file = found instanceof TailedFile ? found : null
    if (before && before !== file) this.#detach(before)
    if (file) {
      this.#place(path, file)
      this.ready.add(file)
    }
    this.#setProblem(path, problem_before, found instanceof TailedFile ? null : found)
    // Under a path where nothing stands yet a log may come and go between two looks.
    if (before !== file || (file === null && this.#literals.has(path))) this.#searchBeside(path, file)
    if (file) {
      const ledger = this.#ledger(path)
      if (file.born_ns > ledger.born_ns) ledger.born_ns = file.born_ns
    }
  }

  /** Time passes: busy and detached files are looked at, what is done with is closed. */
  poll(): void {
    const { now, flush_partial_ms, rotated_wait_ms, deleted_wait_ms } = this.#options
    const now_ms = now()
    for (const file of this.#byKey.values()) {
      if (file.fd === null) continue
      const quiet_ms = now_ms - file.changed_ms
      if (file.path === null) {
        const wait_ms = file.links === 0 ? deleted_wait_ms : rotated_wait_ms
        const done = file.drained && file.in_flight === 0 && !this.ready.has(file)
        if (done && quiet_ms >= wait_ms) {
          if (file.partial_bytes === 0) {
            this.#release(file)
            continue
          }
          file.flush = true
        }
        this.ready.add(file)
      } else {
        if (flush_partial_ms !== null && file.partial_bytes > 0 && quiet_ms >= flush_partial_ms)
          file.flush = true
        if (file.flush || quiet_ms < BUSY_MS) this.ready.add(file)
      }
    }
  }

  status(): SourceStatus[] {
    const sources = new Set([...this.#ledgers.keys(), ...this.#problems.keys()])
    return [...sources].map(source =>
      sourceStatus(
        source,
        this.#ledgers.get(source) ?? null,
        this.#byPath.get(source) ?? this.#bySource.get(source)?.values().next().value ?? null,
        this.#problems.get(source) ?? null,
      ),
    )
  }

  snapshot(): Checkpoint {
    const now_ms = this.#options.now()
    this.#tidy(now_ms)
    return {
      patterns: [...new Set([...this.#known_patterns, ...this.#options.patterns.names])],
      files: [...toCheckpoint(this.#byKey.values(), now_ms), ...this.#unused.files],
      ledgers: [
        ...[...this.#ledgers.values()].map(
          ({ source, published, refused, cut_lines, truncated_bytes, last_record_ms, born_ns }) => ({
            source,
            published,
            refused,
            cut_lines,
            truncated_bytes,
            last_record_ms,
            born_ns,
          }),
        ),
        ...this.#unused.ledgers,
      ],
    }
  }

  /** Takes in that what `snapshot` gave is on disk. */
  saved({ files }: Checkpoint): void {
    for (const { device, inode, generation } of files) {
      const file = this.#byKey.get(`${device}:${inode}`)
      if (file && file.generation === generation) file.saved_generation = generation
    }
  }

  /** A file that can not be read any more (an I/O error, a server that went away): tried again with its next look. */
  fail(file: TailedFile, error: unknown): void {
    const path = file.path ?? file.source
    if (file.in_flight === 0) this.#close(file)
    this.#setProblem(path, this.#problems.get(path) ?? null, {
      state: 'unreadable',
      message: messageOf(error),
    })
  }

  close(): void {
    for (const file of this.#byKey.values()) this.#close(file)
  }

  /** The file at `path`, opened; or what is wrong with it; or null if a glob's file is simply gone. */
  #find(path: string): TailedFile | PathProblem | null {
    try {
      const stat = statPath(path)
      if (stat.kind !== 'file') return notAFile(stat)
      const known = this.#recognise(stat)
      const full = this.#open >= this.#options.open_files_max
      if (known && (known.fd !== null || (full && isUntouched(known, stat)))) return known
      return this.#openAs(path, path)
    } catch (error) {
      return this.#problemOf(path, error)
    }
  }

  /** Opens `path` as a file of `source`; with `only_copies` only if it holds a copy of one. */
  #openAs(path: string, source: string, only_copies = false): TailedFile | PathProblem | null {
    if (this.#open >= this.#options.open_files_max) this.#closeLongestIdle()
    const fd = fs.openSync(path, OPEN_FLAGS)
    let kept = false
    try {
      const stat = statOpen(fd)
      if (stat.kind !== 'file') return notAFile(stat)
      const known = this.#recognise(stat) ?? this.#recogniseMoved(fd, stat, source)
      if (known && known.fd !== null) return known
      const copy = !known && path !== source && this.#isCopy(fd, stat, source)
      if (only_copies && !copy) return null
      const file = known ?? this.#create(stat, source)
      const begin_at_end =
        !known && this.#first_round && this.#options.start_at === 'end' && !this.#isKnownPattern(source)
      if (copy) file.startAt(fd, stat.size)
      else if (begin_at_end) file.startAt(fd, lineStartBefore(fd, stat.size))
      file.attach(fd, stat)
      this.#open++
      kept = true
      this.ready.add(file)
      return file
    } finally {
      if (!kept) fs.closeSync(fd)
    }
  }

  #create(stat: FileStat, source: string): TailedFile {
    const logsource = this.#options.patterns.match(source)?.logsource ?? {}
    const file = new TailedFile(
      stat,
      this.#ledger(source),
      logsource,
      this.#options.now(),
      this.#rememberCopies,
    )
    this.#add(file)
    return file
  }

  /** The known file of that inode, unless the inode was given to a new file since. */
  #recognise(stat: FileStat): TailedFile | null {
    const file = this.#byKey.get(stat.key)
    if (!file) return null
    if (sameBirth(file, stat)) return file
    this.#forget(file)
    return null
  }

  /** After a remount the numbers may be others: then the content up to the position tells the file. */
  #recogniseMoved(fd: number, stat: FileStat, source: string): TailedFile | null {
    for (const file of this.#bySource.get(source) ?? []) {
      const renumbered = file.device !== stat.device || sameBirth(file, stat)
      if (!isAway(file) || !renumbered || file.fingerprint === null || file.ahead.position === 0) continue
      if (!file.matches(fd, stat.size)) continue
      this.#byKey.delete(file.key)
      file.renumber(stat)
      this.#byKey.set(file.key, file)
      return file
    }
    return null
  }

  /** Finds files that stood at `path` and were moved on, also those that came and went between two looks. */
  #searchBeside(path: string, file: TailedFile | null): void {
    const since_ns = this.#ledgers.get(path)?.born_ns ?? 0n
    const until_ns = file === null || file.born_ns === 0n ? null : file.born_ns
    const away = [...(this.#bySource.get(path) ?? [])].some(isAway)
    const unseen_possible = since_ns > 0n && (until_ns === null || since_ns < until_ns)
    if (!away && !unseen_possible) return
    // A rotation going on shifts names while they are listed: only a list that stays the same is complete.
    let before = ''
    for (let attempt = 0; attempt < SEARCHES_MAX; attempt++) {
      const list: string[] = []
      const remembered: Neighbour[] = []
      for (const neighbour of neighboursOf(path, away)) {
        list.push(`${neighbour.path}\0${neighbour.stat.key}`)
        const { born_ns } = neighbour.stat
        const in_time = born_ns >= since_ns && (until_ns === null || born_ns <= until_ns)
        if (this.#recognise(neighbour.stat)) remembered.push(neighbour)
        else if (unseen_possible && neighbour.rotated && in_time) this.#takeIn(neighbour, path)
      }
      // Last, for one that is found rewritten can not tell any more which of the new ones is its copy.
      for (const neighbour of remembered) this.#takeIn(neighbour, path)
      const now = list.sort().join('\0')
      if (now === before) return
      before = now
    }
  }

  /** Opens a file found beside `source`, unless it is remembered and there is nothing more to expect from it. */
  #takeIn({ path, stat }: Neighbour, source: string, only_copies = false): void {
    const known = this.#recognise(stat)
    // The writer of a file that was rotated a moment ago may go on with it.
    const young_ms = this.#options.now() - Number(stat.mtime_ns / 1_000_000n)
    const wanted = known
      ? isAway(known) && (!isUntouched(known, stat) || young_ms < this.#options.rotated_wait_ms)
      : !this.#byPath.has(path)
    if (!wanted) return
    try {
      this.#openAs(path, source, only_copies)
    } catch (error) {
      this.#options.logger.warn({ path, reason: messageOf(error) }, 'a rotated log can not be opened')
    }
  }

  /**
   * A file was truncated: the copies made of it before are remembered as read, so that they are not taken for
   * logs that came and went unseen. An arrow function because every file is handed it.
   */
  readonly #rememberCopies = (file: TailedFile): void => {
    for (const neighbour of neighboursOf(file.source, false)) {
      if (!this.#recognise(neighbour.stat)) this.#takeIn(neighbour, file.source, true)
    }
  }

  /** Whether it holds what was read already from a file of `source`: the copy that copytruncate makes. */
  #isCopy(fd: number, stat: FileStat, source: string): boolean {
    return [...(this.#bySource.get(source) ?? [])].some(
      file => file.fingerprint !== null && file.ahead.position > 0 && file.matches(fd, stat.size),
    )
  }

  #place(path: string, file: TailedFile): void {
    if (file.path === path) return
    if (file.path !== null) {
      // Another name of a file that still stands under its first one adds nothing.
      if (this.#byPath.get(file.path) === file && standsAt(file, file.path)) return
      if (this.#byPath.get(file.path) === file) this.#byPath.delete(file.path)
      this.hints.add(file.path)
    }
    file.path = path
    this.#byPath.set(path, file)
  }

  #detach(file: TailedFile): void {
    if (file.path !== null && this.#byPath.get(file.path) === file) this.#byPath.delete(file.path)
    file.path = null
    file.changed_ms = this.#options.now()
    if (file.fd !== null) this.ready.add(file)
  }

  #release(file: TailedFile): void {
    this.#close(file)
    if (file.links === 0) this.#forget(file)
  }

  #close(file: TailedFile): void {
    if (file.fd === null) return
    file.close(this.#options.now())
    this.#open--
    this.ready.delete(file)
  }

  #closeLongestIdle(): void {
    let longest: TailedFile | null = null
    for (const file of this.#byKey.values()) {
      const idle =
        file.fd !== null &&
        file.path !== null &&
        file.drained &&
        file.in_flight === 0 &&
        !this.ready.has(file)
      if (idle && (longest === null || file.changed_ms < longest.changed_ms)) longest = file
    }
    if (longest) this.#close(longest)
  }

  #add(file: TailedFile): void {
    this.#byKey.set(file.key, file)
    const siblings = this.#bySource.get(file.source)
    if (siblings) siblings.add(file)
    else this.#bySource.set(file.source, new Set([file]))
  }

  #forget(file: TailedFile): void {
    this.#close(file)
    this.ready.delete(file)
    if (this.#byKey.get(file.key) === file) this.#byKey.delete(file.key)
    if (file.path !== null && this.#byPath.get(file.path) === file) this.#byPath.delete(file.path)
    const siblings = this.#bySource.get(file.source)
    siblings?.delete(file)
    if (siblings?.size === 0) this.#bySource.delete(file.source)
  }

  #tidy(now_ms: number): void {
    const old = (seen_ms: number) => now_ms - seen_ms > FORGET_MS
    for (const file of this.#byKey.values()) if (isAway(file) && old(file.seen_ms)) this.#forget(file)
    this.#unused.files = this.#unused.files.filter(file => !old(file.seen_ms))
    this.#unused.ledgers = this.#unused.ledgers.filter(ledger => !old(ledger.last_record_ms ?? 0))
    for (const [source, ledger] of this.#ledgers) {
      const used = this.#literals.has(source) || this.#bySource.has(source) || this.#problems.has(source)
      if (!used && old(ledger.last_record_ms ?? 0)) this.#ledgers.delete(source)
    }
  }

  #ledger(source: string): SourceLedger {
    const known = this.#ledgers.get(source)
    if (known) return known
    const { logger, now } = this.#options
    const ledger = new SourceLedger(source, now, (path, message) => logger.warn({ path }, message))
    // A path that is waited for may hold several files, one after the other, before the first look finds one.
    if (this.#literals.has(source) && !fs.existsSync(source)) ledger.born_ns = this.#started_ns
    this.#ledgers.set(source, ledger)
    return ledger
  }

  #problemOf(path: string, error: unknown): PathProblem | null {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code !== 'ENOENT') return { state: 'unreadable', message: messageOf(error) }
    if (isSymbolicLink(path))
      return { state: 'missing', message: 'a symbolic link to a file that does not exist' }
    if (!this.#literals.has(path)) return null
    this.#ledger(path)
    return { state: 'missing', message: 'the file does not exist yet' }
  }

  #setProblem(path: string, before: PathProblem | null, problem: PathProblem | null): void {
    if (problem === null) this.#problems.delete(path)
    else this.#problems.set(path, problem)
    if (before?.message === problem?.message) return
    const { logger } = this.#options
    if (problem === null) logger.info({ path }, 'the file can be read now')
    else logger.warn({ path, reason: problem.message }, 'the file can not be read')
  }

  #isKnownPattern(source: string): boolean {
    const set = this.#options.patterns.match(source)
    return set !== null && this.#known_patterns.has(set.absolute)
  }
}

/** Remembered, but neither open nor found at a path. */
function isAway(file: TailedFile): boolean {
  return file.fd === null && file.path === null
}

function isUntouched(file: TailedFile, stat: FileStat): boolean {
  return stat.size === file.acked.position && stat.size === file.size && stat.mtime_ns === file.mtime_ns
}

function standsAt(file: TailedFile, path: string): boolean {
  return statPathOrNull(path)?.key === file.key
}

function notAFile(stat: FileStat): PathProblem {
  const message =
    stat.kind === 'directory' ? 'a directory, not a file' : 'a pipe, socket or device, not a file'
  return { state: 'unreadable', message }
}
