import { Calendar } from './calendar.ts'
import { signalsOfStory, signalsOfTime } from './derive.ts'
import { Group, type GroupLimits, type GroupListener, type GroupSettings } from './group.ts'
import {
  type GroupChange,
  type GroupState,
  isWaiting,
  restoreGroup,
  summaryOf,
  summaryOfWaiting,
} from './group-state.ts'
import { NONE } from './key-table.ts'
import type { Plan, Plans } from './plan.ts'
import { mergeOf, reportOf, type StoryReport } from './report.ts'
import type { Signal } from './signal.ts'
import { WaitingGroups } from './waiting-groups.ts'

/**
 * Folds signals into groups, windows and stories: `(state, signals, time) -> [state, stories]`. Pure: time is what
 * signals tell and what `advance` is told, and the same signals make the same stories in any order and any batches,
 * as long as none is later than the watermark.
 *
 * What is put out is to be stored in one transaction with the input's position: `changes` of groups (an upsert or a
 * delete for each), `stories` (an upsert for each), and, published before that, `signals` for outer correlations.
 */
export interface Correlator {
  /** Highest level of its correlations (see `Plan.level`). */
  readonly level_max: number
  /** Counts since it was made, by correlation. */
  readonly counts: ReadonlyMap<string, Counts>
  readonly groups: number
  groupsOf(correlation: string): number
  /** By level. */
  readonly watermarks: readonly number[]
  process(signals: Iterable<Signal>): Output
  /** No signal of correlations of this level that is older than `watermark_ms` will come any more. */
  advance(level: number, watermark_ms: number): Output
  /** Takes up what was stored. Returns how many states are of correlations that are gone or changed. */
  load(state: CorrelatorState): number
}

export interface CorrelatorOptions extends GroupLimits {
  /** For how long a correlation must not have held until its story is over; at least its timespan, the default. */
  readonly reset_ms: number
  /** An analyst is told again of a story that goes on for so long. */
  readonly renotify_ms: number
  /** Of each correlation; signals of further groups are refused and counted. */
  readonly groups_max: number
  /** Off where no signal can come twice and nothing is stored (`scan`): both cost memory. */
  readonly deduplicates: boolean
  readonly keeps_changes: boolean
  /** Whether stories are told of while they grow, or only when they are over. */
  readonly tells_open: boolean
}

export const DEFAULT_OPTIONS: CorrelatorOptions = {
  reset_ms: 0,
  renotify_ms: 86_400_000,
  groups_max: 1_000_000,
  entries_max: 10_000,
  thinned_at: 32,
  evidence_max: 50,
  values_max: 1_000,
  deduplicates: true,
  keeps_changes: true,
  tells_open: true,
}

/** What happened to the signals of a correlation. */
export interface Counts {
  taken: number
  repeated: number
  /** Older than the watermark. */
  late: number
  /** Refused because their group, or the correlation, holds as much as it may. */
  group_full: number
  groups_full: number
}

export interface Output {
  readonly stories: StoryReport[]
  readonly changes: GroupChange[]
  readonly signals: Signal[]
}

export interface CorrelatorState {
  readonly groups: Iterable<GroupState>
  /** By level. */
  readonly watermarks: readonly number[]
}

interface Running {
  readonly plan: Plan
  readonly groups: Map<string, Group>
  /** Groups for which it can not hold yet. */
  readonly waiting: WaitingGroups
  readonly settings: GroupSettings
  readonly counts: Counts
  /** Whether something is to be decided as soon as it can not change any more. */
  readonly is_eager: boolean
  /** Whether nobody waits for what is decided: then it is decided about many signals at once. */
  readonly is_patient: boolean
}

interface Entrance {
  readonly rule: string
  readonly run: Running
  /** Of the rule. */
  readonly slot: number
}

