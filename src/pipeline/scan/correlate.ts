import { createCorrelator, DEFAULT_OPTIONS } from '../../correlate/correlator.ts'
import { createFold } from '../../correlate/fold.ts'
import type { StoryReport } from '../../correlate/report.ts'
import type { Signal } from '../../correlate/signal.ts'
import type { Correlations } from '../correlations.ts'
import { type SignalColumns, signalsAt } from './signal-columns.ts'

/**
 * Correlates what a scan finds, by the events' own time. A single file is taken as it is read, with events at most the
 * lateness behind others; several are merged by time, for which all of their signals are kept until the end.
 */
export interface ScanCorrelator {
  /** What is over by now. */
  add(signals: SignalColumns): StoryReport[]
  end(): StoryReport[]
  /** Signals that came later than the lateness, or beyond what a group may hold. */
  readonly left_out: number
}

/** In a scan nothing is stored and nobody waits: a group may hold more. */
const ENTRIES_MAX = 1_000_000
const GROUPS_MAX = 20_000_000
const CHUNK = 10_000

export function createScanCorrelator(
  { plans, silenced }: Pick<Correlations, 'plans' | 'silenced'>,
  { lateness_ms, is_merged }: { lateness_ms: number; is_merged: boolean },
): ScanCorrelator {
  const correlator = createCorrelator(plans, {
    ...DEFAULT_OPTIONS,
    entries_max: ENTRIES_MAX,
    groups_max: GROUPS_MAX,
    deduplicates: false,
    keeps_changes: false,
    tells_open: false,
  })
  const fold = createFold(correlator, plans)
  const kept: SignalColumns[] = []
  let newest_ms = -Infinity
  let newest_record = -1
  let confirmed_ms = -Infinity
  let late = 0

  const told = (signals: Iterable<Signal>, watermark_ms: () => number) =>
    fold(signals, watermark_ms).stories.filter(({ correlation }) => !silenced.has(correlation))

  /** Those that are not too late; what is, is decided for each, so that nothing depends on how the file was cut. */
  function* timely({ times_ms, records }: SignalColumns): Generator<number> {
    for (let at = 0; at < times_ms.length; at++) {
      const time_ms = times_ms[at] ?? 0
      note(time_ms, records[at] ?? 0)
      if (time_ms >= confirmed_ms - lateness_ms) yield at
      else late++
    }
  }

  /** A single record far ahead of all others moves no time until a second one confirms it. */
  function note(time_ms: number, record: number): void {
    if (record === newest_record) {
      newest_ms = Math.max(newest_ms, time_ms)
    } else if (time_ms >= newest_ms) {
      confirmed_ms = Math.max(confirmed_ms, newest_ms)
      newest_ms = time_ms
      newest_record = record
    } else if (time_ms > confirmed_ms) confirmed_ms = time_ms
  }

  function* merged(): Generator<StoryReport> {
    const all = kept.flatMap(columns => columns.times_ms.map((time_ms, at) => ({ time_ms, at, columns })))
    all.sort((left, right) => left.time_ms - right.time_ms)
    for (let from = 0; from < all.length; from += CHUNK) {
      const chunk = all.slice(from, from + CHUNK)
      const signals = chunk.flatMap(({ at, columns }) => [...signalsAt(columns, [at])])
      yield* told(signals, () => chunk.at(-1)?.time_ms ?? -Infinity)
    }
  }

  return {
    add(signals) {
      if (signals.records.length === 0) return []
      if (is_merged) {
        kept.push(signals)
        return []
      }
      return told(signalsAt(signals, timely(signals)), () => confirmed_ms - lateness_ms)
    },
    end: () => [...merged(), ...told([], () => Infinity)],
    get left_out() {
      let sum = late
      for (const { group_full, groups_full } of correlator.counts.values()) sum += group_full + groups_full
      return sum
    },
  }
}
