/**
 * Asks the parts outside the process and remembers since when one has not answered, so that `/readyz` and the page
 * say the same. A part that hangs counts as away: whoever asks how things are must get an answer soon.
 */
import { type ErrorCode, isSentinelError, SentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Problem } from '../schema/status.ts'
import { withDeadline } from './deadline.ts'

const PATIENCE_MS = 3_000
const AWAY = { kafka: 'KAFKA_UNAVAILABLE', database: 'DATABASE_UNAVAILABLE' } as const satisfies Record<
  string,
  ErrorCode
>
export type Part = keyof typeof AWAY

export type Outcome<T> = { value: T; problem: null } | { value: null; problem: Problem }

export class Outages {
  readonly #clock: Clock
  readonly #since = new Map<Part, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What `work` resolves to, or the problem that keeps it from it. Rejects for anything but a SentinelError. */
  async ask<T>(part: Part, work: () => Promise<T>): Promise<Outcome<T>> {
    try {
      const value = await withDeadline(work(), PATIENCE_MS, this.#clock, () => silence(part))
      this.#since.delete(part)
      return { value, problem: null }
    } catch (error) {
      if (!isSentinelError(error)) throw error
      const since_ms = this.#since.get(part) ?? this.#clock.now()
      this.#since.set(part, since_ms)
      return {
        value: null,
        problem: { part, message: error.message, since: new Date(since_ms).toISOString() },
      }
    }
  }
}

function silence(part: Part): SentinelError {
  return new SentinelError(AWAY[part], {
    where: part,
    found: `no answer for ${PATIENCE_MS} ms`,
    expected: 'an answer',
  })
}
