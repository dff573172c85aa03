import { closeSync, fsyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { messageOf, SentinelError } from '../errors.ts'

/**
 * The files of a folder for PGlite, with two things that its own lack.
 *
 * **An `fsync` that reaches the disk.** Emscripten's file system for Node has none: PostgreSQL asks, is told that all
 * is well, and nothing was written down. Its system call `fsync` looks for an operation of that name on the open file,
 * which is put there. The call `fdatasync` does nothing without looking, so that the database must run with
 * `wal_sync_method=fsync`.
 *
 * **A full or broken disk ends the database where it is**, as a crash would. PostgreSQL would panic, which PGlite
 * takes for the end of a message, and tries the next for ever. In place of an errno it gets an exception that unwinds
 * all of it, and none of it is to run again (`failure` tells): what is on the disk is what a crash leaves, and a new
 * instance recovers from it.
 */
export class SyncedFiles extends NodeFS {
  #failure: DatabaseFailure | null = null
  #emscripten: unknown

  /** Why the database on these files has ended. */
  get failure(): DatabaseFailure | null {
    return this.#failure
  }

  /** Ends the database: whatever it asks for from now on fails. */
  fail(cause: unknown): DatabaseFailure {
    this.#failure ??= new DatabaseFailure(cause)
    return this.#failure
  }

  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options)
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...(emscriptenOpts.preRun ?? []), ({ FS }: { FS: unknown }) => this.#adapt(FS)],
      },
    }
  }

  /** Closes what an instance left open that must not run any more, not even to close it. */
  release(): void {
    const streams = property(this.#emscripten, 'streams')
    if (!Array.isArray(streams)) return
    for (const stream of streams) {
      const file = property(stream, 'nfd')
      if (typeof file !== 'number') continue
      try {
        closeSync(file)
      } catch {
        // Closed before.
      }
    }
  }

  /** @throws SentinelError DATA_CORRUPT where PGlite is built otherwise: an unsafe database must not look like a safe one. */
  #adapt(emscripten: unknown): void {
    this.#emscripten = emscripten
    const nodefs = property(property(emscripten, 'filesystems'), 'NODEFS')
    const operations = property(nodefs, 'stream_ops')
    const attempt = property(nodefs, 'tryFSOperation')
    if (!isObject(nodefs) || !isObject(operations) || typeof attempt !== 'function') throw otherBuild()
    const attemptOrEnd = (action: () => unknown): unknown => {
      if (this.#failure) throw this.#failure
      return attempt(() => {
        try {
          return action()
        } catch (error) {
          throw isDiskFailure(error) ? this.fail(error) : error
        }
      })
    }
    Object.assign(nodefs, { tryFSOperation: attemptOrEnd })
    Object.assign(operations, {
      fsync: (stream: unknown): number => {
        const file = property(stream, 'nfd')
        if (typeof file === 'number') attemptOrEnd(() => fsyncSync(file))
        return 0
      },
    })
  }
}

/** The disk would not take what the database wrote, or the database broke. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure'
  constructor(cause: unknown) {
    super(messageOf(cause), { cause })
  }
}

/** What PostgreSQL can not go on after: no space, no quota, a failed write. */
const DISK_FAILURES = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'])
const isDiskFailure = (error: unknown) => {
  const code = property(error, 'code')
  return typeof code === 'string' && DISK_FAILURES.has(code)
}

const otherBuild = () =>
  new SentinelError('DATA_CORRUPT', {
    where: 'the embedded database',
    found: 'a build of PGlite whose files can not be synced to the disk',
    expected: 'the version of PGlite that Log Sentinel names',
    remedy: 'Install the dependencies as the lock file has them: npm ci',
  })

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const property = (value: unknown, name: string): unknown =>
  isObject(value) && name in value ? Reflect.get(value, name) : undefined
