import { fsyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { SentinelError } from '../errors.ts'

/**
 * The files of a folder for PGlite, with an `fsync` that reaches the disk. Emscripten's file system for Node has none:
 * PostgreSQL asks, is told that all is well, and nothing was written down. Its system call `fsync` looks for an
 * operation of that name on the open file, which is put there. The call `fdatasync` does nothing without looking, so
 * that the database must run with `wal_sync_method=fsync`.
 */
export class SyncedFiles extends NodeFS {
  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options)
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...(emscriptenOpts.preRun ?? []), ({ FS }: { FS: unknown }) => addSync(FS)],
      },
    }
  }
}

/** @throws SentinelError DATA_CORRUPT where PGlite is built otherwise: an unsafe database must not look like a safe one. */
function addSync(emscripten: unknown): void {
  const nodefs = property(property(emscripten, 'filesystems'), 'NODEFS')
  const operations = property(nodefs, 'stream_ops')
  const attempt = property(nodefs, 'tryFSOperation')
  if (typeof operations !== 'object' || operations === null || typeof attempt !== 'function') {
    throw new SentinelError('DATA_CORRUPT', {
      where: 'the embedded database',
      found: 'a build of PGlite whose files can not be synced to the disk',
      expected: 'the version of PGlite that Log Sentinel names',
      remedy: 'Install the dependencies as the lock file has them: npm ci',
    })
  }
  Object.assign(operations, {
    fsync(stream: unknown): number {
      const file = property(stream, 'nfd')
      // Turns a failure into an errno, which makes PostgreSQL give up rather than believe.
      if (typeof file === 'number') attempt(() => fsyncSync(file))
      return 0
    },
  })
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined
