/**
 * Which files are followed. Paths are looked at one by one, on a hint or on a round through all of them; a look
 * decides from the opened file whether it is one that is known (see file-opener.ts).
 *
 * A file at its path is read as it grows. When the path is gone or belongs to another file, the file is
 * *detached*: its open descriptor is read on, because the writer may go on with it, until it has been quiet for long
 * enough; then it is closed, and remembered for as long as it may come back under another name. A deleted file is
 * closed sooner, since keeping it open keeps its disk space, and is forgotten.
 */
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { SourceStatus } from '../../schema/status.ts'
import type { OnTrouble } from '../../schema/trouble.ts'
import type { ReadContent } from './archive/archive-turns.ts'
import type { Checkpoint } from './checkpoints.ts'
import { FileIndex } from './file-index.ts'
import { FileOpener } from './file-opener.ts'
import { GoneLogs } from './gone-logs.ts'
import { isSymbolicLink, statPath, statPathOrNull } from './identity.ts'
import { Ledgers } from './ledgers.ts'
import { OpenFiles } from './open-files.ts'
import { notAFile, type PathProblem, PathProblems } from './path-problems.ts'
import type { FilePatterns } from './patterns.ts'
import { fromCheckpoint, toCheckpoint } from './remembering.ts'
import { RotationSearch } from './rotation-search.ts'
import { sourceStatus } from './source-row.ts'
import { TailedFile } from './tailed-file.ts'

/** A file that grew within this time is looked at on every poll. */
const BUSY_MS = 5_000
const FORGET_MS = 7 * 24 * 60 * 60_000

export interface RegistryOptions {
  patterns: FilePatterns
  now: () => number
  logger: Logger
  start_at: 'beginning' | 'end'
  open_files_max: number
  flush_partial_ms: number | null
  rotated_wait_ms: number
  deleted_wait_ms: number
  onTrouble: OnTrouble
  /** Whether what is left of a deleted log may be found in an archive. */
  archives_read: boolean
  /** Something was found that the checkpoint should hold. */
  onChange: () => void
}

export class FileRegistry {
  /** Paths that should be looked at. */
  readonly hints = new Set<string>()
  readonly #options: RegistryOptions
  readonly #index = new FileIndex()
  readonly #open: OpenFiles
  readonly #ledgers: Ledgers
  readonly #problems: PathProblems
  readonly #opener: FileOpener
  readonly #search: RotationSearch
  readonly #gone = new GoneLogs()
  readonly #literals: ReadonlySet<string>
  /** Remembered for paths that the configuration does not name at present. */
  #unused: Pick<Checkpoint, 'files' | 'ledgers'> = { files: [], ledgers: [] }
  /** Patterns to which `start_at` does not apply any more. */
  #known_patterns: ReadonlySet<string> = new Set()
  #first_round = true

