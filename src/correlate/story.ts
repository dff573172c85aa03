import type { Entries } from './entries.ts'
import { type Evidence, LatestEvidence } from './evidence.ts'
import type { Plan } from './plan.ts'

/**
 * Stories: what an analyst takes for one thing that happened, and gets one alert for. A correlation holds at times;
 * times that are no further apart than the quiet time belong to one story, and all events of the windows that end
 * at these times are its evidence. So a story is known by its group and its first event's time, whatever the order
 * in which its events came in.
 */
export interface Story {
  /** The time of its first event. No two stories of a group have the same. */
  first_ms: number
  last_ms: number
  /** The first and the last time at which the correlation held. */
  fired_ms: number
  held_ms: number
  count: number
  /** How many of the events were of each rule, in the order of the correlation's rules. */
  by_slot: number[]
  /** Different values, as far as they are told apart; empty where values are not counted. */
  values: Set<string>
  /** What the limits were compared with when the correlation last held. */
  value: number
  /** The first and the last events; what is between them is only counted. */
  head: LatestEvidence
  tail: LatestEvidence
  /** Whether it differs from what was last told. */
  changed: boolean
}

export interface StoryLimits {
  /** How many of a story's first events are listed, and how many of its last. */
  readonly evidence_max: number
  /** How many different values are told apart in a story; more are counted as this number. */
  readonly values_max: number
}

/** Makes stories of the times at which a correlation holds, which it is told of in their order. */
export class Stories {
  /** In the order of time; the last one may go on. */
  list: Story[] = []
  /** The first entry that belongs to no story. */
  unassigned = 0
  /** The last time at which the correlation held. */
  assigned_ms = -Infinity
  readonly #plan: Plan
  readonly #quiet_ms: number
  readonly #limits: StoryLimits

  constructor(plan: Plan, quiet_ms: number, limits: StoryLimits) {
    this.#plan = plan
    this.#quiet_ms = quiet_ms
    this.#limits = limits
  }

  /** The correlation holds at `time_ms`, in the window `from..to`. The story that it belongs to. */
  hold(time_ms: number, entries: Entries, from: number, to: number, value: number): Story {
    const start = Math.max(from, this.unassigned)
    let story = this.list.at(-1)
    if (!story || time_ms - story.held_ms > this.#quiet_ms) {
      const first_ms = start < entries.length ? entries.timeAt(start) : time_ms
      story = this.#begin(first_ms, time_ms)
      this.list.push(story)
    }
    for (let at = start; at < to; at++) this.#add(story, entries, at)
    this.unassigned = Math.max(to, this.unassigned)
    this.assigned_ms = time_ms
    story.held_ms = time_ms
    story.value = value
    story.changed = true
    return story
  }

  /** Room for as many events as are listed at a story's begin, or at its end. */
  evidence(known: readonly Evidence[] = []): LatestEvidence {
    return new LatestEvidence(this.#limits.evidence_max, known)
  }

  /** A copy that goes its own way. */
  fork(): Stories {
    const fork = new Stories(this.#plan, this.#quiet_ms, this.#limits)
    fork.unassigned = this.unassigned
    fork.assigned_ms = this.assigned_ms
    fork.list = this.list.map(story => ({
      ...story,
      by_slot: [...story.by_slot],
      values: new Set(story.values),
      head: story.head.copy(),
      tail: story.tail.copy(),
    }))
    return fork
  }

  #begin(first_ms: number, fired_ms: number): Story {
    return {
      first_ms,
      last_ms: first_ms,
      fired_ms,
      held_ms: fired_ms,
      count: 0,
      by_slot: this.#plan.rules.map(() => 0),
      values: new Set(),
      value: 0,
      head: this.evidence(),
      tail: this.evidence(),
      changed: true,
    }
  }

  #add(story: Story, entries: Entries, at: number): void {
    const slot = entries.slotAt(at)
    const time_ms = entries.timeAt(at)
    const value = entries.valueAt(at)
    const { evidence_max, values_max } = this.#limits
    story.count++
    story.by_slot[slot] = (story.by_slot[slot] ?? 0) + 1
    if (time_ms > story.last_ms) story.last_ms = time_ms
    if (typeof value === 'string' && story.values.size < values_max) story.values.add(value)
    const list = story.head.size < evidence_max ? story.head : story.tail
    list.push(entries.idAt(at), slot, time_ms)
  }
}
