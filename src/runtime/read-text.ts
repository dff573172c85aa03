import { readFileSync } from 'node:fs'
import { messageOf, SentinelError } from '../errors.ts'

/**
 * The text of a file. An error for people names it by `where`, and says what was `expected` there.
 * @throws SentinelError FILE_UNREADABLE
 */
export function readText(file: string, where = file, expected = READABLE): string {
  return readBytes(file, where, expected).toString('utf8')
}

/** The bytes of a file, in the same way. */
export function readBytes(file: string, where = file, expected = READABLE): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new SentinelError('FILE_UNREADABLE', { where, found: messageOf(error), expected, cause: error })
  }
}

const READABLE = 'a file that can be read'
