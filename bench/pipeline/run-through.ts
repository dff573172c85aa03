/** Lines on their way through a chain: how long they take, and what each costs. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Input, pathInPartition, putInPlace } from '../input.ts'
import { cpuOf, cpuOfFamily } from '../processor.ts'
import { type Chain, PARTS, type Part } from './chain.ts'

/** A file, and how many lines it has. */
export type Lines = Pick<Input, 'file' | 'lines'>

export interface Run {
  lines_per_second: number
  /** Microseconds of processor time for each line. */
  cost_us: Readonly<Record<Part | 'broker', number>>
  findings: number
}

const POLL_MS = 200
const TICK_MS = 20
const TIMEOUT_MS = 300_000
/** Nothing may follow what was expected. */
const SETTLED_MS = 500

/** All lines are there at once, as whole files. */
export function runAtOnce(
  chain: Chain,
  broker: number,
  inputs: readonly Lines[],
  round: string,
): Promise<Run> {
  const lines = inputs.reduce((sum, input) => sum + input.lines, 0)
  return run(chain, broker, async () => ({ lines, started_ms: putInPlace(inputs, chain.logs, round) }))
}

/** Lines are written at a steady rate, by turns to as many files as `files` says. */
export function runSteadily(
  chain: Chain,
  broker: number,
  lines: readonly string[],
  { rate, seconds, files, round }: { rate: number; seconds: number; files: number; round: string },
): Promise<Run> {
  const total = Math.round(rate * seconds)
  const paths = Array.from({ length: files }, (_, file) =>
    pathInPartition(file, n => join(chain.logs, `${round}-${file}-${n}.log`)),
  )
  return run(chain, broker, async () => {
    const started_ms = performance.now()
    for (let written = 0; written < total; await sleep(TICK_MS)) {
      const due = Math.min(total, Math.floor(((performance.now() - started_ms) / 1000) * rate))
      const texts = paths.map(() => '')
      for (; written < due; written++) texts[written % files] += `${lines[written % lines.length]}\n`
      for (const [file, path] of paths.entries()) appendFileSync(path, texts[file] ?? '')
    }
    return { lines: total, started_ms }
  })
}

async function run(
  chain: Chain,
  broker: number,
  put: () => Promise<{ lines: number; started_ms: number }>,
): Promise<Run> {
  const passed = await chain.passed()
  const findings = await chain.findings()
  const before = cpuMs(chain, broker)
  const { lines, started_ms } = await put()
  const ended_ms = await untilPassed(chain, passed + lines)
  const after = cpuMs(chain, broker)
  const cost_us = (part: Part | 'broker') => ((after[part] - before[part]) * 1000) / lines
  return {
    lines_per_second: (lines * 1000) / (ended_ms - started_ms),
    cost_us: {
      reading: cost_us('reading'),
      detecting: cost_us('detecting'),
      showing: cost_us('showing'),
      broker: cost_us('broker'),
    },
    findings: (await chain.findings()) - findings,
  }
}

async function untilPassed(chain: Chain, wanted: number): Promise<number> {
  const deadline_ms = performance.now() + TIMEOUT_MS
  for (;;) {
    const passed = await chain.passed()
    const now_ms = performance.now()
    if (passed >= wanted) {
      await sleep(SETTLED_MS)
      const settled = await chain.passed()
      if (settled !== wanted)
        throw new Error(`${chain.name}: ${settled - wanted} lines too many came through`)
      return now_ms
    }
    if (now_ms > deadline_ms) throw new Error(`${chain.name}: ${wanted - passed} lines did not come through`)
    await sleep(POLL_MS)
  }
}

/** The database is part of detecting: it is where the alerts are committed. */
function cpuMs(chain: Chain, broker: number): Record<Part | 'broker', number> {
  const [reading = 0, detecting = 0, showing = 0] = PARTS.map(part =>
    chain.pids[part].reduce((sum, pid) => sum + cpuOf(pid), 0),
  )
  const database = chain.database === null ? 0 : cpuOfFamily(chain.database)
  return { reading, detecting: detecting + database, showing, broker: cpuOf(broker) }
}
