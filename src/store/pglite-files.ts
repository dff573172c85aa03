import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { open as openFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite, types } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { messageOf, SentinelError } from '../errors.ts'
import { DatabaseFailure, SyncedFiles } from './synced-files.ts'

/**
 * A commit is on the disk when it returns: without `-F`, which turns that off, and by the one method that reaches the
 * disk (see `SyncedFiles`). The write-ahead log is kept short: it is read at the start after a crash, and takes space.
 * The buffers are memory of this process, below which the operating system caches the same files: 16 MB in place of
 * 128 MB costs no measured speed (`npm run bench`).
 */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter(parameter => parameter !== '-F'),
  ...['wal_sync_method=fsync', 'max_wal_size=64MB', 'min_wal_size=32MB', 'shared_buffers=16MB'].flatMap(
    setting => ['-c', setting],
  ),
]

export interface OpenedDatabase {
  pglite: PGlite
  files: SyncedFiles
}

/**
 * Opens the database of a folder, or makes one in a folder that has none. Making takes seconds, and a process that
 * ends meanwhile leaves half a database: a mark tells it from one that was complete once.
 */
export async function openDatabase(folder: string, template: string | undefined): Promise<OpenedDatabase> {
  const files = join(folder, 'postgres')
  const unfinished = join(folder, 'postgres.unfinished')
  if (existsSync(unfinished)) rmSync(files, { recursive: true, force: true })
  const isNew = !existsSync(files) || readdirSync(files).length === 0
  if (!isNew && !isDatabase(files)) throw corrupt(files, 'files that are no database')
  try {
    if (isNew) {
      writeFileSync(unfinished, '')
      if (template !== undefined && isDatabase(template)) cpSync(template, files, { recursive: true })
      else await createTemplate(files)
      await syncAll(files)
    }
    const opened = await openGuarded(files)
    if (isNew) {
      rmSync(unfinished)
      await sync(folder)
    }
    return opened
  } catch (error) {
    if (error instanceof DatabaseFailure || isNoSpace(error)) throw failed(files, error)
    throw corrupt(files, messageOf(error), error)
  }
}

/**
 * Makes an empty database to copy, for `template`. It belongs to the version of PGlite that made it: whoever keeps it
 * makes it anew when that changes. Nothing waits for the disk meanwhile.
 */
export async function createTemplate(folder: string): Promise<void> {
  await (await open(new NodeFS(folder))).close()
}

const isDatabase = (files: string) => existsSync(join(files, 'PG_VERSION'))

const open = (files: NodeFS) =>
  PGlite.create({
    fs: files,
    extensions: { pg_trgm },
    startParams: START_PARAMETERS,
    parsers: { [types.TIMESTAMPTZ]: parseTimestamp },
  })

/** @throws DatabaseFailure, where the disk is full or broken */
async function openGuarded(folder: string): Promise<OpenedDatabase> {
  const files = new SyncedFiles(folder)
  try {
    const pglite = await open(files)
    endWithFailure(pglite, files)
    return { pglite, files }
  } catch (error) {
    files.release()
    throw files.failure ?? error
  }
}

/**
 * PGlite takes whatever ends a message for an error that PostgreSQL has dealt with, and goes on. After a failure of the
 * disk, or a trap of WebAssembly, it must not: nothing of the instance runs any more.
 */
function endWithFailure({ Module: module }: PGlite, files: SyncedFiles): void {
  const { _PostgresMainLoopOnce: takeMessage, stackRestore } = module
  const { _PostgresSendReadyForQueryIfNecessary: sendReady, _pgl_pq_flush: flush } = module
  Object.assign(module, {
    _PostgresMainLoopOnce() {
      if (files.failure) throw files.failure
      try {
        takeMessage()
      } catch (error) {
        if (isTrap(error)) files.fail(error)
        throw error
      }
    },
    // Called for every error, and not caught there.
    stackRestore(pointer: number) {
      stackRestore(pointer)
      if (files.failure) throw files.failure
    },
    _PostgresSendReadyForQueryIfNecessary() {
      if (!files.failure) sendReady()
    },
    _pgl_pq_flush() {
      if (!files.failure) flush()
    },
  })
}

/** What WebAssembly throws where PostgreSQL aborts, or an instruction can not be carried out. */
const isTrap = (error: unknown) => error instanceof Error && error.name === 'RuntimeError'

/** Resolves once all files and folders below `folder` are on the disk. */
async function syncAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  await Promise.all(entries.map(({ parentPath, name }) => sync(join(parentPath, name))))
  await sync(folder)
}

async function sync(path: string): Promise<void> {
  await using file = await openFile(path, 'r')
  await file.sync()
}

/** Its own parser takes the year 1 for 2001. The text is as `0001-01-01 00:00:00.123+00`. */
const parseTimestamp = (text: string) => new Date(text.replace(' ', 'T').replace(/[+-]\d\d$/, '$&:00'))

const corrupt = (where: string, found: string, cause?: unknown) =>
  new SentinelError('DATA_CORRUPT', {
    where,
    found,
    expected: 'a database that this version of Log Sentinel wrote',
    remedy: 'Restore the folder from a copy, or move it away to start with an empty database.',
    cause,
  })

const isNoSpace = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOSPC'

const failed = (where: string, cause: unknown) =>
  new SentinelError('FILE_UNREADABLE', {
    where,
    found: messageOf(cause),
    expected: 'a disk that takes what the database writes',
    remedy: 'Where it is full, free some space; nothing that was committed is lost.',
    cause,
  })
