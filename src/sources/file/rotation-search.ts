/**
 * Finds where the files of a log went: those that stood at its path and were moved on, and those that came and went
 * between two looks.
 */
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { FileIndex } from './file-index.ts'
import type { FileOpener } from './file-opener.ts'
import type { Ledgers } from './ledgers.ts'
import { type Neighbour, neighboursOf } from './rotation.ts'
import type { TailedFile } from './tailed-file.ts'

/** How often the names beside a log are listed until two lists agree. */
const SEARCHES_MAX = 10

export interface RotationSearchOptions {
  index: FileIndex
  opener: FileOpener
  ledgers: Ledgers
  now: () => number
  logger: Logger
  rotated_wait_ms: number
}

export class RotationSearch {
  readonly #options: RotationSearchOptions

  constructor(options: RotationSearchOptions) {
    this.#options = options
  }

  /** Looks beside `path`, where `file` stands now. */
  searchBeside(path: string, file: TailedFile | null): void {
    const { index, ledgers, opener } = this.#options
    const since_ns = ledgers.find(path)?.born_ns ?? 0n
    const until_ns = file === null || file.born_ns === 0n ? null : file.born_ns
    const away = index.of(path).some(file => file.away)
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
        if (opener.recognise(neighbour.stat)) remembered.push(neighbour)
        else if (unseen_possible && neighbour.rotated && in_time) this.#takeIn(neighbour, path)
      }
      // Last, for one that is found rewritten can not tell any more which of the new ones is its copy.
      for (const neighbour of remembered) this.#takeIn(neighbour, path)
      const now = list.sort().join('\0')
      if (now === before) return
      before = now
    }
  }

  /**
   * A file was truncated: the copies made of it before are remembered as read, so that they are not taken for
   * logs that came and went unseen.
   */
  rememberCopies({ source }: TailedFile): void {
    for (const neighbour of neighboursOf(source, false)) {
      if (!this.#options.opener.recognise(neighbour.stat)) this.#takeIn(neighbour, source, true)
    }
  }

  /** Opens a file found beside `source`, unless it is remembered and there is nothing more to expect from it. */
  #takeIn({ path, stat }: Neighbour, source: string, only_copies = false): void {
    const { index, opener, now, logger, rotated_wait_ms } = this.#options
    const known = opener.recognise(stat)
    // The writer of a file that was rotated a moment ago may go on with it.
    const young_ms = now() - Number(stat.mtime_ns / 1_000_000n)
    const wanted = known
      ? known.away && (!known.isUntouched(stat) || young_ms < rotated_wait_ms)
      : index.at(path) === null
    if (!wanted) return
    try {
      opener.openAs(path, source, only_copies)
    } catch (error) {
      logger.warn({ path, reason: messageOf(error) }, 'a rotated log can not be opened')
    }
  }
}
