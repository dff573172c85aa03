/**
 * One file that is followed, from the moment it is first seen until it is forgotten.
 *
 * Generations. Truncating a file keeps its inode, so the content before and after would share record ids at the
 * same positions. Each time the content is found rewritten, `generation` grows and enters the file id. The new
 * generation is written to the checkpoint before its first record is delivered. If the process dies between
 * the finding and that write, nothing of the new generation was delivered, and the checkpoint still holds the old
 * position and the digest of the bytes before it: the next run finds the same rewriting and counts to the same
 * number. If it dies after, the number is read back. Either way a record has one id.
 *
 * Marks. `ahead` is how far the file was read, `acked` how far its records are safe. Only `acked` is saved.
 */
import { closeSync, readSync } from 'node:fs'
import type { Logsource } from '../../schema/logsource.ts'
import { encodingOf } from './encoding.ts'
import {
  contentEndsWith,
  type Digest,
  digestBefore,
  EMPTY_DIGEST,
  type FileStat,
  fileIdOf,
  fingerprintOf,
  statOpen,
} from './identity.ts'
import type { SourceLedger } from './ledger.ts'
import type { Flush, LineForm, Skipping } from './lines.ts'
import type { Multiline } from './multiline.ts'

/** A place in a file from which reading can go on. */
export interface Mark {
  /** Offset of the first byte that was not consumed. */
  position: number
  /** The bytes before the position: if they changed, the file was rewritten. */
  tail: Digest
  skipping: Skipping
}

export const FILE_START: Mark = { position: 0, tail: EMPTY_DIGEST, skipping: null }

/** The part of a file's state that outlives the process. */
export interface RememberedFile {
  device: string
  inode: string
  born_ns: bigint
  generation: number
  file_id: string | null
  fingerprint: Digest | null
  acked: Mark
  size: number
  mtime_ns: bigint
  /** When the file was last known to exist. */
  seen_ms: number
}

/** What the configuration says of a file's content. */
export interface FileContent {
  logsource: Logsource
  multiline: Multiline | null
}

export class TailedFile {
  /** Key, order and name of its records: the path under which the file was first seen. */
  readonly ledger: SourceLedger
  readonly content: FileContent
  /** Called while the marks of the old content still tell what was read of it. */
  readonly onRewriting: (file: TailedFile) => void
  device: string
  inode: string
  born_ns: bigint
  generation = 0
  /** The generation that the checkpoint on disk knows. */
  saved_generation = 0
  /** Null until the first record of the generation. */
  file_id: string | null = null
  fingerprint: Digest | null = null
  ahead: Mark = FILE_START
  acked: Mark = FILE_START

  /** Open while followed closely; a remembered file that is fully read may be closed. */
  fd: number | null = null
  /** Where the file stands now; null once that path is gone or belongs to another file. */
  path: string | null = null
  size = 0
  mtime_ns = 0n
  /** The size of the present content when it was last found to be the one that was read. */
  confirmed_bytes = 0
  links = 1
  /** Bytes after `ahead` that are known to hold no end of a record. */
  partial_bytes = 0
  /** The time of writing for which the content was last found unchanged, once that time can tell. */
  settled_mtime_ns: bigint | null = null
  /** When growth was last noticed. */
  changed_ms: number
  seen_ms: number
  /** Turns that were read and not yet acknowledged. */
  in_flight = 0
  /** Deliver what was waited for: nobody is going to go on with it. */
  flush: Flush = false
  /** Whether whole lines are left behind `ahead`, because the next line may belong to their record. */
  gathering = false
  #form: LineForm | null = null

  constructor(
    identity: Pick<FileStat, 'device' | 'inode' | 'born_ns'>,
    ledger: SourceLedger,
    content: FileContent,
    now_ms: number,
    onRewriting: (file: TailedFile) => void,
  ) {
    this.onRewriting = onRewriting
    this.device = identity.device
    this.inode = identity.inode
    this.born_ns = identity.born_ns
    this.ledger = ledger
    this.content = content
    this.changed_ms = now_ms
    this.seen_ms = now_ms
  }

  get key(): string {
    return `${this.device}:${this.inode}`
  }

