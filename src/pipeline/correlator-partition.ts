import { coalesceChanges } from '../correlate/coalesce.ts'
import { type Correlator, type CorrelatorOptions, createCorrelator } from '../correlate/correlator.ts'
import {
  createEventClock,
  type EventClock,
  type EventClockOptions,
  type EventClockState,
} from '../correlate/event-clock.ts'
import { createFold, type Fold } from '../correlate/fold.ts'
import type { EntryState, GroupState } from '../correlate/group-state.ts'
import { decodeKey, encodeKey } from '../correlate/key.ts'
import type { Plan } from '../correlate/plan.ts'
import type { StoryReport } from '../correlate/report.ts'
import type { Signal, SignalId } from '../correlate/signal.ts'
import type { Alert, TimelineEvent } from '../schema/alert.ts'
import type { GroupUpdate, SignalBatchResult, Store, StoredGroup } from '../store/store.ts'
import type { Correlations } from './correlations.ts'
import type { SignalContext, SignalMessage } from './signal-codec.ts'
import { shortId, storyAlert, storyId, timelineEvent, timelineId } from './story-alert.ts'

/**
 * The correlations on one partition of `sentinel.signals`: what is remembered of it, and what a batch makes of that.
 * The fold does the thinking; here its results become rows and alerts, and rows become its state again.
 */
export interface CorrelatorPartition {
  /** Folds messages; what comes of it is to be committed, and `take` not to be called again before. */
  take(messages: readonly ReceivedMessage[], detected_at: string): Promise<Correlated>
  readonly correlations: Correlations
  readonly correlator: Correlator
  readonly clock: EventClock
  /** Signals that were left out here, by reason. */
  readonly left_out: { unknown: number; ahead: number }
}

export interface ReceivedMessage {
  readonly message: SignalMessage
  readonly received_ms: number
}

export type Correlated = Pick<SignalBatchResult, 'alerts' | 'merged' | 'groups' | 'clock'>

export interface PartitionOptions {
  readonly correlator: CorrelatorOptions
  readonly times: EventClockOptions
}

export type PartitionStore = Pick<
  Store,
  'correlationClock' | 'correlationGroups' | 'dropCorrelationGroups' | 'timelineEvents'
>

const GROUPS_PAGE = 2000

/**
 * Takes up what is stored of a partition. Groups of correlations that are gone or have changed mean nothing to those in
 * force, and are deleted; `onDropped` is told how many.
 */
export async function openPartition(
  partition: number,
  correlations: Correlations,
  store: PartitionStore,
  options: PartitionOptions,
  onDropped: (groups: number) => void,
): Promise<CorrelatorPartition> {
  const { plans } = correlations
  const correlator = createCorrelator(plans, options.correlator)
  const stored = await store.correlationClock(partition)
  const state: ClockState | null = stored === null ? null : JSON.parse(stored)
  const clock = createEventClock(options.times, state?.clock)
  correlator.load({
    groups: [],
    watermarks: (state?.watermarks ?? []).map(watermark_ms => watermark_ms ?? -Infinity),
  })
  let dropped = 0
  for (let after = ''; ; ) {
    const page = await store.correlationGroups(partition, after, GROUPS_PAGE)
    const groups = page.map(groupOf)
    const known = (group: GroupState) =>
      plans.by_id.get(group.correlation)?.fingerprint === group.summary.fingerprint
    const gone = page.filter((_, at) => !groups[at] || !known(groups[at]))
    if (gone.length > 0)
      await store.dropCorrelationGroups(
        partition,
        gone.map(({ group_id }) => group_id),
      )
    dropped += gone.length
    correlator.load({ groups: groups.filter(known), watermarks: correlator.watermarks })
    const last = page.at(-1)
    if (!last || page.length < GROUPS_PAGE) break
    after = last.group_id
  }
  if (dropped > 0) onDropped(dropped)
  return new OpenPartition(partition, correlations, store, correlator, clock)
}

/** As it is stored; written by this program alone, in the transaction of the partition's offset. */
interface ClockState {
  readonly version: 1
  readonly clock: EventClockState
  /** By level; null for none yet. */
  readonly watermarks: readonly (number | null)[]
}

function groupOf({ state, entries }: StoredGroup): GroupState {
  const group: Omit<GroupState, 'entries'> = JSON.parse(state)
  return { ...group, entries: entries.map((entry): EntryState => JSON.parse(entry)) }
}

class OpenPartition implements CorrelatorPartition {
  readonly correlations: Correlations
  readonly correlator: Correlator
  readonly clock: EventClock
  readonly left_out = { unknown: 0, ahead: 0 }
  readonly #partition: number
  readonly #store: PartitionStore
  readonly #fold: Fold

  constructor(
    partition: number,
    correlations: Correlations,
    store: PartitionStore,
    correlator: Correlator,
    clock: EventClock,
  ) {
    this.#partition = partition
    this.correlations = correlations
    this.#store = store
    this.correlator = correlator
    this.clock = clock
    this.#fold = createFold(correlator, correlations.plans)
  }

