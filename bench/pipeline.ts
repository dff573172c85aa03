/**
 * From the file to the committed alert, with two detectors and the public rules, beside rsyslog and RSigma on the same
 * real Kafka, in one run.
 *
 *     RSIGMA=/path/to/rsigma npm run bench:pipeline      printed
 *     npm run bench:pipeline -- --quick                  with small sizes
 *     npm run bench:pipeline -- --write                  and into docs/pipeline-benchmarks.md
 *
 * Without RSIGMA, Log Sentinel is measured alone. Asks for rsyslog with omkafka, and kcat (Debian: rsyslog-kafka, kcat).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { watchTopics } from './collector/topic.ts'
import { startLogSentinel, startRsigma } from './pipeline/chain.ts'
import { measureChains } from './pipeline/measurements.ts'
import { pipelineSections } from './pipeline/pipeline-sections.ts'
import type { Lines } from './pipeline/run-through.ts'
import { publish, versionOf } from './published-report.ts'
import { sectionTable } from './report.ts'
import { Workshop } from './workshop.ts'

const REPORT = fileURLToPath(new URL('../docs/pipeline-benchmarks.md', import.meta.url))
const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url))
const MIXED = join(DATA, 'throughput/mixed.log')
const RULES = join(DATA, 'sigma-rules/sigma-rules.tar.gz')

const FULL = { rounds: 2, times: 2, seconds: 15 }
const QUICK = { rounds: 1, times: 1, seconds: 5 }
/** As many files as the topic has partitions: a file stays in one, for its order is kept. */
const FILES = 6

const say = (text: string) => void process.stderr.write(`${text}\n`)

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const missing = [MIXED, RULES].filter(path => !existsSync(path))
if (missing.length > 0) {
  say(`not at hand: ${missing.join(', ')}`)
  process.exit(2)
}
const { rounds, times, seconds } = values.quick ? QUICK : FULL
const rsigma = process.env['RSIGMA']

const workshop = new Workshop()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void workshop[Symbol.asyncDispose]().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  })
}
try {
  const kafka = await workshop.kafka()
  const topics = watchTopics(kafka.bootstrap)
  workshop.defer(() => topics.close())
  const rules = unpackedRules()
  const lines = readFileSync(MIXED, 'utf8').split('\n').slice(0, -1)
  const inputs = writeInputs(Array.from({ length: times }, () => lines).flat())
  const chains = [await startLogSentinel(workshop, kafka, rules)]
  if (rsigma !== undefined) chains.push(await startRsigma(workshop, kafka, topics, rules, rsigma))
  const measured = await measureChains(chains, kafka.pid, { inputs, lines, rounds, seconds, say })
  const [own, peer = null] = measured
  if (own === undefined) throw new Error('nothing was measured')
  const facts = {
    lines: lines.length * times,
    bytes: inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    files: FILES,
    seconds,
  }
  const sections = pipelineSections(own, peer, facts)
  for (const section of sections) process.stdout.write(`${sectionTable(section)}\n\n`)
  if (values.write) {
    const variable = rsigma === undefined ? '' : 'RSIGMA=/path/to/rsigma '
    publish(sections, {
      path: REPORT,
      command: `${variable}npm run bench:pipeline --`,
      rounds,
      parts: rsigma === undefined ? {} : { RSigma: versionOf(rsigma, ['--version']) },
    })
    say(`written to ${REPORT}`)
  }
} finally {
  await workshop[Symbol.asyncDispose]()
}

function unpackedRules(): string {
  const folder = workshop.folder()
  execFileSync('tar', ['-xzf', RULES, '-C', folder, 'rules'])
  return join(folder, 'rules')
}

/** The lines by turns in as many files as there are partitions. */
function writeInputs(lines: readonly string[]): (Lines & { bytes: number })[] {
  const folder = workshop.folder()
  return Array.from({ length: FILES }, (_, index) => {
    const file = join(folder, `input-${index}`)
    const own = lines.filter((_, line) => line % FILES === index)
    const text = `${own.join('\n')}\n`
    writeFileSync(file, text)
    return { file, lines: own.length, bytes: Buffer.byteLength(text) }
  })
}
