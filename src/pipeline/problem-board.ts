import { messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Problem } from '../schema/status.ts'

/**
 * What a service can not reach at the moment. One board for a process: the loops write to it, `/readyz`, the
 * status topic and the log read from it. A problem is logged when it comes and when it goes, not at each attempt.
 */
export interface ProblemBoard {
  raise(part: string, error: unknown): void
  clear(part: string): void
  list(): Problem[]
}

export function createProblemBoard(clock: Clock, logger: Logger): ProblemBoard {
  const problems = new Map<string, Problem>()
  return {
    raise(part, error) {
      const message = messageOf(error)
      const known = problems.get(part)
      if (known?.message === message) return
      if (!known)
        logger.warn({ part, problem: message }, `${part} is not available, trying again until it is`)
      problems.set(part, { part, message, since: known?.since ?? new Date(clock.now()).toISOString() })
    },
    clear(part) {
      if (problems.delete(part)) logger.info({ part }, `${part} is available again`)
    },
    list: () => [...problems.values()],
  }
}
