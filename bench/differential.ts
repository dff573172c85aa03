import { execFileSync } from 'node:child_process'
import { createReadStream, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isJsonObject } from '../src/normalize/json/json-object.ts'
import { loadRuleFiles } from '../src/rulebase/load-rules.ts'
import { createMatcher } from '../src/sigma/index.ts'
import { corporaOf, eventsOf } from './differential/corpora.ts'
import { type Difference, differentialReport } from './differential/differential-report.ts'
import { KNOWN_DIFFERENCES } from './differential/known-differences.ts'
import { writeLines } from './engine/lanes.ts'

/**
 * Holds the engine against RSigma: every public rule on every event of every corpus at hand, without regard to
 * logsources, rule by rule and event by event. Both get the same fields, those that the normaliser makes.
 *
 *     RSIGMA=/path/to/rsigma node bench/differential.ts [--write]
 *
 * Every difference is printed, and `--write` writes docs/rsigma-differences.md. It ends with 1 where a rule differs that
 * is not among the known ones (differential/known-differences.ts).
 */
const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url))
const REPORT = fileURLToPath(new URL('../docs/rsigma-differences.md', import.meta.url))
/** The field by which an event is known again in the peer's output. */
const NUMBER_FIELD = 'differential_event'

async function main(executable: string, write: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-differential-'))
  try {
    execFileSync('tar', ['-xzf', join(DATA, 'sigma-rules/sigma-rules.tar.gz'), '-C', folder])
    const { set, problems } = await loadRuleFiles([folder])
    process.stdout.write(`${set.rules.length} rules, ${problems.length} left out\n`)
    for (const { file, reason } of problems) process.stdout.write(`left out: ${file}: ${reason}\n`)
    const matcher = createMatcher(set.rules, { unknown_logsource: 'all' })
    const titles = new Map(set.rules.map(rule => [rule.id, rule.title]))
    const differences = new Map<string, Difference>()
    const corpora = corporaOf(DATA)
    const totals = {
      rules: set.rules.length,
      left_out: new Set(problems.map(({ file }) => file)).size,
      corpora: corpora.length,
      events: 0,
      matches: 0,
    }
    for (const corpus of corpora) {
      const file = join(folder, 'events.ndjson')
      const events = eventsOf(corpus).map((event, number) => ({
        ...event.fields,
        [NUMBER_FIELD]: `n${number}n`,
      }))
      const lines = events.map(fields => JSON.stringify(fields))
      await writeLines(file, lines)
      const theirs = await matchesOf(executable, folder, file, join(folder, 'matches.ndjson'))
      let matches = 0
      for (const [number, fields] of events.entries()) {
        // As the peer has it: what is searched for keywords are the values of the fields.
        const found = matcher.match({ logsource: {}, fields, raw: '' })
        const ours = new Set(found.map(({ rule }) => rule.id))
        const other = theirs.get(`n${number}n`) ?? new Set<string>()
        matches += ours.size
        for (const id of ours.symmetricDifference(other)) {
          const difference = differences.get(id) ?? {
            title: titles.get(id) ?? '(left out)',
            ours: 0,
            theirs: 0,
            example: `${corpus.name}: ${(lines[number] ?? '').slice(0, 2000)}`,
          }
          difference[ours.has(id) ? 'ours' : 'theirs']++
          differences.set(id, difference)
        }
      }
      totals.events += events.length
      totals.matches += matches
      process.stdout.write(`${corpus.name}: ${events.length} events, ${matches} matches\n`)
    }
    process.stdout.write(
      `${totals.events} events, ${totals.matches} matches, ${differences.size} rules differ\n`,
    )
    const known = new Set(KNOWN_DIFFERENCES.flatMap(({ rules }) => rules))
    for (const [id, { title, ours, theirs, example }] of differences)
      process.stdout.write(
        `${known.has(id) ? 'known' : 'NOT KNOWN'}: ${id}  ${title}: ${ours} only here, ${theirs} only there\n    ${example}\n`,
      )
    if (write) writeFileSync(REPORT, differentialReport(totals, differences))
    return [...differences.keys()].every(id => known.has(id)) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The rules that the peer matches on each event, by the event's number. */
async function matchesOf(
  executable: string,
  rules: string,
  events: string,
  output: string,
): Promise<Map<string, Set<string>>> {
  const args = ['engine', 'eval', '-r', rules, '--quiet', '--output-format', 'ndjson', '--include-event']
  execFileSync(executable, args, { stdio: [openSync(events, 'r'), openSync(output, 'w'), 'inherit'] })
  const matches = new Map<string, Set<string>>()
  for await (const line of createInterface({ input: createReadStream(output) })) {
    const match: unknown = JSON.parse(line)
    const event = isJsonObject(match) ? match['event'] : undefined
    if (!isJsonObject(match) || !isJsonObject(event))
      throw new Error(`not a match with its event: ${line.slice(0, 500)}`)
    const number = String(event[NUMBER_FIELD])
    matches.set(number, (matches.get(number) ?? new Set()).add(String(match['rule_id'])))
  }
  return matches
}

const executable = process.env['RSIGMA']
if (executable === undefined || !existsSync(executable)) {
  process.stdout.write('skipped: RSIGMA does not name an executable of RSigma\n')
} else if (!existsSync(DATA)) {
  process.stdout.write(`skipped: the corpora are not at hand: ${DATA}\n`)
} else {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
  process.exitCode = await main(executable, values.write)
}
