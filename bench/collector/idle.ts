/** What a collector takes of the processor while thousands of files that it follows do not grow. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuOf } from '../processor.ts'
import type { Section } from '../report.ts'
import { untilTaken } from './throughput.ts'
import type { TopicWatch } from './topic.ts'
import type { Way } from './ways.ts'

const SETTLED_MS = 30_000
const BOUND_PERCENT = 1

export async function measureIdle(
  { name, topic, logs, pid }: Way,
  topics: TopicWatch,
  {
    files,
    rounds,
    seconds,
    say,
  }: { files: number; rounds: number; seconds: number; say(text: string): void },
): Promise<Section> {
  if (logs === null || pid === null) throw new Error(`${name} does not follow files`)
  const paths = Array.from({ length: files }, (_, index) => join(logs, `idle-${index}.log`))
  const wanted = (await topics.records(topic)) + files
  for (const [index, path] of paths.entries()) writeFileSync(path, `the only line of file ${index}\n`)
  await untilTaken(name, topic, topics, wanted, performance.now())
  await sleep(SETTLED_MS)
  const values: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const before_ms = cpuOf(pid)
    const started_ms = performance.now()
    await sleep(seconds * 1000)
    values.push(((cpuOf(pid) - before_ms) / (performance.now() - started_ms)) * 100)
    say(`${name}, ${files} idle files, round ${round}: ${values.at(-1)?.toFixed(2)} % of a core`)
  }
  for (const path of paths) rmSync(path)
  return {
    title: 'Files that do not grow',
    about:
      `Processor time of Log Sentinel's collector over ${seconds} s while it follows ` +
      `${files.toLocaleString('en-US')} files of one line each that nobody writes to, ${SETTLED_MS / 1000} s after the ` +
      'last of the lines was acknowledged. Baseline: the bound that it is to stay under.',
    rows: [{ what: name, unit: '% of a core', values, baseline: [BOUND_PERCENT] }],
  }
}