  get source(): string {
    return this.ledger.source
  }

  /** Whether everything that was last seen in the file is read, but for an unfinished line. */
  get drained(): boolean {
    return this.ahead.position + this.partial_bytes >= this.size
  }

  /** Remembered, but neither open nor found at a path. */
  get away(): boolean {
    return this.fd === null && this.path === null
  }

  /** Whether nothing was written to it since all of it was delivered. */
  isUntouched(stat: FileStat): boolean {
    return stat.size === this.acked.position && stat.size === this.size && stat.mtime_ns === this.mtime_ns
  }

  remember(saved: RememberedFile): void {
    this.generation = saved.generation
    this.saved_generation = saved.generation
    this.file_id = saved.file_id
    this.fingerprint = saved.fingerprint
    this.acked = saved.acked
    this.ahead = saved.acked
    this.size = saved.size
    this.confirmed_bytes = saved.size
    this.mtime_ns = saved.mtime_ns
    this.seen_ms = saved.seen_ms
  }

  /** Whether the open file `fd` of `size` bytes has the content that this file had up to its mark. */
  matches(fd: number, size: number): boolean {
    if (size < this.ahead.position || !contentEndsWith(fd, this.ahead.position, this.ahead.tail)) return false
    return this.beginsAsBefore(fd)
  }

  beginsAsBefore(fd: number): boolean {
    return this.fingerprint === null || contentEndsWith(fd, this.fingerprint.bytes, this.fingerprint)
  }

  /** Takes over an open file descriptor; starts over if the content is not what was read before. */
  attach(fd: number, stat: FileStat): void {
    if (!this.matches(fd, stat.size)) this.rewritten()
    // Last: a descriptor whose content can not be read is not taken over, and whoever opened it closes it.
    this.fd = fd
    this.links = stat.links
  }

  /** Starts at `position` in place of the file's beginning. */
  startAt(fd: number, position: number): void {
    this.ahead = { position, tail: digestBefore(fd, position), skipping: null }
    this.acked = this.ahead
  }

  /** The content is another one now: read it from its beginning, under ids of its own. */
  rewritten(): void {
    const unread_bytes = this.confirmed_bytes - this.ahead.position
    if (unread_bytes > 0) this.ledger.truncated(unread_bytes)
    if (this.fingerprint !== null) this.onRewriting(this)
    if (this.file_id !== null || this.ahead.position > 0) {
      this.generation++
      this.file_id = null
      this.fingerprint = null
    }
    this.ahead = { ...FILE_START, skipping: 'hole' }
    this.acked = this.ahead
    this.confirmed_bytes = 0
    this.partial_bytes = 0
    this.gathering = false
    this.settled_mtime_ns = null
    this.#form = null
  }

  /** How the present content is to be cut. Needs the file open. */
  formOf(fd: number): LineForm {
    if (this.#form !== null) return this.#form
    const first = Buffer.alloc(2)
    const got = readSync(fd, first, 0, 2, 0)
    const form = { encoding: encodingOf(first.subarray(0, got)), multiline: this.content.multiline }
    if (got === 2) this.#form = form
    return form
  }

  /** The id under which records of the present content go. Needs the file open. */
  seal(fd: number, host: string): string {
    if (this.file_id === null) {
      this.fingerprint = fingerprintOf(fd) ?? EMPTY_DIGEST
      this.file_id = fileIdOf({
        host,
        device: this.device,
        inode: this.inode,
        born_ns: this.born_ns,
        generation: this.generation,
        fingerprint: this.fingerprint,
      })
    }
    return this.file_id
  }

  /** Goes on under new numbers after a remount; the file id stays. */
  renumber(identity: FileStat): void {
    this.device = identity.device
    this.inode = identity.inode
    this.born_ns = identity.born_ns
  }

  stat(fd: number): FileStat {
    const stat = statOpen(fd)
    this.links = stat.links
    return stat
  }

  close(now_ms: number): void {
    if (this.fd === null) return
    closeSync(this.fd)
    this.fd = null
    this.seen_ms = now_ms
    this.ahead = this.acked
    this.partial_bytes = 0
    this.gathering = false
    this.settled_mtime_ns = null
  }
}
