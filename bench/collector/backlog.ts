/**
 * What a collector holds in memory while the broker is away and a file grows by gigabytes, and while it catches up
 * afterwards: of the whole process, as it is installed.
 */
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestKafka } from '../../test/helpers/kafka.ts'
import { memoryOf } from '../memory.ts'
import type { Row, Section } from '../report.ts'
import { type Input, untilTaken } from './throughput.ts'
import type { TopicWatch } from './topic.ts'
import type { Way } from './ways.ts'

const SAMPLED_EVERY_MS = 20
/** How long the broker stays away after the last line was written: longer than a request may take. */
const AWAY_MS = 50_000
const BOUND_MIB = 256e6 / 2 ** 20

/** `bytes`: by how much the file grows, in whole inputs. */
export async function measureBacklog(
  { name, logs, pid, topic }: Way,
  kafka: TestKafka,
  topics: TopicWatch,
  { input, bytes, say }: { input: Input; bytes: number; say: (text: string) => void },
): Promise<Section> {
  if (logs === null || pid === null) throw new Error(`${name} does not follow files`)
  const times = Math.ceil(bytes / input.bytes)
  const content = readFileSync(input.file)
  const file = join(logs, 'backlog.log')
  const wanted = (await topics.records(topic)) + times * input.lines
  const rows: Row[] = []
  const during = async (phase: string, work: () => Promise<unknown>) => {
    const peak = await peakWhile(pid, work)
    say(`${name}, ${phase}: ${peak.toFixed(0)} MiB at most`)
    rows.push({ what: phase, unit: 'MiB', values: [peak], baseline: [BOUND_MIB] })
  }
  await kafka.kill()
  await during('while the broker is away', async () => {
    for (let time = 0; time < times; time++) {
      appendFileSync(file, content)
      await sleep(SAMPLED_EVERY_MS)
    }
    await sleep(AWAY_MS)
  })
  await during('while it catches up', async () => {
    await kafka.restart()
    await untilTaken(name, topic, topics, wanted, performance.now())
  })
  rmSync(file)
  return {
    title: 'Memory while the broker is away',
    about:
      `Peak resident memory of Log Sentinel's collector, looked at every ${SAMPLED_EVERY_MS} ms, while the broker is ` +
      `away (killed) and a file grows by ${((times * input.bytes) / 1e9).toFixed(1)} GB, and then until the broker that ` +
      'is back has every line of it, each once. Baseline: the bound that it is to stay under, 256 MB.',
    rows,
  }
}

async function peakWhile(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = 0
  let over = false
  const watching = (async () => {
    while (!over) {
      peak = Math.max(peak, memoryOf(pid)?.now ?? Number.NaN)
      await sleep(SAMPLED_EVERY_MS)
    }
  })()
  try {
    await work()
  } finally {
    over = true
    await watching
  }
  return peak
}
