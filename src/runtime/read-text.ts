import { readFileSync } from 'node:fs'
import { messageOf, SentinelError } from '../errors.ts'

/**
 * The text of a file. An error for people names it by `where`, and says what was `expected` there.
 * @throws SentinelError FILE_UNREADABLE
 */
export function readText(file: string, where = file, expected = 'a file that can be read'): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new SentinelError('FILE_UNREADABLE', { where, found: messageOf(error), expected, cause: error })
  }
}
