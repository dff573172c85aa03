import { createReadStream } from 'node:fs'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { messageOf, SentinelError } from '../errors.ts'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * The lines of a file as bytes, without their endings; a name that ends in `.gz` is unpacked.
 * @throws SentinelError FILE_UNREADABLE
 */
export async function* fileLines(path: string): AsyncGenerator<Uint8Array> {
  try {
    if (!path.endsWith('.gz')) {
      yield* byteLines(createReadStream(path))
      return
    }
    const unpacked = new PassThrough()
    const done = pipeline(createReadStream(path), createGunzip(), unpacked)
    // The failure reaches the reader through `unpacked`, which the pipeline destroys with it.
    done.catch(() => undefined)
    yield* byteLines(unpacked)
    await done
  } catch (error) {
    throw new SentinelError('FILE_UNREADABLE', {
      where: path,
      found: messageOf(error),
      expected: 'a readable file',
      cause: error,
    })
  }
}

/** The lines of a stream; the last one needs no line ending. */
export async function* byteLines(stream: Readable): AsyncGenerator<Uint8Array> {
  let pending: Buffer[] = []
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      pending.push(bytes.subarray(start, end))
      yield withoutReturn(pending.length === 1 ? bytes.subarray(start, end) : Buffer.concat(pending))
      pending = []
      start = end + 1
    }
    if (start < bytes.length) pending.push(bytes.subarray(start))
  }
  if (pending.length > 0) yield withoutReturn(Buffer.concat(pending))
}

const withoutReturn = (line: Buffer) => (line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line)
