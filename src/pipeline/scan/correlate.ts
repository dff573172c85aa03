import { createCorrelator, DEFAULT_OPTIONS } from '../../correlate/correlator.ts'
import { createFold } from '../../correlate/fold.ts'
import type { StoryReport } from '../../correlate/report.ts'
import type { Signal } from '../../correlate/signal.ts'
import type { Correlations } from '../correlations.ts'
import { Lateness } from './lateness.ts'
import { type SignalColumns, signalAt, WantedSignals } from './signal-columns.ts'

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
  const lateness = new Lateness(lateness_ms)
  const isTimely = (time_ms: number, record: number) => lateness.isTimely(time_ms, record)

  const told = (signals: Iterable<Signal>, watermark_ms: () => number) =>
    fold(signals, watermark_ms).stories.filter(({ correlation }) => !silenced.has(correlation))

  function* merged(): Generator<StoryReport> {
    const all = kept.flatMap(columns => columns.times_ms.map((time_ms, at) => ({ time_ms, at, columns })))
    all.sort((left, right) => left.time_ms - right.time_ms)
    for (let from = 0; from < all.length; from += CHUNK) {
      const chunk = all.slice(from, from + CHUNK)
      const signals = chunk.map(({ at, columns }) => signalAt(columns, at))
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
      return told(new WantedSignals(signals, isTimely), () => lateness.watermark_ms)
    },
    end: () => [...merged(), ...told([], () => Infinity)],
    get left_out() {
      let sum = lateness.late
      for (const { group_full, groups_full } of correlator.counts.values()) sum += group_full + groups_full
      return sum
    },
  }
}
