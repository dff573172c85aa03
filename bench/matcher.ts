import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { loadRuleFiles } from '../src/rulebase/load-rules.ts'
import {
  createMatcher,
  createPlainMatcher,
  type Logsource,
  type Matcher,
  type SigmaEvent,
} from '../src/sigma/index.ts'

/**
 * How fast rules are matched inside of the process, lane by lane, each lane in a process of its own: the plain matcher
 * and the indexed one on the same rules and events. Times are of one core's work, so that other work on the machine
 * disturbs them less. The command against its peer is measured by `engine.ts`.
 *
 *     node bench/matcher.ts [--lanes NAME,NAME] [--events 100000] [--rules FOLDER]
 */
const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url))
const LANES = join(DATA, 'engine-lanes')
/** The plain matcher takes so long that it gets no more events than these. */
const PLAIN_EVENTS = 300
/** So that the machine code is what it will be, and the engine has learnt which facts are rare. */
const WARM_UP_EVENTS = 20_000

interface LaneResult {
  readonly lane: string
  readonly event_bytes: number
  readonly load_ms: number
  /** From the rules as they are loaded to the first event matched. */
  readonly first_event_ms: number
  readonly parse_per_second: number
  readonly plain_per_second: number
  readonly engine_per_second: number
  readonly matches: number
  /** The memory of the process, and what the engine's tables take of it. */
  readonly rss_mb: number
  readonly tables_mb: number
}

const { values: options } = parseArgs({
  options: {
    lanes: { type: 'string' },
    lane: { type: 'string' },
    events: { type: 'string', default: '100000' },
    rules: { type: 'string' },
  },
})

function linesOf(lane: string): string[] {
  const text = gunzipSync(readFileSync(join(LANES, `${lane}.ndjson.gz`))).toString()
  // Each line a text of its own, as a reader of a file would have it, not a part of the whole file's.
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => Buffer.from(line).toString())
}

/** The lanes tell the logsource in fields of their own. */
function eventOf(line: string): SigmaEvent {
  const fields: Record<string, unknown> = JSON.parse(line)
  const named = (name: string) => {
    const value = fields[name]
    return typeof value === 'string' ? value : undefined
  }
  const logsource: Logsource = {
    product: named('product'),
    service: named('service'),
    category: named('category'),
  }
  return { logsource, fields, raw: line }
}

/** Milliseconds of one core's work, and what came of it. */
function measure<T>(work: () => T): { ms: number; result: T } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, result }
}

function matchAll(matcher: Matcher, lines: readonly string[], count: number): number {
  let matches = 0
  for (let at = 0; at < count; at++)
    matches += matcher.match(eventOf(lines[at % lines.length] ?? '{}')).length
  return matches
}

async function runLane(lane: string, rules: string, events: number): Promise<LaneResult> {
  const lines = linesOf(lane)
  const load_started = process.cpuUsage()
  const { set } = await loadRuleFiles([rules])
  const load = process.cpuUsage(load_started)
  const matcher = createMatcher(set.rules)
  const first = measure(() => matchAll(matcher, lines, 1))
  const plain = measure(() => matchAll(createPlainMatcher(set.rules), lines, PLAIN_EVENTS))
  const again = measure(() => matchAll(matcher, lines, PLAIN_EVENTS))
  if (again.result !== plain.result)
    throw new Error(`${lane}: the plain matcher finds ${plain.result} matches, the engine ${again.result}`)
  matchAll(matcher, lines, WARM_UP_EVENTS)
  const engine = measure(() => matchAll(matcher, lines, events))
  const parse = measure(() => {
    let length = 0
    for (let at = 0; at < events; at++) length += eventOf(lines[at % lines.length] ?? '{}').raw.length
    return length
  })
  const memory = process.memoryUsage()
  const perSecond = (count: number, ms: number) => Math.round((count / ms) * 1000)
  return {
    lane,
    event_bytes: Math.round(parse.result / events),
    load_ms: Math.round((load.user + load.system) / 1000),
    first_event_ms: Math.round(first.ms),
    parse_per_second: perSecond(events, parse.ms),
    plain_per_second: perSecond(PLAIN_EVENTS, plain.ms),
    engine_per_second: perSecond(events, engine.ms),
    matches: engine.result,
    rss_mb: Math.round(memory.rss / 1e6),
    tables_mb: Math.round(matcher.tableBytes() / 1e6),
  }
}

function print(results: readonly LaneResult[]): void {
  const header = ['lane', 'bytes', 'JSON.parse/s', 'plain/s', 'engine/s', 'matches', 'load ms', 'first ms']
  const rows = results.map(result => [
    result.lane,
    result.event_bytes,
    result.parse_per_second,
    result.plain_per_second,
    result.engine_per_second,
    result.matches,
    result.load_ms,
    result.first_event_ms,
  ])
  for (const row of [header, header.map(() => '---'), ...rows])
    process.stdout.write(`| ${row.join(' | ')} |\n`)
  const rss_mb = Math.max(...results.map(result => result.rss_mb))
  const tables_mb = Math.max(...results.map(result => result.tables_mb))
  process.stdout.write(`\nMemory at most ${rss_mb} MB, of which tables at most ${tables_mb} MB.\n`)
}

async function main(): Promise<void> {
  const events = Number(options.events)
  if (options.lane !== undefined) {
    process.stdout.write(JSON.stringify(await runLane(options.lane, options.rules ?? '', events)))
    return
  }
  if (!existsSync(LANES)) throw new Error(`the events are not at hand: ${LANES}`)
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-bench-'))
  try {
    const archive = join(DATA, 'sigma-rules/sigma-rules.tar.gz')
    if (options.rules === undefined) execFileSync('tar', ['-xzf', archive, '-C', folder])
    const rules = options.rules ?? join(folder, 'rules')
    const all = readdirSync(LANES).flatMap(name => /^(.+)\.ndjson\.gz$/.exec(name)?.[1] ?? [])
    const lanes = options.lanes?.split(',') ?? all.filter(name => name !== 'correlation')
    process.stdout.write(
      `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}, ` +
        `${events} events a lane\n\n`,
    )
    const results = lanes.map(lane => {
      const args = [fileURLToPath(import.meta.url), '--lane', lane, '--rules', rules, '--events', `${events}`]
      const result: LaneResult = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
      return result
    })
    print(results)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
