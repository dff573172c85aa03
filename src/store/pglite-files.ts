import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite, types } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { messageOf, SentinelError } from '../errors.ts'

/**
 * The write-ahead log is kept short: it is read at the start after a crash, and takes space. The buffers are memory of
 * this process, below which the operating system caches the same files: 16 MB in place of 128 MB costs no measured
 * speed (`npm run bench`).
 */
const SETTINGS = ['max_wal_size=64MB', 'min_wal_size=32MB', 'shared_buffers=16MB'].flatMap(setting => [
  '-c',
  setting,
])

/**
 * Opens the database of a folder, or makes one in a folder that has none. Making takes seconds, and a process that
 * ends meanwhile leaves half a database: a mark tells it from one that was complete once.
 */
export async function openDatabase(folder: string, template: string | undefined): Promise<PGlite> {
  const files = join(folder, 'postgres')
  const unfinished = join(folder, 'postgres.unfinished')
  if (existsSync(unfinished)) rmSync(files, { recursive: true, force: true })
  const isNew = !existsSync(files) || readdirSync(files).length === 0
  if (isNew) {
    writeFileSync(unfinished, '')
    if (template !== undefined && isDatabase(template)) cpSync(template, files, { recursive: true })
  } else if (!isDatabase(files)) throw corrupt(files, 'files that are no database')
  try {
    const pglite = await open(files)
    rmSync(unfinished, { force: true })
    return pglite
  } catch (error) {
    throw corrupt(files, messageOf(error), error)
  }
}

/**
 * Makes an empty database to copy, for `template`. It belongs to the version of PGlite that made it: whoever keeps it
 * makes it anew when that changes.
 */
export async function createTemplate(folder: string): Promise<void> {
  await (await open(folder)).close()
}

const isDatabase = (files: string) => existsSync(join(files, 'PG_VERSION'))

const open = (files: string) =>
  PGlite.create({
    dataDir: files,
    extensions: { pg_trgm },
    startParams: [...PGlite.defaultStartParams, ...SETTINGS],
    parsers: { [types.TIMESTAMPTZ]: parseTimestamp },
  })

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
