/** From the line's write to the pushed alert in a browser. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { simulate } from '../src/simulate/simulate.ts'
import { eventually } from '../test/helpers/eventually.ts'
import { endAll, type Installation, installEmbedded, installOnKafka } from './installation.ts'
import type { Row, Section } from './report.ts'
import { percentile } from './statistics.ts'
import type { Workshop } from './workshop.ts'

export interface DelayOptions {
  rounds: number
  /** How long lines are written in each round. */
  seconds: number
  say(text: string): void
}

const RATES = [100, 5_000]
const ALERT_EVERY_LINES = 20
const TICK_MS = 10
const IN_PAGE = fileURLToPath(new URL('delay-in-page.js', import.meta.url))
const PLAIN_WATCH = fileURLToPath(new URL('plain-watch.ts', import.meta.url))
const PERCENTS = [50, 99]

export async function measureDelay(workshop: Workshop, options: DelayOptions): Promise<Section[]> {
  const browser = await workshop.browser()
  const rows: Row[] = []
  const embedded = await installEmbedded(workshop)
  rows.push(...(await delays(embedded, browser, workshop, options)))
  await endAll(embedded)
  const onKafka = await installOnKafka(workshop, await workshop.postgres())
  rows.push(...(await delays(onKafka, browser, workshop, options)))
  await endAll(onKafka)
  return [
    {
      title: 'From the line to the alert on the page',
      about:
        `Milliseconds from the write of a line, every ${ALERT_EVERY_LINES}th of which raises an alert, until the ` +
        'alert has reached the page over its stream, and until the list on the page shows it (the page takes new ' +
        'alerts in several times a second, not one by one). A real Chromium on the same machine. No alert was ' +
        'missing. Baseline: a process that does nothing but `fs.watch` and read the same file at the same time.',
      rows,
    },
  ]
}

interface Delays {
  arrived: number[]
  shown: number[]
  plain: number[]
}

async function delays(
  installation: Installation,
  browser: Browser,
  workshop: Workshop,
  { rounds, seconds, say }: DelayOptions,
): Promise<Row[]> {
  const log = join(installation.logs, 'delay.log')
  writeFileSync(log, '')
  const plain = await startPlainWatch(log, workshop)
  const page = await openAlerts(installation, browser)
  const rows: Row[] = []
  for (const rate of RATES) {
    const measured: Delays[] = []
    for (let round = 1; round <= rounds; round++) {
      const delays = await measureRound(log, rate, seconds, page, plain)
      measured.push(delays)
      const [p50, p99] = PERCENTS.map(percent => Math.round(percentile(delays.shown, percent)))
      say(
        `${installation.name}, ${rate} lines/s, round ${round}: shown after ${p50} ms (p50), ${p99} ms (p99)`,
      )
    }
    for (const [what, key] of [
      ['received', 'arrived'],
      ['shown', 'shown'],
    ] as const)
      for (const percent of PERCENTS)
        rows.push({
          what: `${installation.name}: ${rate.toLocaleString('en-US')} lines/s, ${what}, p${percent}`,
          unit: 'ms',
          values: measured.map(delays => percentile(delays[key], percent)),
          baseline: measured.map(delays => percentile(delays.plain, percent)),
        })
  }
  await page.close()
  return rows
}

async function openAlerts({ address }: Installation, browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.addInitScript({ path: IN_PAGE })
  await page.goto(`${address}/alerts`)
  await page.getByRole('button', { name: 'Live' }).waitFor()
  await page.locator('tr[data-id]').first().waitFor()
  return page
}

const takenSchema = z.array(
  z.object({ written_ms: z.number(), arrived_ms: z.number(), shown_ms: z.number().nullable() }).nullable(),
)

async function measureRound(
  log: string,
  rate: number,
  seconds: number,
  page: Page,
  plain: ChildProcess,
): Promise<Delays> {
  await page.evaluate('benchTake()')
  await askPlainWatch(plain)
  const alerts = await writeLines(log, rate, seconds)
  await eventually(async () => {
    const shown = await page.evaluate('benchShown()')
    if (shown !== alerts) throw new Error(`the page shows ${shown} of ${alerts} alerts`)
  }, 60_000)
  const taken = takenSchema.parse(await page.evaluate('benchTake()')).filter(alert => alert !== null)
  if (taken.length !== alerts) throw new Error(`${taken.length} of ${alerts} alerts reached the page`)
  return {
    arrived: taken.map(({ written_ms, arrived_ms }) => arrived_ms - written_ms),
    shown: taken.flatMap(({ written_ms, shown_ms }) => (shown_ms === null ? [] : [shown_ms - written_ms])),
    plain: await askPlainWatch(plain),
  }
}

/** Returns how many of the lines raise an alert. */
async function writeLines(log: string, rate: number, seconds: number): Promise<number> {
  const noise = noiseLines()
  const lines = rate * seconds
  const started_ms = performance.now()
  let alerts = 0
  for (let written = 0; written < lines; ) {
    const due = Math.min(lines, Math.floor(((performance.now() - started_ms) * rate) / 1000) + 1)
    const written_ms = performance.timeOrigin + performance.now()
    let text = ''
    for (; written < due; written++)
      text +=
        written % ALERT_EVERY_LINES === 0
          ? `ALERT: Failed login attempt from IP 203.0.113.9 bench=${alerts++} written_ms=${written_ms.toFixed(3)}\n`
          : `${noise[written % noise.length]}\n`
    if (text !== '') appendFileSync(log, text)
    await sleep(TICK_MS)
  }
  return alerts
}

const NOISE_LINES = 2_000

/** Lines of the simulation on which no rule fires. */
function noiseLines(): string[] {
  const noise: string[] = []
  for (const { line, rules } of simulate({ seed: 1, start_ms: Date.now(), lines_per_second: 100 })) {
    if (rules.length === 0) noise.push(line)
    if (noise.length === NOISE_LINES) break
  }
  return noise
}

async function startPlainWatch(log: string, workshop: Workshop): Promise<ChildProcess> {
  const child = fork(PLAIN_WATCH, [log])
  const ended = once(child, 'exit')
  workshop.defer(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await once(child, 'message')
  return child
}

async function askPlainWatch(child: ChildProcess): Promise<number[]> {
  const answer = once(child, 'message')
  child.send('delays')
  const [delays] = await answer
  return z.array(z.number()).parse(delays)
}
