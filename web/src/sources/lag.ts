/** How far detection is behind, and when it will have caught up. Pure: samples and times are arguments. */
import type { Pipeline } from '../../../src/schema/http.ts'

export type PartitionRow = Pipeline['partitions'][number]

/** An estimate of how old the oldest waiting record is: the longest that a partition needs for its lag. */
export function behindOf(partitions: readonly PartitionRow[]): number {
  let behind_ms = 0
  for (const { lag, events_per_second } of partitions) {
    if (lag === 0) continue
    // A partition that stands still gives no measure: a second for each record, and see `Behind`.
    const seconds = lag / Math.max(events_per_second, 1)
    behind_ms = Math.max(behind_ms, seconds * 1000)
  }
  return behind_ms
}

export interface Behind {
  /** When records were first seen waiting; null while none are. */
  since_ms: number | null
  behind_ms: number
}

/**
 * The estimate, held to how long records have been seen waiting: the first lines after a pause are no lag of a
 * minute. What waits already when the page is opened may have waited for long.
 */
export function nextBehind(
  before: Behind | null,
  at_ms: number,
  partitions: readonly PartitionRow[],
): Behind {
  const estimate_ms = behindOf(partitions)
  if (estimate_ms === 0) return { since_ms: null, behind_ms: 0 }
  const since_ms = before === null ? Number.NEGATIVE_INFINITY : (before.since_ms ?? at_ms)
  return { since_ms, behind_ms: Math.min(estimate_ms, at_ms - since_ms) }
}

export interface LagSample {
  at_ms: number
  lag: number
}

/** Samples kept of a partition: at one in two seconds, four minutes. */
const SAMPLES_MAX = 120
const TREND_MS = 30_000

export function withSample(samples: readonly LagSample[], sample: LagSample): LagSample[] {
  return [...samples.slice(-(SAMPLES_MAX - 1)), sample]
}

/** Milliseconds until the lag is gone at the pace of the last half minute; null while it does not shrink. */
export function caughtUpIn(samples: readonly LagSample[]): number | null {
  const last = samples.at(-1)
  if (!last) return null
  if (last.lag === 0) return 0
  const first = samples.find(({ at_ms }) => at_ms >= last.at_ms - TREND_MS)
  if (!first || first === last) return null
  const pace = (first.lag - last.lag) / (last.at_ms - first.at_ms)
  return pace > 0 ? last.lag / pace : null
}
