import { backoff } from './backoff.ts'
import type { Clock } from './clock.ts'

export interface RetryOptions {
  clock: Clock
  signal: AbortSignal
  /** Whether an error is one that time heals. */
  transient: (error: unknown) => boolean
  /** Called after each failed attempt, before the pause. */
  onFailure?: (error: unknown, attempt: number, pause_ms: number) => void
}

/** Runs `action` until it resolves, fails for good, or the signal is aborted (then it rejects with the last error). */
export async function retry<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  const pauses = backoff()
  for (let attempt = 1; ; attempt++) {
    try {
      return await action()
    } catch (error) {
      if (options.signal.aborted || !options.transient(error)) throw error
      const pause_ms = pauses.next().value
      options.onFailure?.(error, attempt, pause_ms)
      await options.clock.sleep(pause_ms, options.signal)
      if (options.signal.aborted) throw error
    }
  }
}
