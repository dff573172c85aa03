import type { Clock } from '../runtime/clock.ts'

/** Resolves as `work` does, or rejects with what `late` makes when that takes longer than `ms`. */
export async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  clock: Clock,
  late: () => Error,
): Promise<T> {
  const done = new AbortController()
  const deadline = clock.sleep(ms, done.signal).then(() => {
    throw late()
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    done.abort()
  }
}
