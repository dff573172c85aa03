import { type ErrorCode, isSentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { retry } from '../runtime/retry.ts'
import type { ProblemBoard } from './problem-board.ts'

/** A part outside the process that work waits for while it is away. */
export type Part = 'kafka' | 'database'

const AWAY: Readonly<Record<Part, ErrorCode>> = {
  kafka: 'KAFKA_UNAVAILABLE',
  database: 'DATABASE_UNAVAILABLE',
}

/**
 * Runs `action`, again and again with growing pauses while `part` is away, and keeps the board informed. Rejects for
 * any other failure, and with the last one when `signal` is aborted.
 */
export async function patiently<T>(
  part: Part,
  action: () => Promise<T>,
  { problems, clock }: { problems: ProblemBoard; clock: Clock },
  signal: AbortSignal,
): Promise<T> {
  const result = await retry(action, {
    clock,
    signal,
    transient: error => isSentinelError(error, AWAY[part]),
    onFailure: error => problems.raise(part, error),
  })
  problems.clear(part)
  return result
}
