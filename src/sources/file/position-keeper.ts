import { messageOf } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { CheckpointStore } from './checkpoints.ts'
import type { FileRegistry } from './registry.ts'

/** Saving positions may take this part of the time. */
const SAVE_SHARE = 1 / 5

export interface PositionKeeperOptions {
  store: CheckpointStore
  registry: FileRegistry
  clock: Clock
  logger: Logger
  save_ms: number
}

/** Brings what the registry knows to disk; while that is impossible (a full disk) reading goes on, and this says so. */
export class PositionKeeper {
  /** Why positions can not be saved at the moment. */
  problem: string | null = null
  readonly #options: PositionKeeperOptions
  #changed = false

  constructor(options: PositionKeeperOptions) {
    this.#options = options
  }

  /** Something moved that the next save should hold. */
  changed(): void {
    this.#changed = true
  }

  /** Saves from time to time, until `stop` is aborted. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock, save_ms } = this.#options
    let pause_ms = save_ms
    while (!stop.aborted) {
      await clock.sleep(pause_ms, stop)
      if (!this.#changed || stop.aborted) continue
      const started_ms = performance.now()
      await this.save()
      pause_ms = Math.max(save_ms, (performance.now() - started_ms) / SAVE_SHARE)
    }
  }

  /** Never rejects. */
  async save(): Promise<void> {
    const { store, registry, logger } = this.#options
    this.#changed = false
    try {
      registry.saved(await store.save(() => registry.snapshot()))
      if (this.problem !== null) logger.info({}, 'positions can be saved again')
      this.problem = null
    } catch (error) {
      this.#changed = true
      const problem = `positions can not be saved: ${messageOf(error)}`
      if (problem !== this.problem) logger.error({ reason: problem }, 'positions can not be saved')
      this.problem = problem
    }
  }
}
