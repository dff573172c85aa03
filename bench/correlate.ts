import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type Cost, runProgram } from './engine/run-program.ts'

/**
 * How fast `log-sentinel scan` correlates, side by side with RSigma: the same rules on the same events in one run, each on
 * one core, by the processor time that they take beyond starting.
 *
 *     RSIGMA=/path/to/rsigma node bench/correlate.ts [--events 100000] [--groups 10,1000,100000,1000000] [--core 0]
 *
 * Without RSIGMA this program is measured alone. `--groups` are the groups of a second lane, of which each has its own
 * cost an event: it should not depend on how many there are.
 */
const DATA = fileURLToPath(new URL('../../shared/data/engine-lanes/', import.meta.url))
const MAIN = fileURLToPath(new URL('../bin/log-sentinel.js', import.meta.url))
const LANE_REPEATS = 10
/** Of so many events one is part of an attack. */
const ATTACK_EVERY = 20
const SEED = 20261122

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    groups: { type: 'string', default: '10,1000,100000,1000000' },
    core: { type: 'string', default: '0' },
  },
})

interface Lane {
  readonly name: string
  readonly file: string
  readonly events: number
}

async function main(): Promise<void> {
  const rules = join(DATA, 'correlation-rules.yml')
  if (!existsSync(rules)) throw new Error(`the rules are not at hand: ${rules}`)
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-bench-'))
  try {
    const events = Number(options.events)
    const lines = gunzipSync(readFileSync(join(DATA, 'correlation.ndjson.gz'))).toString()
    const repeated = join(folder, 'lane.ndjson')
    writeFileSync(repeated, lines.repeat(LANE_REPEATS))
    const one = join(folder, 'one.ndjson')
    writeFileSync(one, `${lines.split('\n', 1)[0]}\n`)
    const count = lines.trimEnd().split('\n').length * LANE_REPEATS
    const attacks = await seeded(join(folder, 'attacks.ndjson'), events, 1000)
    const lanes: Lane[] = [
      { name: "RSigma's lane, ten times", file: repeated, events: count },
      { name: 'attacks among 1,000 users', file: attacks, events },
    ]
    for (const lane of lanes) await compare(lane, one, rules, folder)
    for (const groups of options.groups.split(',').map(Number)) {
      const own_events = Math.max(events, groups)
      const file = await seeded(join(folder, `groups-${groups}.ndjson`), own_events, groups)
      const lane = { name: `${groups.toLocaleString('en-US')} users`, file, events: own_events }
      const cost = await measure(logSentinel(rules, file), one, rules, folder, logSentinel)
      report(lane, 'log-sentinel', cost)
      rmSync(file)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Command = (rules: string, file: string) => string[]

const logSentinel: Command = (rules, file) => [
  process.execPath,
  MAIN,
  'scan',
  '--jobs',
  '1',
  '--rules',
  rules,
  '--format',
  'ndjson',
  file,
]
const rsigma =
  (program: string): Command =>
  (rules, file) => [program, 'engine', 'eval', '--no-detections', '--quiet', '-r', rules, '-e', `@${file}`]

async function compare(lane: Lane, one: string, rules: string, folder: string): Promise<void> {
  const own = await measure(logSentinel(rules, lane.file), one, rules, folder, logSentinel)
  report(lane, 'log-sentinel', own)
  const program = process.env['RSIGMA']
  if (program === undefined) return
  const peer = rsigma(program)
  const theirs = await measure(peer(rules, lane.file), one, rules, folder, peer)
  report(lane, 'rsigma', theirs)
  process.stdout.write(`${lane.name}: ${(theirs.net_ms / own.net_ms).toFixed(1)} times as fast\n`)
}

interface Measured extends Cost {
  /** Processor time beyond that of one event. */
  readonly net_ms: number
  readonly lines: number
}

async function measure(
  command: string[],
  one: string,
  rules: string,
  folder: string,
  of: Command,
): Promise<Measured> {
  const output = join(folder, 'output')
  const run = (command: string[]) => runProgram({ command, output, cores: options.core })
  const load = await run(of(rules, one))
  const cost = await run(command)
  const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean).length
  return { ...cost, net_ms: Math.max(1, cost.cpu_ms - load.cpu_ms), lines }
}

function report({ name, events }: Lane, program: string, { net_ms, rss_mb, lines }: Measured): void {
  const rate = Math.round((events / net_ms) * 1000).toLocaleString('en-US')
  const each = ((net_ms / events) * 1000).toFixed(2)
  process.stdout.write(
    `${name}: ${program}: ${rate} events/s (${each} us each), ${Math.round(rss_mb)} MB, ${lines} lines\n`,
  )
}

/** Events of many users at rest, and of some that are attacked, in the order of their times. */
async function seeded(file: string, events: number, groups: number): Promise<string> {
  const output = createWriteStream(file)
  let state = SEED
  const pick = (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const begin_ms = Date.UTC(2026, 0, 1)
  let text = ''
  for (let n = 0; n < events; n++) {
    const is_attack = n % ATTACK_EVERY === 0
    const user = is_attack ? Math.floor(n / 2000) % groups : n < groups ? n : pick(groups)
    text += `${JSON.stringify({
      '@timestamp': new Date(begin_ms + n * 10).toISOString(),
      EventType: is_attack || pick(3) === 0 ? 'authentication_failure' : 'authentication_success',
      User: `user-${user}`,
      SourceIP: `198.51.${pick(200)}.${pick(200)}`,
      Computer: `host-${user % 1000}`,
      BytesOut: pick(5000),
      product: 'windows',
      category: 'authentication',
    })}\n`
    if (text.length < 1 << 20) continue
    if (!output.write(text)) await new Promise(resolve => output.once('drain', resolve))
    text = ''
  }
  output.end(text)
  await finished(output)
  return file
}

await main()
