/**
 * The collector beside rsyslog and kcat, on one real Kafka, in one run.
 *
 *     npm run bench:collector                printed
 *     npm run bench:collector -- --quick     with small sizes
 *     npm run bench:collector -- --write     and into docs/collector-benchmarks.md
 *
 * Asks for rsyslog with omkafka, and kcat (Debian: rsyslog-kafka, kcat).
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { version } from '../src/version.ts'
import { measureDelay } from './collector/delay.ts'
import { type Input, measureThroughput } from './collector/throughput.ts'
import { watchTopics } from './collector/topic.ts'
import { createKcat, startCollector, startRsyslog } from './collector/ways.ts'
import { writeInput } from './input.ts'
import { report, sectionTable } from './report.ts'
import { Workshop } from './workshop.ts'

const REPORT = fileURLToPath(new URL('../docs/collector-benchmarks.md', import.meta.url))
/** Lines of many formats, where they are at hand; simulated ones elsewhere. */
const MIXED = fileURLToPath(new URL('../../shared/data/throughput/mixed.log', import.meta.url))

const FULL = { rounds: 2, times: 10, seconds: 8 }
const QUICK = { rounds: 1, times: 1, seconds: 3 }
const SIMULATED_LINES = 50_000

const say = (text: string) => void process.stderr.write(`${text}\n`)

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
})
const { rounds, times, seconds } = values.quick ? QUICK : FULL

const workshop = new Workshop()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void workshop[Symbol.asyncDispose]().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  })
}
try {
  const { bootstrap } = await workshop.kafka()
  const topics = watchTopics(bootstrap)
  workshop.defer(() => topics.close())
  const input = manyTimes(times)
  const ways = [
    await startCollector(workshop, bootstrap, topics),
    await startRsyslog(workshop, bootstrap, topics),
    await createKcat(workshop, bootstrap, topics),
  ]
  const sections = [
    ...(await measureThroughput(ways, topics, input, rounds, say)),
    await measureDelay(ways, workshop, bootstrap, { rounds, seconds, say }),
  ]
  for (const section of sections) process.stdout.write(`${sectionTable(section)}\n\n`)
  if (values.write) {
    const command = ['npm run bench:collector --', ...process.argv.slice(2)].join(' ')
    const parts = {
      rsyslog: versionOf('rsyslogd', ['-v']),
      kcat: versionOf('kcat', ['-V']),
      // Much more than the number of cores means that other work took its part.
      'Load average': loadavg()[0]?.toFixed(1) ?? 'unknown',
    }
    writeFileSync(REPORT, report(sections, { version: version(), command, rounds, parts }))
    say(`written to ${REPORT}`)
  }
} finally {
  await workshop[Symbol.asyncDispose]()
}

/** One file that holds the lines `times` times. */
function manyTimes(times: number): Input {
  const folder = workshop.folder()
  const once = existsSync(MIXED) ? MIXED : writeInput(folder, 1, SIMULATED_LINES).file
  const content = readFileSync(once)
  const file = join(folder, 'input')
  for (let time = 0; time < times; time++) appendFileSync(file, content)
  const lines = content.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0)
  return { file, lines: lines * times, bytes: statSync(file).size }
}

function versionOf(program: string, args: readonly string[]): string {
  const text = execFileSync(program, args, { encoding: 'utf8' })
  return /\d+\.[\d.]+/.exec(text)?.[0] ?? 'unknown'
}
