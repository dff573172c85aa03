import type { Correlator, Output } from './correlator.ts'
import type { GroupChange } from './group-state.ts'
import type { Plans } from './plan.ts'
import type { StoryReport } from './report.ts'
import type { Signal } from './signal.ts'

/**
 * Correlations of correlations within one process: what inner ones put out goes to the outer ones at once, and
 * time advances for an outer one only when everything inside has been decided.
 */
export interface FoldOutput {
  readonly stories: StoryReport[]
  /** To be stored in this order: a group may have several. */
  readonly changes: GroupChange[]
}

/** Takes signals, then says that none older than `watermark_ms`, which may follow from them, will come any more. */
export type Fold = (signals: Iterable<Signal>, watermark_ms: number | (() => number)) => FoldOutput

export function createFold(correlator: Correlator, plans: Plans): Fold {
  const delays = Array.from({ length: correlator.level_max + 1 }, (_, level) =>
    Math.max(0, ...[...plans.by_id.values()].map(plan => (plan.level === level ? plan.lookahead_ms : 0))),
  )
  return (signals, watermark_ms) => {
    const stories: StoryReport[] = []
    const changes: GroupChange[] = []
    const collect = (first: Output) => {
      for (let output = first; ; output = correlator.process(output.signals)) {
        for (const story of output.stories) stories.push(story)
        for (const change of output.changes) changes.push(change)
        if (output.signals.length === 0) return
      }
    }
    collect(correlator.process(signals))
    let watermark = typeof watermark_ms === 'number' ? watermark_ms : watermark_ms()
    for (const [level, delay] of delays.entries()) {
      collect(correlator.advance(level, watermark))
      watermark -= delay
    }
    return { stories, changes }
  }
}
