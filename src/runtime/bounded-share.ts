import process from 'node:process'

/** How often work is done again and again, and what it may take. */
export interface Pace {
  /** Pause between two times where the work is little. */
  period_ms: number
  /** The longest pause, however much the work is. */
  period_ms_max: number
  /** What the work may take of one core, from 0 to 1. */
  share: number
}

/**
 * Does `work`, which has to be synchronous, and tells beside its result how long to pause until it is done again. Only
 * the processor's time counts: on a machine that is busy elsewhere little work takes long.
 */
export function paced<T>(
  work: () => T,
  { period_ms, period_ms_max, share }: Pace,
): { result: T; pause_ms: number } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  const busy_ms = (user + system) / 1000
  return { result, pause_ms: Math.min(period_ms_max, Math.max(period_ms, busy_ms / share)) }
}
