import { open } from 'node:fs/promises'
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
/** No row is nearly as long: what goes on for longer without a line's end is no truth. */
const ROW_BYTES_MAX = 64 * 1024

/**
 * Makes the truth in `path` fit a log that ends at `log_bytes`: rows are written before their lines, so that a
 * killed run may have left some whose lines never came. USAGE if the file holds anything but truth.
 */
export async function trimTruth(path: string, log_bytes: number): Promise<void> {
  let keep = 0
  let start = 0
  let rest = Buffer.alloc(0)
  await using file = await open(path, 'a+')
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    const bytes = Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
      const { offset } = parseRow(path, bytes.toString('utf8', from, end))
      start += end + 1 - from
      from = end + 1
      if (offset < log_bytes) keep = start
    }
    rest = bytes.subarray(from)
    if (rest.length > ROW_BYTES_MAX) throw notTruth(path, rest.toString('utf8', 0, 100))
  }
  const torn = rest.toString('utf8', 0, ROW_START.length)
  if (!ROW_START.startsWith(torn)) throw notTruth(path, torn)
  await file.truncate(keep)
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
