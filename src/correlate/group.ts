import { Entries, type EntrySignal } from './entries.ts'
import type { EntryState } from './group-state.ts'
import type { Plan } from './plan.ts'
import type { SignalId } from './signal.ts'
import { Stories, type Story, type StoryLimits } from './story.ts'
import { needed } from './thinning.ts'
import { createWindow, type Window } from './window/window.ts'

/**
 * One group of a correlation: the signals that can still matter, in the order of their own time, and its stories.
 *
 *                 settled                          pending
 *     [ entries ...................... ] [ ............................ ]
 *                                       ^ horizon: nothing older can come in any more
 *
 * What is settled is final, and went into `stories`. A correlation of mode `final` is only decided there. One of
 * mode `early` is decided at once, where somebody waits for it: `ahead` continues `stories` over what is pending. A signal that comes in behind
 * others makes the pending part be decided anew, so that in the end the order of arrival has left no trace.
 */
export interface GroupLimits extends StoryLimits {
  /** How many signals a group keeps; further ones are refused, and its stories say so. */
  readonly entries_max: number
  /** With so many settled signals a group looks for those that it no longer needs; then whenever they have doubled. */
  readonly thinned_at: number
}

/** What has come to a group, and what it no longer needs, since this was last written down. */
export interface Journal {
  added: Map<SignalId, EntryState>
  removed: SignalId[]
}

/** Told of what happens inside of a group. */
export interface GroupListener {
  /** The correlation holds in the window of the entries `from..to`; `is_new` where that was not known of its end's time. */
  held(group: Group, from: number, to: number, is_new: boolean): void
  /** A story has begun for good, at the time of the entry `at`, when the correlation first held. */
  begun(group: Group, story: Story, at: number): void
}

/** What all groups of a correlation have in common. */
export interface GroupSettings {
  readonly plan: Plan
  /** A story is over when the correlation has not held for so long. */
  readonly quiet_ms: number
  /** Whether it is decided at once, and anew when something comes in behind others; otherwise only what is settled. */
  readonly decides_early: boolean
  readonly limits: GroupLimits
  readonly listener: GroupListener
  readonly deduplicates: boolean
  readonly keeps_changes: boolean
}

const NONE: readonly number[] = []

export class Group {
  readonly plan: Plan
  readonly key: string
  readonly entries: Entries
  /** How many entries are settled. */
  settled = 0
  settled_ms = -Infinity
  readonly stories: Stories
  ahead: Stories | null = null
  /** Whether a signal was refused because the group is full. */
  truncated = false
  /** The stories that have been told and are not closed, by their first event's time. */
  told: readonly number[] = NONE
  /** The time at which it wants to be settled next. */
  wake_ms = Infinity
  /** With so many entries it is to be settled where nobody waits for it. */
  look_at = 0
  touched = false
  /** What is to be written down; null where nothing is. */
  readonly journal: Journal | null

  readonly #settings: GroupSettings
  readonly #window: Window
  /** The window is the entries from `#from` to before `#to`. */
  #from = 0
  #to = 0
  #is_stale = false
  /** Ids of what is pending; null where no signal can come twice. */
  readonly #seen: Set<SignalId> | null
  #thin_at: number

  constructor(key: string, settings: GroupSettings) {
    const { plan, limits } = settings
    this.journal = settings.keeps_changes ? { added: new Map(), removed: [] } : null
    this.plan = plan
    this.entries = new Entries({
      slots: plan.rules.length > 1,
      values: plan.values.length > 0,
      carried: plan.carried.length > 0,
      holds: settings.decides_early,
    })
    this.key = key
    this.#settings = settings
    this.#thin_at = limits.thinned_at
    this.#window = createWindow(plan)
    this.#seen = settings.deduplicates ? new Set() : null
    this.stories = new Stories(plan, settings.quiet_ms, limits)
  }

