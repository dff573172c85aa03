/** Lines a second from a file that is there to what the broker acknowledged. */
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf } from '../memory.ts'
import type { Row, Section } from '../report.ts'
import type { TopicWatch } from './topic.ts'
import type { Way } from './ways.ts'

export interface Input {
  file: string
  lines: number
  bytes: number
}

const POLL_MS = 10
const TIMEOUT_MS = 300_000
/** Nothing may follow what was expected. */
const SETTLED_MS = 300

export async function measureThroughput(
  ways: readonly Way[],
  topics: TopicWatch,
  input: Input,
  rounds: number,
  say: (text: string) => void,
): Promise<Section[]> {
  const seconds = new Map(ways.map(way => [way.name, [] as number[]]))
  // The first round is for warming up.
  for (let round = 0; round <= rounds; round++) {
    for (const way of ways) {
      const taken_s = (await sendAll(way, topics, input, `round-${round}`)) / 1000
      if (round > 0) seconds.get(way.name)?.push(taken_s)
      const rate = Math.round(input.lines / taken_s)
      say(`${way.name}, round ${round}: ${rate} lines/s, ${(input.bytes / 1e6 / taken_s).toFixed(1)} MB/s`)
    }
  }
  const rows = (unit: 'lines/s' | 'MB/s', amount: number): Row[] => {
    const rates = (name: string) => (seconds.get(name) ?? []).map(taken_s => amount / taken_s)
    return ways
      .filter(({ name }) => name !== 'rsyslog')
      .map(({ name }) => ({ what: name, unit, values: rates(name), baseline: rates('rsyslog') }))
  }
  const memory = ways.flatMap(way => {
    const used = memoryOf(way.pid ?? undefined)
    return used === null ? [] : [{ name: way.name, peak: used.peak }]
  })
  const rsyslog = memory.find(({ name }) => name === 'rsyslog')?.peak ?? Number.NaN
  const own = memory.find(({ name }) => name === 'Log Sentinel')?.peak ?? Number.NaN
  return [
    {
      title: 'From the file to what Kafka acknowledged',
      about:
        `A file of ${input.lines.toLocaleString('en-US')} lines (${Math.round(input.bytes / 1e6)} MB) is moved into a ` +
        'folder that is followed; measured is until the broker has all of its lines, each once. Log Sentinel with ' +
        'record ids, positions and the loss ledger, as it is installed. Baseline: rsyslog (imfile and omkafka), ' +
        'which gives a record no identity. kcat does not follow files: it is the ceiling of librdkafka. The ways ' +
        'take turns, round by round.',
      rows: [...rows('lines/s', input.lines), ...rows('MB/s', input.bytes / 1e6)],
    },
    {
      title: 'Memory',
      about: 'Peak resident memory after these rounds. Baseline: rsyslog.',
      rows: [{ what: 'Log Sentinel', unit: 'MiB', values: [own], baseline: [rsyslog] }],
    },
  ]
}

async function sendAll(way: Way, topics: TopicWatch, input: Input, round: string): Promise<number> {
  const wanted = (await topics.records(way.topic)) + input.lines
  const started_ms = await way.send(input.file, round)
  return await untilTaken(way.name, way.topic, topics, wanted, started_ms)
}

/** Resolves once the topic has exactly `wanted` records, with the time since `started_ms`. Rejects where nothing comes. */
export async function untilTaken(
  name: string,
  topic: string,
  topics: TopicWatch,
  wanted: number,
  started_ms: number,
): Promise<number> {
  let most = 0
  let grew_ms = performance.now()
  for (;;) {
    // A broker that comes back may not know yet what it leads.
    const have = await topics.records(topic).catch(() => most)
    const now_ms = performance.now()
    if (have >= wanted) {
      await sleep(SETTLED_MS)
      const settled = await topics.records(topic)
      if (settled !== wanted) throw new Error(`${name} sent ${settled - wanted} records too many`)
      return now_ms - started_ms
    }
    if (have > most) grew_ms = now_ms
    most = have
    if (now_ms - grew_ms > TIMEOUT_MS) throw new Error(`${name}: ${wanted - have} lines did not come through`)
    await sleep(POLL_MS)
  }
}
