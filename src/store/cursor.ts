import { createHash } from 'node:crypto'
import { z } from 'zod'
import { SentinelError } from '../errors.ts'
import type { AlertFilter } from '../schema/http.ts'

/**
 * A cursor names the last alert of a page, and the filter that the page was made with: with another filter it would
 * silently skip or repeat alerts. It holds no secret and needs none: whatever it says only chooses where to start.
 */
const positionSchema = z.strictObject({
  seq: z.int().nonnegative(),
  /** Milliseconds since 1970 (UTC), of the time that the list goes by. */
  time_ms: z.int().min(-8.64e15).max(8.64e15),
  filter: z.string(),
})
export type Position = Pick<z.infer<typeof positionSchema>, 'seq' | 'time_ms'>

export function encodeCursor(position: Position, filter: AlertFilter): string {
  const { seq, time_ms } = position
  return Buffer.from(JSON.stringify({ seq, time_ms, filter: digest(filter) })).toString('base64url')
}

/** REQUEST_INVALID unless `encodeCursor` gave `cursor` for the same filter. */
export function decodeCursor(cursor: string, filter: AlertFilter): Position {
  const parsed = positionSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (!parsed.success) throw invalid('a text that is no cursor')
  if (parsed.data.filter !== digest(filter)) throw invalid('a cursor of a list with other filters')
  const { seq, time_ms } = parsed.data
  return { seq, time_ms }
}

function digest(filter: AlertFilter): string {
  const { text, level, rule, host, source, entity, tag, from, to, time } = filter
  const parts = [text, level, rule, host, source, entity, tag, from, to, time].map(part => part ?? null)
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // JSON has no undefined: the schema refuses it.
  }
}

const invalid = (found: string) =>
  new SentinelError('REQUEST_INVALID', {
    where: 'cursor',
    found,
    expected: 'the `next` of a page of the same list',
    remedy: 'Leave the cursor out to start with the newest alert.',
  })
