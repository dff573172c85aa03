import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Cost, runProgram } from '../engine/run-program.ts'

/** What it takes to correlate a file of events, beyond what it takes to correlate one event. */

const MAIN = fileURLToPath(new URL('../../bin/log-sentinel.js', import.meta.url))

export interface Lane {
  readonly name: string
  readonly file: string
  readonly rules: string
  readonly events: number
}

export interface Place {
  readonly folder: string
  /** A file of one event. */
  readonly one: string
  readonly core: string
}

type Command = (rules: string, file: string) => string[]

export const logSentinel: Command = (rules, file) => [
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

/** Side by side with RSigma, where the environment names it. */
export async function compareLane(lane: Lane, place: Place): Promise<void> {
  const own = await measureOwn(lane, place)
  const program = process.env['RSIGMA']
  if (program === undefined) return
  const theirs = await measure(rsigma(program), lane, place)
  report(lane, 'rsigma', theirs)
  process.stdout.write(`${lane.name}: ${(theirs.net_ms / own.net_ms).toFixed(1)} times as fast\n`)
}

export async function measureOwn(lane: Lane, place: Place): Promise<Measured> {
  const cost = await measure(logSentinel, lane, place)
  report(lane, 'log-sentinel', cost)
  return cost
}

export interface Measured extends Cost {
  /** Processor time beyond that of one event. */
  readonly net_ms: number
  readonly lines: number
}

async function measure(command: Command, lane: Lane, { folder, one, core }: Place): Promise<Measured> {
  const output = join(folder, 'output')
  const run = (file: string) => runProgram({ command: command(lane.rules, file), output, cores: core })
  const load = await run(one)
  const cost = await run(lane.file)
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
