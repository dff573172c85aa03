/** From the write of a line to its consumption from Kafka, while lines come at a steady rate. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchProgram } from '../../test/helpers/program.ts'
import type { Row, Section } from '../report.ts'
import { percentile } from '../statistics.ts'
import type { Workshop } from '../workshop.ts'
import type { Way } from './ways.ts'

const LINES_PER_SECOND = 10_000
const TICK_MS = 5
const WITHIN_MS = 60_000
const CONSUMER_UP_MS = 2_000
const PERCENTS = [50, 99]
const PADDING = 'GET /index.html HTTP/1.1 200 5316 "Mozilla/5.0 (X11; Linux x86_64)" '.repeat(3)

export async function measureDelay(
  ways: readonly Way[],
  workshop: Workshop,
  bootstrap: string,
  { rounds, seconds, say }: { rounds: number; seconds: number; say: (text: string) => void },
): Promise<Section> {
  const delays = new Map(ways.map(({ name }) => [name, [] as number[][]]))
  // The first round is for warming up, as with throughput.
  for (let round = 0; round <= rounds; round++) {
    for (const way of ways) {
      if (way.logs === null) continue
      const measured = await measureRound(way, way.logs, `delay-${round}`, workshop, bootstrap, seconds)
      if (round > 0) delays.get(way.name)?.push(measured)
      const [p50, p99] = PERCENTS.map(percent => percentile(measured, percent).toFixed(1))
      say(`${way.name}, round ${round}: consumed after ${p50} ms (p50), ${p99} ms (p99)`)
    }
  }
  const values = (name: string, percent: number) =>
    (delays.get(name) ?? []).map(measured => percentile(measured, percent))
  return {
    title: 'From the write of a line to its consumption',
    about:
      `Milliseconds until a consumer that waits at the broker (kcat) has a line, for every line of ` +
      `${LINES_PER_SECOND.toLocaleString('en-US')} a second, written in steps of ${TICK_MS} ms over ${seconds} s, after a round for warming up. ` +
      'Baseline: rsyslog, its queues as they are.',
    rows: PERCENTS.map(
      (percent): Row => ({
        what: `Log Sentinel, p${percent}`,
        unit: 'ms',
        values: values('Log Sentinel', percent),
        baseline: values('rsyslog', percent),
      }),
    ),
  }
}

async function measureRound(
  way: Way,
  logs: string,
  round: string,
  workshop: Workshop,
  bootstrap: string,
  seconds: number,
): Promise<number[]> {
  const child = spawn(
    'kcat',
    ['-C', '-q', '-u', '-b', bootstrap, '-t', way.topic, '-o', 'end', '-f', '%s\\n'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  workshop.keepProgram(watchProgram(child))
  const delays: number[] = []
  createInterface({ input: child.stdout }).on('line', line => {
    const written_ms = Number(/^at=(\S+) /.exec(line)?.[1])
    if (!Number.isNaN(written_ms)) delays.push(performance.now() - written_ms)
  })
  await sleep(CONSUMER_UP_MS)
  const written = await writeSteadily(join(logs, `${round}.log`), seconds)
  for (const deadline = performance.now() + WITHIN_MS; delays.length < written; await sleep(TICK_MS))
    if (performance.now() > deadline)
      throw new Error(`${way.name}: ${written - delays.length} of ${written} lines were not consumed`)
  child.kill()
  return delays
}

async function writeSteadily(file: string, seconds: number): Promise<number> {
  const fd = openSync(file, 'a')
  try {
    const started_ms = performance.now()
    const total = seconds * LINES_PER_SECOND
    let written = 0
    while (written < total) {
      await sleep(TICK_MS)
      const now_ms = performance.now()
      const due = Math.min(total, Math.floor(((now_ms - started_ms) / 1000) * LINES_PER_SECOND))
      let text = ''
      for (; written < due; written++) text += `at=${now_ms} line ${written} ${PADDING}\n`
      if (text !== '') writeSync(fd, text)
    }
    return written
  } finally {
    closeSync(fd)
  }
}
