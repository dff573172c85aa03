/**
 * Where reading goes on after a restart: one versioned JSON file, written aside, synced and moved into place, with
 * the one before kept. A crash leaves a whole old or a whole new file; where the disk breaks that promise (an empty
 * file or one full of NUL bytes after a power cut) the older one serves: lines are then read again under the same ids.
 * What a later version added without a new number is passed over.
 */
import { promises as fs } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, SentinelError } from '../../errors.ts'
import type { Logger } from '../../runtime/logger.ts'

const VERSION = 1
const CURRENT = 'files.json'
const PREVIOUS = 'files.previous.json'

export const digestSchema = z.object({ bytes: z.int().nonnegative(), digest: z.string() })
export const nanosecondsSchema = z.codec(z.string().regex(/^\d{1,20}$/), z.bigint(), {
  decode: text => BigInt(text),
  encode: number => String(number),
})
export const skippingSchema = z.enum(['line', 'hole']).nullable()
export const markSchema = z.object({
  position: z.int().nonnegative(),
  tail: digestSchema,
  skipping: skippingSchema,
})
/** What was read of a log by the time it was deleted. */
export const goneLogSchema = z.object({ fingerprint: digestSchema, mark: markSchema, gone_ms: z.number() })
const fileSchema = z.object({
  source: z.string(),
  device: z.string(),
  inode: z.string(),
  born_ns: nanosecondsSchema,
  generation: z.int().nonnegative(),
  file_id: z.string().nullable(),
  fingerprint: digestSchema.nullable(),
  position: z.int().nonnegative(),
  tail: digestSchema,
  skipping: skippingSchema,
  size: z.int().nonnegative(),
  mtime_ns: nanosecondsSchema,
  seen_ms: z.number(),
})
export const ledgerSchema = z.object({
  source: z.string(),
  published: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  published_bytes: z.int().nonnegative().default(0),
  refused_bytes: z.int().nonnegative().default(0),
  cut_lines: z.int().nonnegative(),
  truncated_bytes: z.int().nonnegative(),
  last_record_ms: z.number().nullable(),
  born_ns: nanosecondsSchema,
})
const checkpointSchema = z.object({
  version: z.literal(VERSION),
  /** The paths and globs that were followed; for a new one `start_at` counts. */
  patterns: z.array(z.string()),
  files: z.array(fileSchema),
  ledgers: z.array(ledgerSchema),
  gone: z.array(goneLogSchema).default([]),
})
export type Checkpoint = Omit<z.output<typeof checkpointSchema>, 'version'>
const versionSchema = z.looseObject({ version: z.int() })

export class CheckpointStore {
  readonly #folder: string
  readonly #logger: Logger
  #saving: Promise<void> = Promise.resolve()

  constructor(folder: string, logger: Logger) {
    this.#folder = folder
    this.#logger = logger
  }

  /**
   * The newest readable checkpoint; `first` if none was ever written, `lost` if none of those written can be read.
   * Rejects with DATA_TOO_NEW rather than reading positions of a later version wrongly.
   */
  async load(): Promise<Checkpoint | 'first' | 'lost'> {
    let lost = false
    for (const name of [CURRENT, PREVIOUS]) {
      const path = join(this.#folder, name)
      const text = await fs.readFile(path, 'utf8').catch(error => {
        if (error.code === 'ENOENT') return null
        throw new SentinelError('FILE_UNREADABLE', {
          where: path,
          found: messageOf(error),
          expected: 'a readable file',
        })
      })
      if (text === null) continue
      try {
        return parseCheckpoint(path, text)
      } catch (error) {
        if (error instanceof SentinelError) throw error
        lost = true
        this.#logger.error({ path, reason: messageOf(error) }, 'positions can not be read, lines will repeat')
      }
    }
    return lost ? 'lost' : 'first'
  }

  /** Saves one after the other. `snapshot` is taken when its turn comes; resolves with it once it is durable. */
  save(snapshot: () => Checkpoint): Promise<Checkpoint> {
    const saved = this.#saving.then(async () => {
      const checkpoint = snapshot()
      await this.#write(checkpoint)
      return checkpoint
    })
    this.#saving = saved.then(
      () => undefined,
      () => undefined,
    )
    return saved
  }

  async #write(checkpoint: Checkpoint): Promise<void> {
    await fs.mkdir(this.#folder, { recursive: true })
    const current = join(this.#folder, CURRENT)
    const fresh = `${current}.new`
    const text = JSON.stringify(checkpointSchema.encode({ version: VERSION, ...checkpoint }))
    const file = await fs.open(fresh, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await fs.rename(current, join(this.#folder, PREVIOUS)).catch(error => {
      if (error.code !== 'ENOENT') throw error
    })
    await fs.rename(fresh, current)
    const folder = await fs.open(this.#folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }
}

function parseCheckpoint(path: string, text: string): Checkpoint {
  const value: unknown = JSON.parse(text)
  const { version } = versionSchema.parse(value)
  if (version > VERSION) {
    throw new SentinelError('DATA_TOO_NEW', {
      where: path,
      found: `version ${version}`,
      expected: `version ${VERSION}`,
      remedy: 'Start the version of Log Sentinel that wrote it, or a later one.',
    })
  }
  const { patterns, files, ledgers, gone } = checkpointSchema.parse(value)
  return { patterns, files, ledgers, gone }
}
