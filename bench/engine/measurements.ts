/** What is measured: lanes side by side, more and more rules, and several jobs. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../statistics.ts'
import { countMatches, differenceOf, type Engine, logSentinel, rsigma } from './engines.ts'
import { laneLines, writeLines } from './lanes.ts'
import { writeRules } from './multiplied-rules.ts'
import { type Cost, runProgram } from './run-program.ts'

export interface Setting {
  readonly data: string
  /** For files of the benchmark's own. */
  readonly folder: string
  readonly rules: string
  /** This engine's: its path. */
  readonly program: string
  readonly rsigma: string | undefined
  readonly events: number
  readonly rounds: number
  readonly core: string
  /** Of RSigma: `routed`, `unrouted`. */
  readonly peers: readonly string[]
}

const LANE_BYTES_MIN = 60e6
const LANE_EVENTS_FACTOR_MAX = 4

export type Tell = (line: string) => void

export interface EngineResult {
  readonly name: string
  readonly events_per_second: number
  /** Until the first event is matched: start, loading, and what the first event has made. */
  readonly load_ms: number
  readonly rss_mb: number
  readonly matches: number
  /** Matches that it has and the first engine has not, or the other way round. */
  readonly difference: number
}

export interface LaneResult {
  readonly lane: string
  readonly event_bytes: number
  /** This engine first. */
  readonly engines: readonly EngineResult[]
}

/**
 * For the peer, which looks for fields at the top of an event: where they are in what evtx_dump writes. The rest of
 * the system part no rule asks for.
 */
const NESTED_PIPELINE = `name: evtx_dump
priority: 10
transformations:
  - id: system
    type: field_name_mapping
    mapping:
      EventID: Event.System.EventID
      Channel: Event.System.Channel
      Computer: Event.System.Computer
      Provider_Name: 'Event.System.Provider.#attributes.Name'
  - id: data
    type: field_name_prefix
    prefix: 'Event.EventData.'
    field_name_conditions:
      - type: exclude_fields
        fields:
          - Event.System.EventID
          - Event.System.Channel
          - Event.System.Computer
          - 'Event.System.Provider.#attributes.Name'
`
const NESTED_LANE = 'nested_windows'

/** Every engine on one lane, taking turns. */
export async function measureLane(lane: string, setting: Setting, tell: Tell): Promise<LaneResult> {
  const { folder, rounds } = setting
  const lines = linesFor(lane, setting)
  const all = join(folder, `${lane}.ndjson`)
  const first = join(folder, `${lane}-first.ndjson`)
  await writeLines(all, lines)
  await writeLines(first, lines.slice(0, 1))
  const engines = enginesFor(lane, setting)
  const samples = engines.map((): Costs[] => [])
  const counts: Map<string, number>[] = []
  for (let round = 0; round < rounds; round++) {
    for (const [at, engine] of engines.entries()) {
      const load = await run(engine, first, setting, setting.core)
      const full = await run(engine, all, setting, setting.core)
      samples[at]?.push({ full, load })
      if (round === 0) counts.push(await countMatches(outputOf(setting)))
      tell(
        `${lane} ${round + 1}/${rounds} ${engine.name}: ${Math.round(rateOf(lines.length, [{ full, load }]))}/s`,
      )
    }
  }
  rmSync(all)
  const [own = new Map<string, number>()] = counts
  return {
    lane,
    event_bytes: Math.round(Buffer.byteLength(lines.join('')) / lines.length),
    engines: engines.map(({ name }, at) => {
      const runs = samples[at] ?? []
      const found = counts[at] ?? new Map<string, number>()
      return {
        name,
        events_per_second: rateOf(lines.length, runs),
        load_ms: median(runs.map(({ load }) => load.cpu_ms)),
        rss_mb: Math.max(...runs.map(({ full }) => full.rss_mb)),
        matches: [...found.values()].reduce((sum, count) => sum + count, 0),
        difference: differenceOf(own, found),
      }
    }),
  }
}

export interface ScaleResult {
  readonly lane: string
  readonly steps: readonly {
    readonly rules: number
    readonly us_per_event: number
    readonly rss_mb: number
  }[]
}

/** How many rules, of the set as it is: every tenth, all, and ten of each. */
const SCALES = [
  { skip: 10, copies: 1 },
  { skip: 1, copies: 1 },
  { skip: 1, copies: 10 },
] as const

