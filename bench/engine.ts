import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildProgram } from './engine/built-program.ts'
import { engineReport } from './engine/engine-report.ts'
import { laneNames } from './engine/lanes.ts'
import { measureJobs, measureLane, measureScale } from './engine/measurements.ts'

/**
 * How fast `log-sentinel scan` matches rules, side by side with RSigma: the same rules on the same events in one run,
 * taking turns, each on one core.
 *
 *     RSIGMA=/path/to/rsigma node bench/engine.ts [--lanes NAME,NAME] [--events 100000] [--rounds 3] [--write]
 *
 * Without RSIGMA this engine is measured alone. `--parts lanes,scale,jobs` measures only some of it, and `--write`
 * writes docs/engine-benchmarks.md. `--peers routed` leaves out RSigma without its routing, which takes longest, and
 * `--minutes 30` begins no lane after half an hour; the page says which were not measured.
 */
const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url))
const REPORT = fileURLToPath(new URL('../docs/engine-benchmarks.md', import.meta.url))
/** Of them the lanes of the scale: long events that many rules ask about, and short ones. */
const SCALE_LANES = ['flat_windows', 'syslog_json']
const JOBS_LANE = 'mix_of_all'
/** So many times as many events, so that the work is long beside the start. */
const JOBS_EVENTS_FACTOR = 5

const { values: options } = parseArgs({
  options: {
    lanes: { type: 'string' },
    events: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    parts: { type: 'string', default: 'lanes,scale,jobs' },
    core: { type: 'string', default: '0' },
    peers: { type: 'string', default: 'routed,unrouted' },
    minutes: { type: 'string' },
    rules: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

async function main(): Promise<void> {
  const archive = join(DATA, 'sigma-rules/sigma-rules.tar.gz')
  if (options.rules === undefined && !existsSync(archive))
    throw new Error(`the rules are not at hand: ${archive}; name a folder with --rules`)
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-bench-'))
  try {
    if (options.rules === undefined) execFileSync('tar', ['-xzf', archive, '-C', folder])
    const setting = {
      data: DATA,
      folder,
      rules: options.rules ?? join(folder, 'rules'),
      program: buildProgram(folder),
      rsigma: process.env['RSIGMA'],
      events: Number(options.events),
      rounds: Number(options.rounds),
      core: options.core,
      peers: options.peers.split(','),
    }
    const parts = options.parts.split(',')
    const lanes = options.lanes?.split(',') ?? laneNames(DATA)
    const tell = (line: string) => process.stderr.write(`${line}\n`)
    const end_ms = performance.now() + Number(options.minutes ?? 'Infinity') * 60_000
    const measured = parts.includes('lanes')
      ? await oneByOne(lanes, async lane =>
          performance.now() < end_ms ? [await measureLane(lane, setting, tell)] : [],
        ).then(results => results.flat())
      : []
    const results = {
      lanes: measured,
      left_out: lanes.filter(name => parts.includes('lanes') && !measured.some(({ lane }) => lane === name)),
      scale: parts.includes('scale')
        ? await oneByOne(SCALE_LANES, lane => measureScale(lane, setting, tell))
        : [],
      jobs: parts.includes('jobs')
        ? await measureJobs(JOBS_LANE, { ...setting, events: setting.events * JOBS_EVENTS_FACTOR }, tell)
        : undefined,
    }
    const text = engineReport(results, setting)
    process.stdout.write(text)
    if (options.write) writeFileSync(REPORT, text)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function oneByOne<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}

await main()
