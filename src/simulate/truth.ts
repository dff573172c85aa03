import { readFile, truncate } from 'node:fs/promises'
import { z } from 'zod'
import { SentinelError } from '../errors.ts'

/**
 * The ground truth of a simulation, as NDJSON: one row for each line on which at least one shipped rule must fire.
 * On a line of the simulation that has no row, no shipped rule may fire.
 */
export const truthRowSchema = z.strictObject({
  /** Where the line starts in the log, in bytes. */
  offset: z.int().nonnegative(),
  /** Ids of the rules. */
  rules: z.array(z.string()).min(1),
  /** The scenario that the line belongs to, or null. */
  story: z.string().nullable(),
})
export type TruthRow = z.infer<typeof truthRowSchema>

const ROW_START = '{"offset":'

/**
 * Makes the truth in `path` fit a log that ends at `log_bytes`: rows are written before their lines, so that a
 * killed run may have left some whose lines never came. USAGE if the file holds anything but truth.
 */
export async function trimTruth(path: string, log_bytes: number): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  let keep = 0
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start)
    const text = bytes.toString('utf8', start, end === -1 ? bytes.length : end)
    if (end === -1) {
      if (!ROW_START.startsWith(text.slice(0, ROW_START.length))) throw notTruth(path, text)
      break
    }
    if (parseRow(path, text).offset < log_bytes) keep = end + 1
    start = end + 1
  }
  if (keep < bytes.length) await truncate(path, keep)
}

function parseRow(path: string, text: string): TruthRow {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notTruth(path, text)
  }
  const row = truthRowSchema.safeParse(value)
  if (!row.success) throw notTruth(path, text)
  return row.data
}

const notTruth = (path: string, text: string) =>
  new SentinelError('USAGE', {
    where: path,
    found: JSON.stringify(text.slice(0, 60)),
    expected: 'a new file, or the truth that an earlier simulation wrote for the same log',
    remedy: 'Name another file for the truth',
  })
