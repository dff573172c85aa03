/**
 * Finds sources that are silent for much longer than ever before. What is habit is learned: the longest pause that a
 * source has made so far. A source that pauses for a night for the first time is told of once.
 */
import { z } from 'zod'
import type { SourceStatus } from '../schema/status.ts'
import type { OnTrouble } from '../schema/trouble.ts'

/** A shorter silence is no news, whatever is habit. */
const SILENCE_MS_MIN = 5 * 60_000
/** How much longer than the longest pause a silence has to be. */
const TIMES_THE_HABIT = 3
/** Before that many pauses nothing is known of a source's habits. */
const PAUSES_MIN = 10

export const habitsSchema = z.array(
  z.object({
    source: z.string(),
    /** Counted up to what is needed. */
    pauses: z.int().nonnegative(),
    longest_ms: z.number().nonnegative(),
  }),
)
export type Habits = z.infer<typeof habitsSchema>

interface Habit {
  last_ms: number | null
  pauses: number
  longest_ms: number
  told: boolean
}

export class SilenceWatch {
  readonly #habits = new Map<string, Habit>()
  readonly #onTrouble: OnTrouble

  constructor(onTrouble: OnTrouble) {
    this.#onTrouble = onTrouble
  }

  /** To be called from time to time with all sources that there are. */
  observe(rows: readonly SourceStatus[], now_ms: number): void {
    const gone = new Set(this.#habits.keys())
    for (const { source, kind, last_record_at, waiting } of rows) {
      gone.delete(source)
      // That there is nothing to tell of the others is no trouble.
      if (kind === 'collector' || last_record_at === null) continue
      const last_ms = Date.parse(last_record_at)
      const habit = this.#habits.get(source) ?? { last_ms: null, pauses: 0, longest_ms: 0, told: false }
      this.#habits.set(source, habit)
      if (habit.last_ms !== last_ms) {
        if (habit.last_ms !== null) {
          habit.pauses = Math.min(PAUSES_MIN, habit.pauses + 1)
          habit.longest_ms = Math.max(habit.longest_ms, last_ms - habit.last_ms)
        }
        habit.last_ms = last_ms
        habit.told = false
      }
      const silent_ms = now_ms - last_ms
      // What waits for the broker was not silent.
      if (habit.told || waiting > 0 || habit.pauses < PAUSES_MIN) continue
      if (silent_ms <= Math.max(SILENCE_MS_MIN, TIMES_THE_HABIT * habit.longest_ms)) continue
      habit.told = true
      const minutes = Math.floor(silent_ms / 60_000)
      const longest_s = Math.ceil(habit.longest_ms / 1000)
      const message = `silent for ${minutes} minutes; its longest pause so far was ${longest_s} s`
      this.#onTrouble({ kind: 'source_silent', source, message, count: 1, lost_bytes: 0 })
    }
    for (const source of gone) this.#habits.delete(source)
  }

  saved(): Habits {
    return [...this.#habits].map(([source, { pauses, longest_ms }]) => ({ source, pauses, longest_ms }))
  }

  restore(habits: Habits): void {
    for (const { source, ...habit } of habits)
      this.#habits.set(source, { ...habit, last_ms: null, told: false })
  }
}