  async take(messages: readonly ReceivedMessage[], detected_at: string): Promise<Correlated> {
    const signals: Signal[] = []
    const contexts = new Map<SignalId, TimelineEvent>()
    for (const { message, received_ms } of messages) {
      if (message.kind === 'clock') {
        this.#adopt(message.news)
        continue
      }
      const { signal, context } = message
      if (!this.#fits(signal, received_ms)) continue
      signals.push(signal)
      contexts.set(signal.id, this.#timelineEvent(signal, context))
    }
    const { stories, changes } = this.#fold(signals, this.clock.watermark_ms)
    // What an outer correlation stands for raises no alerts of its own.
    const told = stories.filter(({ correlation }) => !this.correlations.silenced.has(correlation))
    const latest = new Map(told.map(story => [story.identity, story]))
    const groups = coalesceChanges(changes).map(
      ({ correlation, key, is_reset, summary, added, removed }): GroupUpdate => ({
        group_id: shortId(encodeKey([correlation, key])),
        is_reset,
        state: summary && JSON.stringify({ correlation, key, summary }),
        added: added.map(entry => ({
          entry_id: timelineId(entry.id),
          entry: JSON.stringify(entry),
          event: JSON.stringify(contexts.get(entry.id) ?? this.#derivedEvent(correlation, entry)),
        })),
        removed: removed.map(timelineId),
      }),
    )
    return {
      groups,
      alerts: await this.#alerts([...latest.values()], contexts, detected_at),
      merged: [...latest.values()].flatMap(({ identity, merged_into }) =>
        merged_into === null ? [] : [{ id: storyId(identity), merged_into: storyId(merged_into) }],
      ),
      clock: JSON.stringify({
        version: 1,
        clock: this.clock.state,
        watermarks: this.correlator.watermarks,
      } satisfies ClockState),
    }
  }

  #adopt({ begun, readings, idle, at_ms }: Extract<SignalMessage, { kind: 'clock' }>['news']): void {
    for (const input of begun) this.clock.begin(input)
    for (const reading of readings) this.clock.adopt(reading)
    for (const input of idle) this.clock.idle(input, at_ms)
  }

  /** Whether the signal is one of a correlation in force; it may be of another version of the rules, or forged. */
  #fits(signal: Signal, received_ms: number): boolean {
    const plan = this.correlations.plans.by_id.get(signal.correlation)
    if (!plan || !isOf(plan, signal)) {
      this.left_out.unknown++
      return false
    }
    if (signal.time_ms <= received_ms + this.clock.options.ahead_max_ms) return true
    this.left_out.ahead++
    return false
  }

  #timelineEvent({ id, rule, time_ms }: Signal, context: SignalContext): TimelineEvent {
    const title = this.correlations.headers.get(rule)?.title ?? rule
    return { ...timelineEvent(id, rule, title, time_ms), ...context, entities: [...context.entities] }
  }

  #derivedEvent(correlation: string, { id, slot, time_ms }: EntryState): TimelineEvent {
    const rule = this.correlations.plans.by_id.get(correlation)?.rules[slot] ?? ''
    return timelineEvent(id, rule, this.correlations.headers.get(rule)?.title ?? rule, time_ms)
  }

  async #alerts(
    stories: readonly StoryReport[],
    contexts: ReadonlyMap<SignalId, TimelineEvent>,
    detected_at: string,
  ): Promise<Alert[]> {
    const { correlations } = this
    const told = stories.filter(({ merged_into }) => merged_into === null)
    if (told.length === 0) return []
    const known = new Map([...contexts.values()].map(event => [event.id, event]))
    // What came with earlier batches is in the entries of the group, or in alerts that told of it before.
    const entries = told.flatMap(({ correlation, key, evidence }) =>
      evidence.flatMap(({ id }) =>
        contexts.has(id)
          ? []
          : [{ group_id: shortId(encodeKey([correlation, key])), entry_id: timelineId(id) }],
      ),
    )
    if (entries.length > 0) {
      const alerts = stories.map(({ identity }) => storyId(identity))
      for (const event of await this.#store.timelineEvents({ partition: this.#partition, entries, alerts }))
        known.set(event.id, event)
    }
    return told.map(story =>
      storyAlert(
        story,
        correlations,
        correlations.plans.by_id.get(story.correlation)?.type ?? '',
        id => known.get(id),
        detected_at,
      ),
    )
  }
}

function isOf(plan: Plan, { key, rule, value, carried }: Signal): boolean {
  const of_value = plan.counts_numbers ? 'number' : plan.values.length > 0 ? 'string' : 'object'
  return (
    plan.slots.has(rule) &&
    typeof value === of_value &&
    carried.length === plan.carried.length &&
    decodeKey(key).length === plan.group_by.length
  )
}
