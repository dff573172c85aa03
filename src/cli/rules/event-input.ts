import { statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { SentinelError } from '../../errors.ts'
import { readText } from '../../runtime/read-text.ts'

/** Log records that are named on a command line: in a file, on standard input, or written out. */

const BYTES_MAX = 16 * 1024 * 1024

/**
 * The records of `event`: of standard input for `-`, of the file of that name, else `event` itself. A text that is
 * JSON as a whole is one record, or a list of them; otherwise each line is one.
 * @throws SentinelError FILE_UNREADABLE, or USAGE where there is no record
 */
export async function recordsIn(event: string, stdin: Readable): Promise<string[]> {
  const text = event === '-' ? await textOf(stdin) : isFile(event) ? textOfFile(event) : event
  const records = splitRecords(text)
  if (records.length > 0) return records
  throw new SentinelError('USAGE', {
    where: `event ${event}`,
    found: 'nothing',
    expected: 'a file with an event, - for standard input, or a line of a log',
  })
}

function splitRecords(text: string): string[] {
  const parsed = parseJson(text)
  if (Array.isArray(parsed)) return parsed.map(record => JSON.stringify(record))
  if (typeof parsed === 'object' && parsed !== null)
    return [text.includes('\n') ? JSON.stringify(parsed) : text]
  return text.split(/\r?\n/).filter(line => line.trim() !== '')
}

function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Lines of JSON are no JSON together, and a line of a log may only begin like it.
    return undefined
  }
}

function isFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() ?? false
}

function textOfFile(file: string): string {
  const { size } = statSync(file)
  if (size > BYTES_MAX) throw tooLarge(file, `${size} bytes`)
  return readText(file)
}

async function textOf(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.length
    if (bytes > BYTES_MAX) throw tooLarge('standard input', `more than ${BYTES_MAX} bytes`)
    chunks.push(buffer)
  }
  return Buffer.concat(chunks).toString()
}

function tooLarge(where: string, found: string): SentinelError {
  return new SentinelError('FILE_UNREADABLE', {
    where,
    found,
    expected: `at most ${BYTES_MAX} bytes`,
    remedy: '`log-sentinel scan` reads logs of any size',
  })
}
