import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, SentinelError } from '../errors.ts'

/**
 * Makes sure that one process at a time owns a folder whose files two would spoil for each other. The lock
 * is SQLite's on a file of the folder, which the operating system releases however the process ends, and which a
 * second attempt within the same process meets as well. Returns a function that releases it.
 */
export function lockFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw unreadable(folder, error)
  }
  const file = join(folder, 'owner.lock')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(file, { timeout: 0 })
    lock.exec('pragma journal_mode = off; begin exclusive')
  } catch (error) {
    lock?.close()
    if (/locked|busy/.test(messageOf(error))) throw inUse(folder)
    throw unreadable(file, error)
  }
  return () => lock.close()
}

const inUse = (folder: string) =>
  new SentinelError('DATA_IN_USE', {
    where: folder,
    found: 'another process that owns the folder',
    expected: 'one process for a data folder',
    remedy: 'Stop the other Log Sentinel, or give this one a folder of its own with --data-dir.',
  })

const unreadable = (path: string, error: unknown) =>
  new SentinelError('FILE_UNREADABLE', {
    where: path,
    found: messageOf(error),
    expected: 'a folder that this user can read and write',
    cause: error,
  })