  /** Takes a signal that is not older than the horizon. */
  insert(signal: EntrySignal, slot: number): 'taken' | 'repeated' | 'full' {
    const { entries } = this
    if (this.#seen?.has(signal.id)) return 'repeated'
    if (entries.length >= this.#settings.limits.entries_max) {
      if (!this.truncated) for (const story of this.latest.list) story.changed = true
      this.truncated = true
      return 'full'
    }
    this.#seen?.add(signal.id)
    if (this.journal) {
      const { id, time_ms, value, carried } = signal
      this.journal.added.set(id, { id, time_ms, slot, value, carried })
    }
    if (entries.push(signal, slot)) {
      if (this.#settings.decides_early && !this.#is_stale) this.#decideAhead()
    } else {
      entries.insert(signal, slot)
      this.#is_stale = true
    }
    return 'taken'
  }

  /** Decides anew what was decided without a signal that came in behind others. */
  refresh(): void {
    if (!this.#is_stale) return
    this.#is_stale = false
    if (this.#settings.decides_early) this.#restart()
  }

  /** Settles what is older than the horizon. */
  settle(horizon_ms: number): void {
    const { entries } = this
    const { decides_early } = this.#settings
    const { times_ms } = entries
    for (let from = this.settled; from < times_ms.length; from = this.settled) {
      const time_ms = times_ms[from] ?? Infinity
      if (!(time_ms < horizon_ms)) break
      let to = from + 1
      while (to < times_ms.length && times_ms[to] === time_ms) to++
      if (to - from > 1) entries.sort(from, to)
      const holds = decides_early ? entries.holdsAt(from) : this.#decideFinally(to, time_ms)
      if (holds) this.#hold(from, to, time_ms)
      if (this.#seen) for (let at = from; at < to; at++) this.#seen.delete(entries.idAt(at))
      this.settled = to
    }
    this.settled_ms = Math.max(this.settled_ms, horizon_ms)
    // Half of them: to look at all takes no longer than it took them to come.
    const is_half_over =
      this.settled > 0 && entries.timeAt(this.settled >> 1) < horizon_ms - this.plan.timespan_ms
    if (this.settled >= this.#thin_at || is_half_over) this.#thin(horizon_ms)
  }

  /** What is known of its stories so far. */
  get latest(): Stories {
    return this.ahead ?? this.stories
  }

  /** Takes up what a group of the same plan had: `entries`, `settled`, `stories` and the rest have been filled in. */
  restore(): void {
    if (this.#seen)
      for (let at = this.settled; at < this.entries.length; at++) this.#seen.add(this.entries.idAt(at))
    this.#restart()
  }

  #restart(): void {
    this.#window.clear()
    this.#from = 0
    this.#to = 0
    while (this.#to < this.settled) this.#take()
    if (!this.#settings.decides_early) return
    this.ahead = this.stories.list.length > 0 ? this.stories.fork() : null
    this.#decideAhead()
  }

  /** Moves the window on by one entry. */
  #take(): void {
    const { entries } = this
    const { times_ms } = entries
    this.#window.add(entries, this.#to)
    const start_ms = (times_ms[this.#to++] ?? 0) - this.plan.timespan_ms
    while (this.#from < this.#to && (times_ms[this.#from] ?? 0) < start_ms)
      this.#window.remove(entries, this.#from++)
  }

  #decideAhead(): void {
    const { entries } = this
    while (this.#to < entries.length) {
      this.#take()
      const last = this.#to - 1
      const time_ms = entries.timeAt(last)
      if (!this.#window.holds(time_ms, entries, this.#to)) continue
      const held_before = last > 0 && entries.holdsAt(last - 1) && entries.timeAt(last - 1) === time_ms
      const is_new = !entries.holdsAt(last) && !held_before
      for (let at = last; at >= 0 && entries.timeAt(at) === time_ms && !entries.holdsAt(at); at--)
        entries.setHolds(at)
      this.ahead ??= this.stories.fork()
      this.ahead.hold(time_ms, entries, this.#from, this.#to, this.#window.value)
      this.#settings.listener.held(this, this.#from, this.#to, is_new)
    }
  }

  #decideFinally(to: number, time_ms: number): boolean {
    while (this.#to < to) this.#take()
    if (!this.#window.holds(time_ms, this.entries, to)) return false
    this.#settings.listener.held(this, this.#from, to, true)
    return true
  }

  /** What is settled goes into the stories for good. */
  #hold(from: number, to: number, time_ms: number): void {
    const { entries, plan, stories } = this
    // A rare value makes a story of its own events, not of all that make it rare.
    const is_share = plan.type === 'value_percentile' && plan.percentile === null
    // What is decided early has moved the window further on already.
    const is_ahead = this.#settings.decides_early
    const start = is_share ? from : is_ahead ? entries.firstAt(time_ms - plan.timespan_ms) : this.#from
    const before = stories.list.length
    const story = stories.hold(time_ms, entries, start, to, this.#window.value)
    if (stories.list.length > before) this.#settings.listener.begun(this, story, from)
  }

  /** Forgets the settled entries that no decision to come depends on. */
  #thin(horizon_ms: number): void {
    const keeps = needed(this, horizon_ms)
    const shifted = (index: number) => {
      let before = 0
      for (let at = 0; at < Math.min(index, keeps.length); at++) if (keeps[at]) before++
      return before + Math.max(0, index - keeps.length)
    }
    const unassigned = shifted(this.stories.unassigned)
    const ahead_unassigned = this.ahead ? shifted(this.ahead.unassigned) : 0
    const from = shifted(this.#from)
    const to = shifted(this.#to)
    const settled = shifted(keeps.length)
    const { entries, journal } = this
    for (let at = 0; at < keeps.length; at++) {
      if (keeps[at]) continue
      const id = entries.idAt(at)
      if (journal && !journal.added.delete(id)) journal.removed.push(id)
      if (at >= this.#from && at < this.#to) this.#window.remove(entries, at)
    }
    entries.filterFirst(keeps)
    this.stories.unassigned = unassigned
    if (this.ahead) this.ahead.unassigned = ahead_unassigned
    this.#from = from
    this.#to = to
    this.settled = settled
    this.#thin_at = Math.max(this.#settings.limits.thinned_at, 2 * this.settled)
  }
}
