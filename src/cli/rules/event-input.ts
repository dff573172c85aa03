import { statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { messageOf, SentinelError } from '../../errors.ts'
import { Content } from '../../pipeline/scan/content.ts'
import { evtxLines } from '../../pipeline/scan/evtx-lines.ts'
import { readBytes } from '../../runtime/read-text.ts'

/** Log records that are named on a command line: in a file, on standard input, or written out. */

const BYTES_MAX = 16 * 1024 * 1024

/** What is not there and yet looks like the name of a file. */
const LIKE_A_FILE = /^\S*(?:[\\/]|\.(?:json|ndjson|jsonl|log|txt|evtx|xml|gz))$|^(?:\.{0,2}|~)[\\/]\S+$/i

export interface GivenRecords {
  readonly records: readonly string[]
  /** What whoever named them should know. */
  readonly remark?: string
}

/**
 * The records of `event`: of standard input for `-`, of the file of that name, else of `event` itself. They are told
 * apart as `scan` does; empty lines are none.
 * @throws SentinelError FILE_UNREADABLE, or USAGE where there is no record
 */
export async function recordsIn(event: string, stdin: Readable): Promise<GivenRecords> {
  const is_file = event !== '-' && isFile(event)
  const bytes = event === '-' ? await bytesOf(stdin) : is_file ? bytesOfFile(event) : Buffer.from(event)
  const records = splitRecords(unpacked(bytes, event))
  if (records.length > 0)
    return event === '-' || is_file || !LIKE_A_FILE.test(event)
      ? { records }
      : { records, remark: `there is no file '${event}': it is taken for a line of a log` }
  throw new SentinelError('USAGE', {
    where: `event ${event}`,
    found: 'nothing',
    expected: 'a file with an event, - for standard input, or a line of a log',
  })
}

function splitRecords(bytes: Uint8Array): string[] {
  const records: string[] = []
  const content = new Content({
    block(_, found, kind) {
      const lines = { ...found, written_ms: 0 }
      const { bytes, bounds, count } = kind === 'evtx' ? evtxLines(lines) : lines
      for (let at = 0; at < count; at++)
        records.push(Buffer.from(bytes.subarray(bounds[2 * at], bounds[2 * at + 1])).toString())
    },
    // What is too long is longer than all that is read; what is damaged is shown as far as it goes.
    leftOut: () => {},
    damaged: () => {},
  })
  content.push(bytes)
  content.end()
  return records.filter(record => record.trim() !== '')
}

function unpacked(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: BYTES_MAX })
  } catch (error) {
    throw new SentinelError('FILE_UNREADABLE', {
      where: name,
      found: messageOf(error),
      expected: `an archive of at most ${BYTES_MAX} bytes`,
      cause: error,
    })
  }
}

function isFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() ?? false
}

function bytesOfFile(file: string): Uint8Array {
  const { size } = statSync(file)
  if (size > BYTES_MAX) throw tooLarge(file, `${size} bytes`)
  return readBytes(file)
}

async function bytesOf(stdin: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.length
    if (bytes > BYTES_MAX) throw tooLarge('standard input', `more than ${BYTES_MAX} bytes`)
    chunks.push(buffer)
  }
  return Buffer.concat(chunks)
}

function tooLarge(where: string, found: string): SentinelError {
  return new SentinelError('FILE_UNREADABLE', {
    where,
    found,
    expected: `at most ${BYTES_MAX} bytes`,
    remedy: '`log-sentinel scan` reads logs of any size',
  })
}
