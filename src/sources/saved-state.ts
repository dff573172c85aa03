/**
 * A small file of what a source must know again after a restart: JSON with a version, written aside, synced and moved
 * into place, so that a crash leaves a whole old or a whole new one.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { messageOf, SentinelError } from '../errors.ts'

const VERSION = 1
const envelopeSchema = z.object({ version: z.int(), state: z.unknown() })

/**
 * What was saved; `none` if nothing was, `lost` if what is there can not be read (a disk that broke its promise).
 * @throws SentinelError DATA_TOO_NEW for what a later version wrote, FILE_UNREADABLE
 */
export async function loadState<T>(path: string, schema: z.ZodType<T>): Promise<T | 'none' | 'lost'> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'none'
    throw new SentinelError('FILE_UNREADABLE', {
      where: path,
      found: messageOf(error),
      expected: 'a readable file',
      cause: error,
    })
  }
  const envelope = envelopeSchema.safeParse(parseJson(text))
  if (!envelope.success) return 'lost'
  const { version, state } = envelope.data
  if (version > VERSION) {
    throw new SentinelError('DATA_TOO_NEW', {
      where: path,
      found: `version ${version}`,
      expected: `version ${VERSION}`,
      remedy: 'Start the version of Log Sentinel that wrote it, or a later one',
    })
  }
  const parsed = schema.safeParse(state)
  return parsed.success ? parsed.data : 'lost'
}

/** Resolves once `state` is durable. One call at a time for a path. */
export async function saveState(path: string, state: unknown): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify({ version: VERSION, state }))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // No JSON is no envelope either.
  }
}
