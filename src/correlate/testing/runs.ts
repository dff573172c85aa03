import type { CorrelatorOptions } from '../correlator.ts'
import { createCorrelator, DEFAULT_OPTIONS } from '../correlator.ts'
import { createFold } from '../fold.ts'
import type { GroupChange, GroupState } from '../group-state.ts'
import { encodeKey } from '../key.ts'
import type { Plans } from '../plan.ts'
import type { StoryReport } from '../report.ts'
import type { Signal } from '../signal.ts'

/** Ways to run correlations to the end of their input; all must leave the same stories behind. */

/** What a store holds: stories by identity, without those that were merged into others. */
export class TestStore {
  readonly stories = new Map<string, StoryReport>()
  readonly groups = new Map<string, GroupState>()
  /** Into which story one was merged; taken back if it is told of once more. */
  readonly merged = new Map<string, string>()
  readonly told = new Set<string>()
  watermarks: readonly number[] = []

  commit(stories: readonly StoryReport[], changes: readonly GroupChange[]): void {
    for (const story of stories) {
      this.told.add(story.identity)
      if (story.state === 'merged') {
        this.stories.delete(story.identity)
        this.merged.set(story.identity, story.merged_into ?? '')
      } else {
        this.stories.set(story.identity, story)
        this.merged.delete(story.identity)
      }
    }
    for (const change of changes) applyChange(this.groups, change)
  }
}

/** What a store does with a change. */
export function applyChange(groups: Map<string, GroupState>, change: GroupChange): void {
  const { correlation, key, summary, added, removed } = change
  const id = encodeKey([correlation, key])
  if (!summary) {
    groups.delete(id)
    return
  }
  const before = groups.get(id)?.entries ?? []
  if (added.some(entry => before.some(known => known.id === entry.id)))
    throw new Error('an entry is added twice')
  const entries = [...added, ...before].filter(entry => !removed.includes(entry.id))
  if (entries.length !== before.length + added.length - removed.length)
    throw new Error('a removed entry is unknown')
  groups.set(id, { correlation, key, summary, entries })
}

export interface Batch {
  readonly signals: readonly Signal[]
  readonly watermark_ms: number
}

/** Batches of the given sizes, over and over, and one more that says that nothing will come any more. */
export function batchesOf(
  arrivals: readonly Signal[],
  sizes: readonly number[],
  lateness_ms: number,
): Batch[] {
  const batches: Batch[] = []
  let newest_ms = -Infinity
  for (let from = 0, at = 0; from < arrivals.length; at++) {
    const to = from + Math.max(1, sizes[at % sizes.length] ?? 1)
    const signals = arrivals.slice(from, to)
    for (const { time_ms } of signals) newest_ms = Math.max(newest_ms, time_ms)
    batches.push({ signals, watermark_ms: newest_ms - lateness_ms })
    from = to
  }
  return [...batches, { signals: [], watermark_ms: Infinity }]
}

/** In one process; crashes at the batches of the given numbers after they were processed and before their commit. */
export function runFolded(
  plans: Plans,
  batches: readonly Batch[],
  crashes: ReadonlySet<number>,
  options: Partial<CorrelatorOptions> = {},
): TestStore {
  const store = new TestStore()
  const start = () => {
    const correlator = createCorrelator(plans, { ...DEFAULT_OPTIONS, ...options })
    const groups: GroupState[] = JSON.parse(JSON.stringify([...store.groups.values()]))
    correlator.load({ groups, watermarks: store.watermarks })
    return { correlator, fold: createFold(correlator, plans) }
  }
  let running = start()
  for (const [at, { signals, watermark_ms }] of batches.entries()) {
    if (crashes.has(at)) {
      running.fold(signals, watermark_ms)
      running = start()
    }
    const { stories, changes } = running.fold(signals, watermark_ms)
    store.commit(stories, changes)
    store.watermarks = [...running.correlator.watermarks]
  }
  return store
}

/** Groups spread over workers, which hand signals for outer correlations to whichever of them has the group. */
export function runSpread(plans: Plans, batches: readonly Batch[], workers_count: number): TestStore {
  const store = new TestStore()
  const workers = Array.from({ length: workers_count }, () => createCorrelator(plans))
  const ownerOf = ({ correlation, key }: Signal) =>
    [...`${correlation}/${key}`].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973, 7) %
    workers_count
  const hand = (signals: readonly Signal[]): void => {
    if (signals.length === 0) return
    for (const [at, worker] of workers.entries()) {
      const output = worker.process(signals.filter(signal => ownerOf(signal) === at))
      store.commit(output.stories, output.changes)
      hand(output.signals)
    }
  }
  const lookahead_ms = Math.max(0, ...[...plans.by_id.values()].map(plan => plan.lookahead_ms))
  for (const { signals, watermark_ms } of batches) {
    hand(signals)
    for (let level = 0; level <= (workers[0]?.level_max ?? 0); level++)
      for (const worker of workers) {
        const output = worker.advance(level, watermark_ms - level * lookahead_ms)
        store.commit(output.stories, output.changes)
        hand(output.signals)
      }
  }
  return store
}
