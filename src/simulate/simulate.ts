import { noiseLine } from './noise/noise.ts'
import { type Random, seededRandom } from './random.ts'
import { RULE } from './rule-ids.ts'
import { SCENARIOS, storyOf } from './scenarios.ts'
import type { Step } from './story.ts'
import { applicationTime } from './timestamp.ts'
import { attackerAddress, GUESSED_USERS } from './world.ts'

/**
 * The threat simulation: an endless log of a small company in which attacks unfold between the lines of ordinary
 * life. It shows the product at work, and as it knows which rules must fire on each line, it tests it too.
 */
export interface SimulationOptions {
  /** Same seed (and the other options alike), same bytes. */
  seed: number
  /** Tell this story only, in noise without the `ALERT` lines; otherwise all stories take turns. */
  scenario?: string | undefined
  /** The time of the first line, milliseconds since 1970 (UTC). */
  start_ms: number
  /** How fast time goes in the log: each line is 1/rate seconds after the last. */
  lines_per_second: number
}

export interface SimulatedLine {
  /** Without its line ending. */
  line: string
  time_ms: number
  /** Ids of the shipped rules that must fire on this line; no other shipped rule may. */
  rules: readonly string[]
  /** The scenario that the line belongs to, or null. */
  story: string | null
}

/** One line of each block of this many is an `ALERT` line, at a place that nobody can foresee. */
const ALERT_BLOCK_LINES = 20
/** In the first block it comes early: a demonstration should not start with a wait. */
const FIRST_ALERT_WITHIN_LINES = 5
/** How many attacks may be under way at once. */
const ATTACKERS = 2

/** The lines, without end. USAGE if there is no scenario of that name. */
export function simulate(options: SimulationOptions): Generator<SimulatedLine, never> {
  const names = options.scenario === undefined ? SCENARIOS : [options.scenario]
  for (const name of names) storyOf(name)
  return lines(options, names)
}

function* lines(options: SimulationOptions, names: readonly string[]): Generator<SimulatedLine, never> {
  const { seed, scenario, start_ms, lines_per_second } = options
  const random = seededRandom(seed)
  const alerts = scenario === undefined
  const nextStory = taleTeller(random, names)
  const attackers = Array.from({ length: ATTACKERS }, (_, index) =>
    attacker(random, nextStory, 4 + index * random.between(40, 80)),
  )

  let alert_at = random.below(FIRST_ALERT_WITHIN_LINES)
  for (let index = 0; ; index++) {
    const time_ms = start_ms + Math.floor((index * 1000) / lines_per_second)
    if (alerts && index === alert_at) {
      const block = Math.floor(index / ALERT_BLOCK_LINES) + 1
      alert_at = block * ALERT_BLOCK_LINES + random.below(ALERT_BLOCK_LINES)
      yield { line: alertLine(random, time_ms), time_ms, rules: [RULE.alertLine], story: null }
      continue
    }
    const act = attackers.find(candidate => candidate.due(index))?.act(index)
    if (act === undefined) yield { line: noiseLine(random, time_ms), time_ms, rules: [], story: null }
    else yield { line: act.step.line(time_ms), time_ms, rules: act.step.rules, story: act.story }
  }
}

/** Gives the names in turn, shuffled anew for every round, so that no scenario waits for ever. */
function taleTeller(random: Random, names: readonly string[]): () => string {
  let round: string[] = []
  return () => {
    if (round.length === 0) round = [...names]
    const [name] = round.splice(random.below(round.length), 1)
    if (name === undefined) throw new RangeError('there is no story to tell')
    return name
  }
}

/** One line of each story in so many, on average, while it unfolds; and the lines of peace between two stories. */
const STEP_LINES = { low: 1, high: 8 }
const PAUSE_LINES = { low: 200, high: 500 }

/** Plays one story after the other, from line number `start` on. */
function attacker(random: Random, nextStory: () => string, start: number) {
  let story = ''
  let steps: Step[] = []
  let next_line = start
  return {
    due: (index: number) => index >= next_line,
    act: (index: number): { step: Step; story: string } => {
      if (steps.length === 0) {
        story = nextStory()
        steps = storyOf(story)(random)
      }
      const [step, ...rest] = steps
      if (step === undefined) throw new RangeError(`the story ${story} has no steps`)
      steps = rest
      const gap = rest.length === 0 ? PAUSE_LINES : STEP_LINES
      next_line = index + random.between(gap.low, gap.high)
      return { step, story }
    },
  }
}

/** What the applications that Log Sentinel was first made for write when a login fails. */
function alertLine(random: Random, time_ms: number): string {
  const attempt = `user=${random.pick(GUESSED_USERS)} attempt=${random.between(1, 9)}`
  return `${applicationTime(time_ms)} WARN  [login] ALERT: Failed login attempt from IP ${attackerAddress(random)} ${attempt}`
}