export function createCorrelator(plans: Plans, options: CorrelatorOptions = DEFAULT_OPTIONS): Correlator {
  const running = new Map<string, Running>()
  const level_max = Math.max(0, ...[...plans.by_id.values()].map(({ level }) => level))
  const watermarks = Array.from({ length: level_max + 1 }, () => -Infinity)
  const calendars = watermarks.map(() => new Calendar<Group>())
  const entrances: Entrance[] = []
  let touched: Group[] = []
  let signals: Signal[] = []

  const listener: GroupListener = {
    held: (group, from, to, is_new) => {
      if (group.plan.outputs.length > 0) signals.push(...signalsOfTime(group, from, to, is_new))
    },
    begun: (group, story, at) => {
      if (group.plan.outputs.length > 0)
        signals.push(...signalsOfStory(group, story.first_ms, story.fired_ms, at))
    },
  }

  for (const plan of plans.by_id.values()) running.set(plan.id, runningFor(plan, options, listener))

  const runningOf = (group: Group) => running.get(group.plan.id)
  const watermarkOf = ({ level }: Plan) => watermarks[level] ?? -Infinity

  function groupOf(run: Running, key: string): Group {
    const group = new Group(key, run.settings)
    run.groups.set(key, group)
    return group
  }

  /** A group that waited goes on as one that is decided about. */
  function takeOver(group: Group, waited: ReturnType<WaitingGroups['remove']>): void {
    for (const { entry, is_new } of waited) {
      group.insert(entry, entry.slot)
      if (!is_new) group.journal?.added.delete(entry.id)
    }
  }

  /** Where signals go of this correlation and rule. */
  function entranceOf({ correlation, rule }: Signal): Entrance | undefined {
    // Mostly there are few, and the texts the same objects: so it is found faster than by hash.
    for (let at = 0; at < entrances.length; at++) {
      const entrance = entrances[at]
      if (entrance?.rule === rule && entrance.run.plan.id === correlation) return entrance
    }
    const run = running.get(correlation)
    const slot = run?.plan.slots.get(rule)
    if (!run || slot === undefined) return undefined
    const entrance = { rule, run, slot }
    if (entrances.length < ENTRANCES_MAX) entrances.push(entrance)
    return entrance
  }

  function touch(group: Group): void {
    if (group.touched) return
    group.touched = true
    touched.push(group)
  }

  function take(signal: Signal): void {
    const entrance = entranceOf(signal)
    if (!entrance) return
    const { run, slot } = entrance
    const { plan, groups, waiting, counts } = run
    if (signal.time_ms < watermarkOf(plan)) {
      counts.late++
      return
    }
    let group = groups.size === 0 ? undefined : groups.get(signal.key)
    if (!group) {
      const row = waiting.find(signal.key)
      const waited = row === NONE ? 'ripe' : waiting.add(row, signal, slot)
      if (waited !== 'ripe') {
        counts[waited]++
        return
      }
      if (row === NONE && sizeOf(run) >= options.groups_max) {
        counts.groups_full++
        return
      }
      if (row === NONE && waiting.begin(signal, slot)) {
        counts.taken++
        return
      }
      group = groupOf(run, signal.key)
      if (row !== NONE) takeOver(group, waiting.remove(row))
    }
    const outcome = group.insert(signal, slot)
    if (outcome === 'taken') counts.taken++
    else if (outcome === 'repeated') counts.repeated++
    else counts.group_full++
    if (!run.is_patient || group.wake_ms === Infinity || group.entries.length >= group.look_at) touch(group)
  }

  /** Brings every touched group to where it stands now, and tells what came of it. */
  function settleTouched(): Output {
    const output: Output = { stories: [], changes: [], signals }
    for (const group of touched) {
      group.touched = false
      const run = runningOf(group)
      if (!run) continue
      group.refresh()
      group.settle(watermarkOf(group.plan) - group.plan.lookahead_ms)
      tell(group, run.settings.quiet_ms, output.stories)
      group.look_at = group.entries.length + LOOK_EVERY
      const is_over = group.entries.length === 0 && group.told.length === 0 && group.stories.list.length === 0
      if (is_over) run.groups.delete(group.key)
      else schedule(group, run)
      if (options.keeps_changes) output.changes.push(changeOf(group, is_over))
    }
    if (options.keeps_changes)
      for (const { plan, waiting } of running.values())
        waiting.takeTouched((key, added) => {
          const summary = summaryOfWaiting(plan, watermarkOf(plan) - plan.lookahead_ms)
          output.changes.push({ correlation: plan.id, key, summary, added, removed: [] })
        })
    touched = []
    signals = []
    return output
  }

  function tell(group: Group, quiet_ms: number, stories: StoryReport[]): void {
    const { latest, stories: settled } = group
    if (latest.list.length === 0 && group.told.length === 0) return
    const horizon_ms = watermarkOf(group.plan) - group.plan.lookahead_ms
    for (const first_ms of group.told) {
      if (latest.list.some(story => story.first_ms === first_ms)) continue
      const into = latest.list.find(story => story.first_ms <= first_ms && first_ms <= story.last_ms)
      if (into) stories.push(mergeOf(group, first_ms, into))
    }
    const is_over = (held_ms: number) => held_ms + quiet_ms < horizon_ms
    for (const story of settled.list)
      if (is_over(story.held_ms)) stories.push(reportOf(group, story, 'closed', options))
    settled.list = settled.list.filter(story => !is_over(story.held_ms))
    if (group.ahead) group.ahead.list = group.ahead.list.filter(story => !is_over(story.held_ms))
    if (!options.tells_open || (latest.list.length === 0 && group.told.length === 0)) return
    for (const story of latest.list) {
      if (story.changed) stories.push(reportOf(group, story, 'open', options))
      story.changed = false
    }
    group.told = latest.list.map(story => story.first_ms)
  }

  function schedule(group: Group, { plan, settings: { quiet_ms }, is_eager }: Running): void {
    const pending_ms = group.settled < group.entries.length ? group.entries.timeAt(group.settled) : null
    const held_ms = group.latest.list[0]?.held_ms
    const last_ms = group.entries.length > 0 ? group.entries.timeAt(group.entries.length - 1) : -Infinity
    const wake_ms =
      plan.lookahead_ms +
      (is_eager && pending_ms !== null
        ? pending_ms
        : held_ms === undefined
          ? last_ms + plan.timespan_ms
          : held_ms + quiet_ms)
    if (wake_ms === group.wake_ms) return
    // Where it would only be woken too early, it is enough to look again then.
    if (wake_ms > group.wake_ms && group.wake_ms >= watermarkOf(plan)) return
    group.wake_ms = wake_ms
    calendars[plan.level]?.add(group, wake_ms)
  }

  return {
    level_max,
    watermarks,
    counts: new Map([...running].map(([id, { counts }]) => [id, counts])),
    get groups() {
      let groups = 0
      for (const run of running.values()) groups += sizeOf(run)
      return groups
    },
    groupsOf: correlation => {
      const run = running.get(correlation)
      return run ? sizeOf(run) : 0
    },
    process(batch) {
      for (const signal of batch) take(signal)
      return settleTouched()
    },
    advance(level, watermark_ms) {
      if (!(watermark_ms > (watermarks[level] ?? Infinity))) return settleTouched()
      watermarks[level] = watermark_ms
      const calendar = calendars[level]
      calendar?.take(
        watermark_ms,
        group => group.wake_ms,
        group => {
          if (group.wake_ms >= watermark_ms) return calendar.add(group, group.wake_ms)
          group.wake_ms = Infinity
          if (runningOf(group)?.groups.get(group.key) === group) touch(group)
        },
      )
      const expired: GroupChange[] = []
      for (const { plan, waiting } of running.values())
        if (plan.level === level)
          waiting.expire(watermark_ms - plan.lookahead_ms, key =>
            expired.push({ correlation: plan.id, key, summary: null, added: [], removed: [] }),
          )
      const output = settleTouched()
      output.changes.push(...expired)
      return output
    },
    load(state) {
      let unknown = 0
      for (const [level, watermark_ms] of state.watermarks.entries())
        if (level < watermarks.length) watermarks[level] = watermark_ms
      for (const stored of state.groups) {
        const run = running.get(stored.correlation)
        if (!run || run.plan.fingerprint !== stored.summary.fingerprint) {
          unknown++
          continue
        }
        if (isWaiting(stored) && run.waiting.restore(stored)) continue
        const group = groupOf(run, stored.key)
        restoreGroup(group, stored)
        schedule(group, run)
      }
      signals = []
      return unknown
    },
  }
}