  constructor(options: RegistryOptions) {
    const { patterns, now, logger, open_files_max, rotated_wait_ms } = options
    this.#options = options
    this.#literals = new Set(patterns.literals)
    this.#open = new OpenFiles(now, open_files_max)
    this.#problems = new PathProblems(logger)
    this.#ledgers = new Ledgers({
      literals: this.#literals,
      now,
      onTrouble: options.onTrouble,
    })
    const parts = { patterns, now, logger, index: this.#index, open: this.#open, ledgers: this.#ledgers }
    this.#opener = new FileOpener({
      ...parts,
      beginsAtEnd: source => this.#beginsAtEnd(source),
      onRewriting: file => {
        this.#search.rememberCopies(file)
        options.onChange()
      },
      onNew: options.onChange,
    })
    this.#search = new RotationSearch({ ...parts, opener: this.#opener, rotated_wait_ms })
  }

  /** Files in which there may be something to read, in the order of their turns. */
  get ready(): Set<TailedFile> {
    return this.#open.ready
  }

  get paths(): Iterable<string> {
    return new Set([...this.#index.paths, ...this.#problems.paths])
  }

  fileAt(path: string): TailedFile | null {
    return this.#index.at(path)
  }

  hasProblem(path: string): boolean {
    return this.#problems.at(path) !== null
  }

  /** Takes in what an earlier run knew; files that are born after `started_ns` (see fileClock) are new. */
  restore(checkpoint: Checkpoint | 'first' | 'lost', started_ns: bigint): void {
    const { patterns } = this.#options
    this.#ledgers.started_ns = started_ns
    if (checkpoint === 'first') return
    if (checkpoint === 'lost') {
      // Something was read before: reading it again keeps every line, starting at the end would not.
      this.#known_patterns = new Set(patterns.names)
      return
    }
    this.#known_patterns = new Set(checkpoint.patterns)
    this.#gone.restore(checkpoint.gone)
    const used = ({ source }: { source: string }) => patterns.match(source) !== null
    for (const saved of checkpoint.ledgers.filter(used)) this.#ledgers.of(saved.source).restore(saved)
    for (const { source, ...saved } of fromCheckpoint(checkpoint.files.filter(used))) {
      this.#opener.remember(saved, source)
    }
    this.#unused = {
      files: checkpoint.files.filter(file => !used(file)),
      ledgers: checkpoint.ledgers.filter(ledger => !used(ledger)),
    }
  }

  /** To be called once all paths have been looked at for the first time. */
  endFirstRound(): void {
    this.#first_round = false
    for (const source of this.#index.sources) {
      if (this.#index.of(source).some(file => file.away)) {
        this.#search.searchBeside(source, this.#index.at(source))
      }
    }
    if (!this.#options.archives_read) this.#reportGone()
  }

  /** What was not read of files that were deleted while nobody followed them. */
  #reportGone(): void {
    for (const file of this.#index) {
      const unread_bytes = file.size - file.acked.position
      if (!file.away || unread_bytes <= 0) continue
      file.ledger.deleted(unread_bytes)
      // Told once: what is saved from now on holds nothing unread.
      file.size = file.acked.position
      this.#options.onChange()
    }
  }

  /** Compares what stands at `path` with what is known of it, cheaply; asks for a look if they differ. */
  glance(path: string): void {
    const file = this.#index.at(path)
    if (file && !this.hasProblem(path)) {
      const stat = statPathOrNull(path)
      if (stat?.key === file.key && stat.size === file.size && stat.mtime_ns === file.mtime_ns) return
    }
    this.hints.add(path)
  }

  look(path: string): void {
    if (this.#options.patterns.match(path) === null) return
    const before = this.#index.at(path)
    const found = this.#find(path)
    const file = found instanceof TailedFile ? found : null
    if (before && before !== file) this.#detach(before)
    if (file) {
      this.#place(path, file)
      this.ready.add(file)
    }
    this.#problems.set(path, found instanceof TailedFile ? null : found)
    // Under a path where nothing stands yet a log may come and go between two looks.
    if (before !== file || (file === null && this.#literals.has(path))) this.#search.searchBeside(path, file)
    if (file) {
      const ledger = this.#ledgers.of(path)
      if (file.born_ns > ledger.born_ns) ledger.born_ns = file.born_ns
    }
  }

  /** Time passes: busy and detached files are looked at, what is done with is closed. */
  poll(): void {
    const { now, flush_partial_ms, rotated_wait_ms, deleted_wait_ms } = this.#options
    const now_ms = now()
    this.#open.trim()
    for (const file of this.#open) {
      const quiet_ms = now_ms - file.changed_ms
      if (file.gathering && file.drained && quiet_ms >= (file.content.multiline?.wait_ms ?? 0))
        file.flush = 'whole lines'
      if (file.path === null) {
        const wait_ms = file.links === 0 ? deleted_wait_ms : rotated_wait_ms
        if (this.#open.isDone(file) && quiet_ms >= wait_ms) {
          if (file.partial_bytes === 0) {
            this.#release(file)
            continue
          }
          file.flush = true
        }
        this.ready.add(file)
      } else {
        const unfinished = file.partial_bytes > 0 && file.drained
        if (flush_partial_ms !== null && unfinished && quiet_ms >= flush_partial_ms) file.flush = true
        if (file.flush !== false || quiet_ms < BUSY_MS) this.ready.add(file)
      }
    }
  }

  /** What was read of the files that are known, and of those deleted since. */
  *contents(): Generator<ReadContent & { done: boolean }> {
    yield* this.#gone.contents()
    for (const file of this.#index) {
      const { fingerprint, acked, path } = file
      if (fingerprint !== null) {
        const done = file.fd === null || (file.drained && file.in_flight === 0)
        // What stands nowhere may have been written to after it was last read.
        yield { fingerprint, mark: acked, whole: path !== null, done }
      }
    }
  }

  status(): SourceStatus[] {
    const sources = new Set([...this.#ledgers.sources, ...this.#problems.paths])
    return [...sources].map(source =>
      sourceStatus(
        source,
        this.#ledgers.find(source),
        this.#index.at(source) ?? this.#index.of(source)[0] ?? null,
        this.#problems.at(source),
      ),
    )
  }

  snapshot(): Checkpoint {
    const now_ms = this.#options.now()
    this.#tidy(now_ms - FORGET_MS)
    return {
      patterns: [...new Set([...this.#known_patterns, ...this.#options.patterns.names])],
      files: [...toCheckpoint(this.#index, now_ms), ...this.#unused.files],
      ledgers: [...this.#ledgers.saved(), ...this.#unused.ledgers],
      gone: this.#gone.saved(),
    }
  }

  /** Takes in that what `snapshot` gave is on disk. */
  saved({ files }: Checkpoint): void {
    for (const { device, inode, generation } of files) {
      const file = this.#index.withKey(`${device}:${inode}`)
      if (file && file.generation === generation) file.saved_generation = generation
    }
  }

  /** A file that can not be read any more (an I/O error, a server that went away): tried again with its next look. */
  fail(file: TailedFile, error: unknown): void {
    if (file.in_flight === 0) this.#open.close(file)
    this.#problems.set(file.path ?? file.source, { state: 'unreadable', message: messageOf(error) })
  }

  close(): void {
    this.#open.closeAll()
  }

  /** The file at `path`, opened; or what is wrong with it; or null if a glob's file is simply gone. */
  #find(path: string): TailedFile | PathProblem | null {
    try {
      const stat = statPath(path)
      if (stat.kind !== 'file') return notAFile(stat)
      const known = this.#opener.recognise(stat)
      if (known && (known.fd !== null || (this.#open.full && known.isUntouched(stat)))) return known
      return this.#opener.openAs(path, path)
    } catch (error) {
      return this.#problemOf(path, error)
    }
  }

  #place(path: string, file: TailedFile): void {
    if (file.path === path) return
    if (file.path !== null) {
      // Another name of a file that still stands under its first one adds nothing.
      if (this.#index.at(file.path) === file && standsAt(file, file.path)) return
      this.hints.add(file.path)
    }
    this.#index.place(file, path)
  }

  #detach(file: TailedFile): void {
    this.#index.place(file, null)
    file.changed_ms = this.#options.now()
    if (file.fd !== null) this.ready.add(file)
  }

  #release(file: TailedFile): void {
    this.#open.close(file)
    if (file.links > 0) return
    this.#opener.forget(file)
    const { archives_read, now, onChange } = this.#options
    if (file.fingerprint !== null && archives_read) {
      this.#gone.add({ fingerprint: file.fingerprint, mark: file.acked, gone_ms: now() })
      onChange()
    }
  }

  #tidy(since_ms: number): void {
    for (const file of this.#index) if (file.away && file.seen_ms < since_ms) this.#opener.forget(file)
    this.#gone.tidy(since_ms)
    this.#unused.files = this.#unused.files.filter(file => file.seen_ms >= since_ms)
    this.#unused.ledgers = this.#unused.ledgers.filter(ledger => (ledger.last_record_ms ?? 0) >= since_ms)
    this.#ledgers.tidy(
      since_ms,
      source => this.#index.of(source).length > 0 || this.#problems.at(source) !== null,
    )
  }

  #problemOf(path: string, error: unknown): PathProblem | null {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code !== 'ENOENT') return { state: 'unreadable', message: messageOf(error) }
    if (isSymbolicLink(path))
      return { state: 'missing', message: 'a symbolic link to a file that does not exist' }
    if (!this.#literals.has(path)) return null
    this.#ledgers.of(path)
    return { state: 'missing', message: 'the file does not exist yet' }
  }

  #beginsAtEnd(source: string): boolean {
    if (!this.#first_round || this.#options.start_at !== 'end') return false
    const set = this.#options.patterns.match(source)
    return set === null || !this.#known_patterns.has(set.absolute)
  }
}

function standsAt(file: TailedFile, path: string): boolean {
  return statPathOrNull(path)?.key === file.key
}
