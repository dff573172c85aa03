import type { Readable } from 'node:stream'
import { SentinelError } from '../errors.ts'
import { byteLines, fileLines } from '../runtime/byte-lines.ts'

/** An array has to be read as a whole. */
const ARRAY_BYTES_MAX = 256 * 1024 * 1024
const ARRAY_START = /^\s*\[\s*(?:[{\]]|$)/

/**
 * The records of a file, or of `stdin` for `-`: its lines, or the elements of the JSON array that it consists of.
 * @throws SentinelError FILE_UNREADABLE
 */
export async function* recordsOf(file: string, stdin: Readable): AsyncGenerator<Uint8Array> {
  const lines = file === '-' ? byteLines(stdin) : fileLines(file)
  let array: Uint8Array[] | undefined
  let bytes = 0
  let is_first = true
  for await (const line of lines) {
    if (is_first && ARRAY_START.test(Buffer.from(line.subarray(0, 100)).toString('latin1'))) array = []
    is_first = false
    if (!array) {
      yield line
      continue
    }
    array.push(line)
    bytes += line.length + 1
    if (bytes > ARRAY_BYTES_MAX) throw notAnArray(file, `more than ${ARRAY_BYTES_MAX} bytes`)
  }
  if (array) yield* elementsOf(file, array)
}

function* elementsOf(file: string, lines: readonly Uint8Array[]): Generator<Uint8Array> {
  const text = lines.map(line => Buffer.from(line).toString()).join('\n')
  let elements: unknown
  try {
    elements = JSON.parse(text)
  } catch (error) {
    throw notAnArray(file, error instanceof Error ? error.message : String(error), error)
  }
  if (!Array.isArray(elements)) throw notAnArray(file, 'something else')
  for (const element of elements) yield Buffer.from(JSON.stringify(element))
}

function notAnArray(where: string, found: string, cause?: unknown): SentinelError {
  return new SentinelError('FILE_UNREADABLE', {
    where,
    found,
    expected: `a JSON array of at most ${ARRAY_BYTES_MAX} bytes, or one JSON object a line`,
    ...(cause === undefined ? {} : { cause }),
  })
}
