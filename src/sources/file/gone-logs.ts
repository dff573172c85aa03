import type { ReadContent } from './archive/archive-turns.ts'
import type { Checkpoint } from './checkpoints.ts'

type GoneLog = Checkpoint['gone'][number]

const LOGS_MAX = 1_000

/**
 * What was read of logs that are deleted: an archive that holds the same is not read again. They are saved together
 * with the logs that exist, so that no end of the process finds one in neither list.
 */
export class GoneLogs {
  #logs: readonly GoneLog[] = []

  restore(saved: readonly GoneLog[]): void {
    this.#logs = saved
  }

  add(log: GoneLog): void {
    this.#logs = [...this.#logs.slice(1 - LOGS_MAX), log]
  }

  /** Forgets those that went before `since_ms`. */
  tidy(since_ms: number): void {
    this.#logs = this.#logs.filter(({ gone_ms }) => gone_ms >= since_ms)
  }

  saved(): GoneLog[] {
    return [...this.#logs]
  }

  contents(): (ReadContent & { done: true })[] {
    return this.#logs.map(({ fingerprint, mark }) => ({ fingerprint, mark, whole: true, done: true }))
  }
}
