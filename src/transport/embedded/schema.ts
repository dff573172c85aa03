/**
 * Opens the SQLite file behind the embedded transport: one owner, a version from the first day, and a clear
 * message for a file that is not ours, too new or damaged.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, SentinelError } from '../../errors.ts'

export const LOG_FILE = 'log.sqlite'
const SCHEMA_VERSION = 1
/** "SENL": tells our files from other programs' SQLite files. */
const APPLICATION_ID = 0x53454e4c

/**
 * `log` numbers the partitions of all topics. Offsets of a partition run from 0 without a gap, and `time_ms` never
 * falls within a partition, so that both retention and "since when" are binary searches on the primary key.
 * `latest` holds, for compact topics, where the last record of each key is.
 */
const SCHEMA = `
  create table topic (
    name text primary key,
    retention_ms integer not null,
    compact integer not null,
    record_bytes_max integer not null
  ) strict;
  create table log (
    log integer primary key,
    topic text not null references topic,
    partition integer not null,
    start_offset integer not null default 0,
    end_offset integer not null default 0,
    last_time_ms integer not null default 0,
    unique (topic, partition)
  ) strict;
  create table record (
    log integer not null,
    offset integer not null,
    time_ms integer not null,
    key text,
    headers text,
    value blob not null,
    primary key (log, offset)
  ) strict, without rowid;
  create table latest (
    log integer not null,
    key text not null,
    offset integer not null,
    primary key (log, key)
  ) strict, without rowid;
`

/**
 * Opens (or creates) `log.sqlite` in `folder` for this process alone. The lock is SQLite's own on the file, which
 * the operating system gives back when the process ends in whatever way. A commit is on disk when it returns
 * (`synchronous=full`), for an acknowledged record must survive a power cut.
 */
export function openLogFile(folder: string): DatabaseSync {
  const path = join(folder, LOG_FILE)
  let database: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    database = new DatabaseSync(path, { timeout: 0 })
    database.exec('pragma locking_mode = exclusive')
    // Before anything is set that the file keeps.
    refuseOthers(database, path)
    database.exec('pragma journal_mode = wal')
    database.exec('pragma synchronous = full')
    database.exec('pragma cache_size = -16384')
    database.exec('pragma wal_autocheckpoint = 4000')
    database.exec('pragma journal_size_limit = 67108864')
    // The first write takes the lock, which exclusive mode then keeps.
    database.exec('begin immediate')
    create(database)
    database.exec('commit')
    return database
  } catch (error) {
    database?.close()
    throw error instanceof SentinelError ? error : fileError(path, error)
  }
}

const isEmpty = (database: DatabaseSync) =>
  database.prepare('select 1 from sqlite_schema limit 1').get() === undefined

function create(database: DatabaseSync): void {
  if (!isEmpty(database)) return
  database.exec(SCHEMA)
  database.exec(`pragma application_id = ${APPLICATION_ID}`)
  database.exec(`pragma user_version = ${SCHEMA_VERSION}`)
}

function refuseOthers(database: DatabaseSync, path: string): void {
  if (isEmpty(database)) return
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new SentinelError('DATA_CORRUPT', {
      where: path,
      found: 'a SQLite file of another program',
      expected: 'the log of Log Sentinel',
      remedy: 'Move the file away, or choose another data folder',
    })
  }
  const version = pragma(database, 'user_version')
  if (version > SCHEMA_VERSION) {
    throw new SentinelError('DATA_TOO_NEW', {
      where: path,
      found: `schema version ${version}`,
      expected: `at most ${SCHEMA_VERSION}`,
      remedy: 'Start the newer version of Log Sentinel that wrote it, or choose another data folder',
    })
  }
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name])
}

/** SQLite's primary result codes that have a remedy of their own: https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_NOTADB = 26

/** What a failure of the file means to people. */
function fileError(path: string, error: unknown): SentinelError {
  const code = resultCode(error)
  if (code === SQLITE_BUSY)
    return new SentinelError('DATA_IN_USE', {
      where: path,
      found: 'the log is open in another process',
      expected: 'to be its only owner',
      remedy: 'Stop the other Log Sentinel, or choose another data folder',
      cause: error,
    })
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB)
    return new SentinelError('DATA_CORRUPT', {
      where: path,
      found: messageOf(error),
      expected: 'the log of Log Sentinel',
      remedy:
        'Move the file (and those with -wal and -shm) away and start again; records not yet detected on are lost with it',
      cause: error,
    })
  return new SentinelError('FILE_UNREADABLE', {
    where: path,
    found: messageOf(error),
    expected: 'a file that can be read and written',
    remedy: 'Check the permissions and the free space of the data folder',
    cause: error,
  })
}

/** The same for a log that is open: a disk that takes no more is waited for. */
export function runningError(path: string, error: unknown): SentinelError {
  const code = resultCode(error)
  if (code !== SQLITE_FULL && code !== SQLITE_IOERR) return fileError(path, error)
  return new SentinelError('KAFKA_UNAVAILABLE', {
    where: path,
    found: messageOf(error),
    expected: 'a disk that takes what is written',
    remedy: 'Where it is full, free some space: it is tried again until it works.',
    cause: error,
  })
}

function resultCode(error: unknown): number | null {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null
  // The low byte of an extended code is the primary one.
  return typeof code === 'number' ? code & 0xff : null
}
