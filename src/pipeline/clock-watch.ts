/**
 * Finds sources whose records tell a time far from the time: detection goes by it. A time ahead is wrong as it is. A time
 * behind may be an old log that is read now; it is a clock that runs wrong if it advances as fast as the time does.
 */

import type { OnTrouble } from '../schema/trouble.ts'
import type { SourceRecord } from '../sources/source.ts'

const SAMPLED_EVERY_MS = 10_000
const AHEAD_MS_MIN = 60_000
const BEHIND_MS_MIN = 5 * 60_000
/** Looks that agree, one after the other, before it is told. */
const LOOKS = 3
const SOURCES_MAX = 10_000

interface Look {
  at_ms: number
  event_ms: number
  wrong: number
}

export class ClockWatch {
  readonly #timeOf: (record: SourceRecord) => number | null
  readonly #onTrouble: OnTrouble
  readonly #looks = new Map<string, Look>()

  /** `timeOf` gives the time that a record tells of itself, null where it tells none. */
  constructor(timeOf: (record: SourceRecord) => number | null, onTrouble: OnTrouble) {
    this.#timeOf = timeOf
    this.#onTrouble = onTrouble
  }

  /** To be called with records as they are read; looks at few of them. */
  observe(record: SourceRecord, now_ms: number): void {
    const { source } = record
    const before = this.#looks.get(source)
    if (before ? now_ms - before.at_ms < SAMPLED_EVERY_MS : this.#looks.size >= SOURCES_MAX) return
    const event_ms = this.#timeOf(record)
    if (event_ms === null) return
    const off_ms = event_ms - now_ms
    const wrong =
      off_ms > AHEAD_MS_MIN || (off_ms < -BEHIND_MS_MIN && advancesWithTime(before, event_ms, now_ms))
    const look = { at_ms: now_ms, event_ms, wrong: wrong ? (before?.wrong ?? 0) + 1 : 0 }
    this.#looks.set(source, look)
    if (look.wrong !== LOOKS) return
    const seconds = Math.round(Math.abs(off_ms) / 1000)
    const message = `its times are ${seconds} s ${off_ms > 0 ? 'ahead of' : 'behind'} the time of this machine`
    this.#onTrouble({ kind: 'clock_wrong', source, message, count: 1, lost_bytes: 0 })
  }
}

function advancesWithTime(before: Look | undefined, event_ms: number, now_ms: number): boolean {
  if (before === undefined) return false
  const passed_ms = now_ms - before.at_ms
  return Math.abs(event_ms - before.event_ms - passed_ms) <= 2_000 + passed_ms / 5
}