const ENTRANCES_MAX = 8

/** A group that nobody waits for is looked at after so many signals, or when its time has come. */
const LOOK_EVERY = 64

function runningFor(plan: Plan, options: CorrelatorOptions, listener: GroupListener): Running {
  const { deduplicates, keeps_changes, tells_open } = options
  const is_told = tells_open || plan.outputs.length > 0
  return {
    plan,
    groups: new Map(),
    waiting: new WaitingGroups(plan, options),
    settings: {
      plan,
      quiet_ms: Math.max(plan.timespan_ms, options.reset_ms),
      decides_early: tells_open && plan.mode === 'early',
      limits: options,
      listener,
      deduplicates,
      keeps_changes,
    },
    counts: { taken: 0, repeated: 0, late: 0, group_full: 0, groups_full: 0 },
    is_eager: tells_open
      ? plan.mode === 'final' || plan.outputs.some(({ tells }) => tells === 'story')
      : plan.outputs.length > 0,
    is_patient: !is_told && !keeps_changes,
  }
}

const sizeOf = ({ groups, waiting }: Running) => groups.size + waiting.size

function changeOf(group: Group, is_over: boolean): GroupChange {
  const { plan, key, journal } = group
  const added = is_over ? [] : [...(journal?.added.values() ?? [])]
  const removed = is_over ? [] : (journal?.removed ?? [])
  if (journal) {
    journal.added = new Map()
    journal.removed = []
  }
  return { correlation: plan.id, key, summary: is_over ? null : summaryOf(group), added, removed }
}