/** What an event costs as the rules become more. */
export async function measureScale(lane: string, setting: Setting, tell: Tell): Promise<ScaleResult> {
  const { folder } = setting
  const texts = ruleTexts(setting.rules)
  const lines = linesFor(lane, setting)
  const all = join(folder, `${lane}.ndjson`)
  const first = join(folder, `${lane}-first.ndjson`)
  await writeLines(all, lines)
  await writeLines(first, lines.slice(0, 1))
  const steps = []
  for (const { skip, copies } of SCALES) {
    const rules = join(folder, `rules-${skip}-${copies}`)
    const count = writeRules(rules, texts, skip, copies)
    const costs = []
    for (let round = 0; round < setting.rounds; round++) {
      const load = await run(logSentinel(setting.program, 1), first, { ...setting, rules }, setting.core)
      const full = await run(logSentinel(setting.program, 1), all, { ...setting, rules }, setting.core)
      costs.push({ full, load })
    }
    const step = {
      rules: count,
      us_per_event: 1e6 / rateOf(lines.length, costs),
      rss_mb: Math.max(...costs.map(({ full }) => full.rss_mb)),
    }
    tell(
      `${lane} with ${count} rules: ${step.us_per_event.toFixed(1)} us an event, ${Math.round(step.rss_mb)} MB`,
    )
    steps.push(step)
    rmSync(rules, { recursive: true })
  }
  return { lane, steps }
}

export interface JobsResult {
  readonly lane: string
  /** Of the time on the clock, net of loading: with two jobs on two cores, and with one. */
  readonly speed_up: number
}

/** Two jobs against one, by the clock: another program on either core shows. */
export async function measureJobs(lane: string, setting: Setting, tell: Tell): Promise<JobsResult> {
  const lines = laneLines(setting.data, lane, setting.events)
  const all = join(setting.folder, `${lane}.ndjson`)
  const first = join(setting.folder, `${lane}-first.ndjson`)
  await writeLines(all, lines)
  await writeLines(first, lines.slice(0, 1))
  const ratios = []
  for (let round = 0; round < setting.rounds; round++) {
    const net = []
    for (const jobs of [1, 2]) {
      const load = await run(logSentinel(setting.program, jobs), first, setting, '0,1')
      const full = await run(logSentinel(setting.program, jobs), all, setting, '0,1')
      net.push(full.wall_ms - load.wall_ms)
    }
    const [one = 0, two = 1] = net
    tell(`${lane} with two jobs: ${(one / two).toFixed(2)} times as fast as with one`)
    ratios.push(one / two)
  }
  return { lane, speed_up: median(ratios) }
}

function enginesFor(lane: string, { program, rsigma: executable, folder, peers }: Setting): Engine[] {
  if (executable === undefined) return [logSentinel(program, 1)]
  const pipeline = lane === NESTED_LANE ? join(folder, 'nested-pipeline.yml') : undefined
  if (pipeline !== undefined) writeFileSync(pipeline, NESTED_PIPELINE)
  const theirs = ['routed', 'unrouted'].filter(name => peers.includes(name))
  return [logSentinel(program, 1), ...theirs.map(name => rsigma(executable, name === 'routed', pipeline))]
}

const outputOf = ({ folder }: Setting) => join(folder, 'output.ndjson')

function run(engine: Engine, events: string, setting: Setting, cores: string): Promise<Cost> {
  return runProgram({ ...engine.program(setting.rules, events, outputOf(setting)), cores })
}

interface Costs {
  readonly full: Cost
  /** Of a run with one event. */
  readonly load: Cost
}

/** Events a second of processor time, that of loading taken off. */
function rateOf(events: number, costs: readonly Costs[]): number {
  const full_ms = median(costs.map(({ full }) => full.cpu_ms))
  const load_ms = median(costs.map(({ load }) => load.cpu_ms))
  return ((events - 1) * 1000) / Math.max(full_ms - load_ms, 1)
}

/** At least `events` of a lane, and more where they are short: what is measured has to be long beside the loading. */
function linesFor(lane: string, { data, events }: Setting): string[] {
  const [line = ''] = laneLines(data, lane, 1)
  const enough = Math.min(Math.round(LANE_BYTES_MIN / line.length), LANE_EVENTS_FACTOR_MAX * events)
  return laneLines(data, lane, Math.max(events, enough))
}

function ruleTexts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.yml'))
    .sort()
    .map(name => readFileSync(join(folder, name), 'utf8'))
}
