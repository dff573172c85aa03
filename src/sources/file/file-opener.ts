/**
 * Opens files and decides from what was opened (never from the name alone) whether it is one that is known: the
 * same inode, the same content under new numbers after a remount, or the copy that copytruncate makes.
 */
import * as fs from 'node:fs'
import type { FileIndex } from './file-index.ts'
import { type FileStat, sameBirth, statOpen } from './identity.ts'
import type { Ledgers } from './ledgers.ts'
import { lineStartBefore } from './line-start.ts'
import type { OpenFiles } from './open-files.ts'
import { notAFile, type PathProblem } from './path-problems.ts'
import type { FilePatterns } from './patterns.ts'
import { type RememberedFile, TailedFile } from './tailed-file.ts'

/** A pipe put in place of a file must not stop the process when it is opened. */
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

export interface FileOpenerOptions {
  patterns: FilePatterns
  now: () => number
  index: FileIndex
  open: OpenFiles
  ledgers: Ledgers
  /** Whether a file of `source` that is new begins at its end. */
  beginsAtEnd: (source: string) => boolean
  onNew: () => void
  /** A file's content was replaced; see TailedFile. */
  onRewriting: (file: TailedFile) => void
}

export class FileOpener {
  readonly #options: FileOpenerOptions

  constructor(options: FileOpenerOptions) {
    this.#options = options
  }

  /** Takes in what the checkpoint knows of a file. */
  remember(saved: RememberedFile, source: string): void {
    this.#create(saved, source).remember(saved)
  }

  /** The known file of that inode, unless the inode was given to a new file since. */
  recognise(stat: FileStat): TailedFile | null {
    const file = this.#options.index.withKey(stat.key)
    if (!file) return null
    if (sameBirth(file, stat)) return file
    this.forget(file)
    return null
  }

  /** Opens `path` as a file of `source`; with `only_copies` only if it holds a copy of one. */
  openAs(path: string, source: string, only_copies = false): TailedFile | PathProblem | null {
    const { open, beginsAtEnd } = this.#options
    open.makeRoom()
    const fd = fs.openSync(path, OPEN_FLAGS)
    let kept = false
    try {
      const stat = statOpen(fd)
      if (stat.kind !== 'file') return notAFile(stat)
      const known = this.recognise(stat) ?? this.#recogniseMoved(fd, stat, source)
      if (known && known.fd !== null) return known
      const copy = !known && path !== source && this.#isCopy(fd, stat, source)
      if (only_copies && !copy) return null
      const file = known ?? this.#create(stat, source)
      try {
        if (copy) file.startAt(fd, stat.size)
        else if (!known && beginsAtEnd(source)) {
          file.startAt(fd, lineStartBefore(fd, stat.size, file.formOf(fd).encoding))
        }
        file.attach(fd, stat)
      } catch (error) {
        // Not known yet, so that the next attempt begins where this one was to begin.
        if (!known) this.forget(file)
        throw error
      }
      if (!known) this.#options.onNew()
      open.add(file)
      kept = true
      return file
    } finally {
      if (!kept) fs.closeSync(fd)
    }
  }

  forget(file: TailedFile): void {
    this.#options.open.close(file)
    this.#options.index.delete(file)
  }

  #create(identity: Pick<FileStat, 'device' | 'inode' | 'born_ns'>, source: string): TailedFile {
    const { patterns, ledgers, now, onRewriting, index } = this.#options
    const file = new TailedFile(identity, ledgers.of(source), patterns.contentOf(source), now(), onRewriting)
    index.add(file)
    return file
  }

  /** After a remount the numbers may be others: then the content up to the position tells the file. */
  #recogniseMoved(fd: number, stat: FileStat, source: string): TailedFile | null {
    for (const file of this.#options.index.of(source)) {
      const renumbered = file.device !== stat.device || sameBirth(file, stat)
      if (!file.away || !renumbered || file.fingerprint === null || file.ahead.position === 0) continue
      if (!file.matches(fd, stat.size)) continue
      this.#options.index.renumber(file, stat)
      return file
    }
    return null
  }

  /** Whether it holds what was read already from a file of `source`: the copy that copytruncate makes. */
  #isCopy(fd: number, stat: FileStat, source: string): boolean {
    return this.#options.index
      .of(source)
      .some(file => file.fingerprint !== null && file.ahead.position > 0 && file.matches(fd, stat.size))
  }
}
