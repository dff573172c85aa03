import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { gunzip, gunzipStream } from '../../runtime/gunzip.ts'

const CHUNK_BYTES = 1024 * 1024

/** Bytes of a file as they come; `is_pause` where no more may come for a while. */
export interface Chunk {
  readonly bytes: Uint8Array
  readonly is_pause: boolean
}

/**
 * The content of a file, or of `stdin` for `-`, unpacked if it is packed with gzip. What a chunk holds is overwritten
 * when the next one is asked for. Throws what the system says, or DamagedArchive behind what could be unpacked.
 */
export async function* readInput(file: string, stdin: Readable): AsyncGenerator<Chunk> {
  if (file === '-') {
    yield* readStream(stdin)
    return
  }
  const handle = await open(file)
  try {
    // Only of a regular file the beginning can be read twice, as the mending of a damaged archive does.
    if ((await handle.stat()).isFile() && (await startsAsGzip(handle))) yield* steadily(gunzip(handle.fd))
    else yield* readHandle(handle)
  } finally {
    await handle.close()
  }
}

async function startsAsGzip(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
  return bytesRead === 2 && isGzip(buffer)
}

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b

async function* readHandle(handle: FileHandle): AsyncGenerator<Chunk> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return
    yield { bytes: buffer.subarray(0, bytesRead), is_pause: false }
  }
}

async function* readStream(stream: Readable): AsyncGenerator<Chunk> {
  const chunks = bytesOf(stream)
  const first = await chunks.next()
  if (first.done) return
  const all = withFirst(first.value, chunks)
  if (isGzip(first.value)) yield* steadily(gunzipStream(all))
  else for await (const bytes of all) yield { bytes, is_pause: stream.readableLength === 0 }
}

async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk))
}

async function* withFirst(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

async function* steadily(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Chunk> {
  for await (const bytes of chunks) yield { bytes, is_pause: false }
}
