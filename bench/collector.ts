/**
 * The collector beside rsyslog and kcat, on one real Kafka, in one run.
 *
 *     npm run bench:collector                       printed
 *     npm run bench:collector -- --quick            with small sizes
 *     npm run bench:collector -- --write            and into docs/collector-benchmarks.md
 *     npm run bench:collector -- delay              only one of throughput, delay, idle, backlog
 *     npm run bench:collector -- --gigabytes 10     of backlog, in place of 2
 *
 * Asks for rsyslog with omkafka, and kcat (Debian: rsyslog-kafka, kcat).
 */
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureBacklog } from './collector/backlog.ts'
import { measureDelay } from './collector/delay.ts'
import { measureIdle } from './collector/idle.ts'
import { type Input, measureThroughput } from './collector/throughput.ts'
import { watchTopics } from './collector/topic.ts'
import { createKcat, startCollector, startRsyslog } from './collector/ways.ts'
import { writeInput } from './input.ts'
import { publish } from './published-report.ts'
import { type Section, sectionTable } from './report.ts'
import { Workshop } from './workshop.ts'

const REPORT = fileURLToPath(new URL('../docs/collector-benchmarks.md', import.meta.url))
/** Lines of many formats, where they are at hand; simulated ones elsewhere. */
const MIXED = fileURLToPath(new URL('../../shared/data/throughput/mixed.log', import.meta.url))

const FULL = { rounds: 2, times: 10, seconds: 8, idle: { files: 10_000, seconds: 60 }, gigabytes: 2 }
const QUICK = { rounds: 1, times: 1, seconds: 3, idle: { files: 1_000, seconds: 10 }, gigabytes: 0.2 }
const PARTS = ['throughput', 'delay', 'idle', 'backlog']
const SIMULATED_LINES = 50_000

const say = (text: string) => void process.stderr.write(`${text}\n`)

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    gigabytes: { type: 'string' },
  },
  allowPositionals: true,
})
const unknown = positionals.find(name => !PARTS.includes(name))
if (unknown !== undefined) {
  say(`no part ${unknown}; there are ${PARTS.join(', ')}`)
  process.exit(2)
}
const wants = (part: string) => positionals.length === 0 || positionals.includes(part)
const { rounds, times, seconds, idle, gigabytes } = values.quick ? QUICK : FULL
const backlog_bytes = Number(values.gigabytes ?? gigabytes) * 1e9

const workshop = new Workshop()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void workshop[Symbol.asyncDispose]().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  })
}
try {
  const kafka = await workshop.kafka()
  const { bootstrap } = kafka
  const topics = watchTopics(bootstrap)
  workshop.defer(() => topics.close())
  const input = manyTimes(times)
  const collector = await startCollector(workshop, bootstrap, topics)
  const ways = [
    collector,
    await startRsyslog(workshop, bootstrap, topics),
    await createKcat(workshop, bootstrap, topics),
  ]
  const sections: Section[] = []
  if (wants('throughput')) sections.push(...(await measureThroughput(ways, topics, input, rounds, say)))
  if (wants('delay')) sections.push(await measureDelay(ways, workshop, bootstrap, { rounds, seconds, say }))
  if (wants('idle')) sections.push(await measureIdle(collector, topics, { ...idle, rounds, say }))
  if (wants('backlog')) {
    const once = { ...input, file: input.once, bytes: input.bytes / times, lines: input.lines / times }
    sections.push(await measureBacklog(collector, kafka, topics, { input: once, bytes: backlog_bytes, say }))
  }
  for (const section of sections) process.stdout.write(`${sectionTable(section)}\n\n`)
  if (values.write) {
    publish(sections, { path: REPORT, command: 'npm run bench:collector --', rounds })
    say(`written to ${REPORT}`)
  }
} finally {
  await workshop[Symbol.asyncDispose]()
}

/** One file that holds the lines `times` times. */
function manyTimes(times: number): Input & { once: string } {
  const folder = workshop.folder()
  const once = existsSync(MIXED) ? MIXED : writeInput(folder, 1, SIMULATED_LINES).file
  const content = readFileSync(once)
  const file = join(folder, 'input')
  for (let time = 0; time < times; time++) appendFileSync(file, content)
  const lines = content.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0)
  return { file, once, lines: lines * times, bytes: statSync(file).size }
}
