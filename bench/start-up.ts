/** How long a user waits: from the start of the process to the first alert that the API gives. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiClient } from '../test/helpers/api-client.ts'
import { freePorts } from '../test/helpers/free-ports.ts'
import type { Section } from './report.ts'
import type { Workshop } from './workshop.ts'

export interface StartUpOptions {
  rounds: number
  say(text: string): void
}

const POLL_MS = 20
const TIMEOUT_MS = 60_000

export async function measureStartUp(
  workshop: Workshop,
  { rounds, say }: StartUpOptions,
): Promise<Section[]> {
  const first: number[] = []
  const second: number[] = []
  const baseline: number[] = []
  for (let round = 1; round <= rounds; round++) {
    baseline.push(await bareNode())
    const folder = join(workshop.folder(), 'data')
    mkdirSync(folder)
    first.push(await untilFirstAlert(workshop, folder, 'first-run'))
    second.push(await untilFirstAlert(workshop, folder, 'second-run'))
    say(
      `round ${round}: first run ${Math.round(first.at(-1) ?? 0)} ms, second ${Math.round(second.at(-1) ?? 0)} ms`,
    )
  }
  return [
    {
      title: 'Start-up',
      about:
        'From the start of the process `log-sentinel up FILE` until `GET /api/alerts` gives the alert of a line ' +
        'that stood in the file; first on an empty data folder, where there is no database yet, then again on ' +
        'the same folder. Baseline: the start and end of `node -e 0`.',
      rows: [
        { what: 'first run, empty data folder', unit: 'ms', values: first, baseline },
        { what: 'second run', unit: 'ms', values: second, baseline },
      ],
    },
  ]
}

/** `marker` tells this run's alert from those of earlier runs on the same data. */
async function untilFirstAlert(workshop: Workshop, folder: string, marker: string): Promise<number> {
  const log = join(folder, 'bench.log')
  appendFileSync(log, `ALERT: Failed login attempt from IP 203.0.113.9 ${marker}\n`)
  const [port] = await freePorts(1)
  const api = apiClient(`http://127.0.0.1:${port}`)
  const started_ms = performance.now()
  const up = workshop.start(['up', '--port', `${port}`, '--data-dir', folder, log])
  for (;;) {
    const page = await api.alerts(`?text=${marker}`).catch(() => null) // Nobody listens yet.
    const elapsed_ms = performance.now() - started_ms
    if (page && page.items.length > 0) {
      await up.stop()
      return elapsed_ms
    }
    if (up.child.exitCode !== null || elapsed_ms > TIMEOUT_MS)
      throw new Error(`no alert after ${Math.round(elapsed_ms)} ms\n${up.stderr()}`)
    await sleep(POLL_MS)
  }
}

async function bareNode(): Promise<number> {
  const started_ms = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - started_ms
}
