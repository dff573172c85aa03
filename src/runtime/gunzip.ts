/**
 * Unpacks a gzip file from its beginning, member after member. A damaged file gives all that can be unpacked of it
 * before the damage is reported: what zlib has unpacked of a piece is lost when the piece turns out to be damaged, so
 * then everything is unpacked again, and that piece byte by byte.
 */
import { read } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { messageOf } from '../errors.ts'

/** Small, because one packed byte may stand for a thousand. */
const PIECE_BYTES = 4096

export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive'
  /** Packed bytes before the piece that holds the damage. */
  readonly intact_bytes: number

  constructor(cause: unknown, intact_bytes: number) {
    super(messageOf(cause), { cause })
    this.intact_bytes = intact_bytes
  }
}

/** Chunks of the content, in order. Throws DamagedArchive after what could be unpacked. */
export async function* gunzip(fd: number): AsyncGenerator<Buffer> {
  let given_bytes = 0
  const progress = { packed_bytes: 0 }
  try {
    for await (const chunk of unpack(fd, Number.POSITIVE_INFINITY, progress)) {
      given_bytes += chunk.length
      yield chunk
    }
    return
  } catch (error) {
    if (!isFromZlib(error)) throw error
    const damage = new DamagedArchive(error, progress.packed_bytes)
    try {
      let at = 0
      for await (const chunk of unpack(fd, damage.intact_bytes, { packed_bytes: 0 })) {
        const fresh = chunk.subarray(Math.max(0, given_bytes - at))
        at += chunk.length
        if (fresh.length > 0) yield fresh
      }
    } catch (again) {
      // The same damage, met a second time on purpose.
      if (!isFromZlib(again)) throw again
    }
    throw damage
  }
}

/**
 * The same of a stream, which can not be read a second time: damage costs what can be unpacked of the piece that holds
 * it.
 */
export async function* gunzipStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const inflater = new Inflater()
  let packed_bytes = 0
  try {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        yield* await inflater.feed(chunk.subarray(at, at + PIECE_BYTES))
        packed_bytes += Math.min(PIECE_BYTES, chunk.length - at)
      }
    yield* await inflater.end()
  } catch (error) {
    throw isFromZlib(error) ? new DamagedArchive(error, packed_bytes) : error
  } finally {
    inflater.close()
  }
}

/** From packed byte `careful_from` on the file is fed byte by byte. */
async function* unpack(
  fd: number,
  careful_from: number,
  progress: { packed_bytes: number },
): AsyncGenerator<Buffer> {
  const inflater = new Inflater()
  try {
    for (;;) {
      const { packed_bytes } = progress
      const length = packed_bytes >= careful_from ? 1 : Math.min(PIECE_BYTES, careful_from - packed_bytes)
      const piece = await readPiece(fd, packed_bytes, length)
      yield* piece.length > 0 ? await inflater.feed(piece) : await inflater.end()
      if (piece.length === 0) return
      progress.packed_bytes += piece.length
    }
  } finally {
    inflater.close()
  }
}

/** Turns zlib's stream into calls: give a piece, take what it unpacks to. */
class Inflater {
  readonly #stream = createGunzip()
  #chunks: Buffer[] = []
  #failure: Error | null = null
  #failed: (error: Error) => void = () => undefined

  constructor() {
    this.#stream.on('data', chunk => this.#chunks.push(chunk))
    this.#stream.on('error', error => {
      this.#failure = error
      this.#failed(error)
    })
  }

  feed(piece: Uint8Array): Promise<Buffer[]> {
    return this.#wait(done => this.#stream.write(piece, done))
  }

  end(): Promise<Buffer[]> {
    return this.#wait(done => {
      if (this.#stream.readableEnded) done()
      else this.#stream.once('end', done).end()
    })
  }

  close(): void {
    this.#stream.destroy()
  }

  async #wait(action: (done: (error?: Error | null) => void) => void): Promise<Buffer[]> {
    await new Promise<void>((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure)
      this.#failed = reject
      action(error => (error ? reject(error) : resolve()))
    })
    const chunks = this.#chunks
    this.#chunks = []
    return chunks
  }
}

function readPiece(fd: number, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  return new Promise((resolve, reject) => {
    read(fd, buffer, 0, length, position, (error, got) =>
      error ? reject(error) : resolve(buffer.subarray(0, got)),
    )
  })
}

function isFromZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
