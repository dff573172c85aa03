import type { Entries } from '../entries.ts'
import type { Plan } from '../plan.ts'
import { DistinctWindow } from './distinct.ts'
import { OrderedWindow } from './ordered.ts'
import { PercentileWindow } from './percentile.ts'
import { ShareWindow } from './share.ts'
import { AverageWindow, CountWindow, SumWindow } from './sums.ts'
import { TemporalWindow } from './temporal.ts'

/**
 * What is known of the signals in one sliding window. The group moves it along: entries come in the order of time
 * (those of one time in any order) and go in the order of time.
 */
export interface Window {
  add(entries: Entries, at: number): void
  remove(entries: Entries, at: number): void
  /**
   * Whether the correlation holds in the window that ends at `time_ms`, the time of the entry before `to`, which was
   * the last to be added.
   */
  holds(time_ms: number, entries: Entries, to: number): boolean
  /** The number that the limits were compared with, for people. */
  readonly value: number
  clear(): void
}

export function createWindow(plan: Plan): Window {
  switch (plan.type) {
    case 'event_count':
      return new CountWindow(plan.limits)
    case 'value_count':
      return new DistinctWindow(plan.limits)
    case 'value_sum':
      return new SumWindow(plan.limits)
    case 'value_avg':
      return new AverageWindow(plan.limits)
    case 'value_median':
      return new PercentileWindow(plan.limits, 'median')
    case 'value_percentile':
      return plan.percentile === null
        ? new ShareWindow(plan.limits)
        : new PercentileWindow(plan.limits, plan.percentile)
    case 'temporal':
      return new TemporalWindow(plan)
    case 'temporal_ordered':
      return new OrderedWindow(plan)
  }
}
