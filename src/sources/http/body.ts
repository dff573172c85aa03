import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { invalid, Refusal } from './refusal.ts'

/**
 * The body of a request, unpacked, piece by piece; the connection stays usable when reading ends early.
 * @throws Refusal 413 beyond `body_bytes_max` (of what is unpacked), 415 for an unknown coding, 400 for broken data;
 *   anything else means that the sender went away
 */
export async function* bodyOf(request: IncomingMessage, body_bytes_max: number): AsyncGenerator<Buffer> {
  if (Number(request.headers['content-length']) > body_bytes_max) throw tooLarge(body_bytes_max)
  const body = unpacked(request)
  let bytes = 0
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      const piece: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
      bytes += piece.length
      if (bytes > body_bytes_max) throw tooLarge(body_bytes_max)
      yield piece
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^Z_/.test(String(error.code)))
      throw invalid('body', `data that can not be unpacked: ${error.message}`, 'what Content-Encoding says')
    throw error
  } finally {
    if (body !== request) {
      request.unpipe()
      body.destroy()
    }
    request.resume()
  }
}

function unpacked(request: IncomingMessage): Readable {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (coding === 'identity' || coding === '') return request
  if (coding !== 'gzip' && coding !== 'x-gzip' && coding !== 'deflate')
    throw invalid('Content-Encoding', coding.slice(0, 100), 'gzip, deflate or identity', 415)
  const stream = coding === 'deflate' ? createInflate() : createGunzip()
  // A pipe does not tell its reader that the writer went away.
  request.once('close', () => {
    if (!request.complete) stream.destroy(new Error('the sender went away'))
  })
  request.on('error', error => stream.destroy(error))
  return request.pipe(stream)
}

function tooLarge(body_bytes_max: number): Refusal {
  return new Refusal(413, 'REQUEST_INVALID', {
    where: 'body',
    found: `more than ${body_bytes_max} bytes, unpacked`,
    expected: 'less; send the lines in several requests',
  })
}
