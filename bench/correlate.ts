import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { measureLoneGroups } from './correlate/lone-groups.ts'
import { compareLane, type Lane, measureOwn } from './correlate/measure-lane.ts'
import { writeSeeded } from './correlate/seeded-events.ts'
import { measureSignals } from './correlate/signals.ts'

/**
 * How fast `log-sentinel scan` correlates, by the processor time that it takes beyond starting, on one core.
 *
 *     RSIGMA=/path/to/rsigma node bench/correlate.ts [--part PART]... [--events 200000] [--core 0]
 *
 * - `lanes`: side by side with RSigma: the same rules on the same events. Without RSIGMA this program is measured alone.
 * - `groups`: what an event costs with 10 to 1,000,000 groups.
 * - `windows`: what an event costs with windows of a minute to a day, in which there are ever more events.
 * - `memory`: 10 million groups within an hour.
 * - `signals`: signals a second through Kafka with state in PostgreSQL, on one and on two correlators.
 */
const PARTS = ['lanes', 'groups', 'windows', 'memory', 'signals'] as const
const DATA = fileURLToPath(new URL('../../shared/data/engine-lanes/', import.meta.url))
const LANE_REPEATS = 10
const GROUPS = [10, 1000, 100_000, 1_000_000]
const WINDOWS = ['1m', '1h', '24h']
/** Every group is there several times, so that it is measured what lives on, too. */
const EVENTS_A_GROUP = 2

const { values: options } = parseArgs({
  options: {
    part: { type: 'string', multiple: true, default: [...PARTS] },
    events: { type: 'string', default: '200000' },
    core: { type: 'string', default: '0' },
  },
})

async function main(): Promise<void> {
  const rules = join(DATA, 'correlation-rules.yml')
  if (!existsSync(rules)) throw new Error(`the rules are not at hand: ${rules}`)
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-bench-'))
  try {
    const events = Number(options.events)
    const lines = gunzipSync(readFileSync(join(DATA, 'correlation.ndjson.gz'))).toString()
    const one = join(folder, 'one.ndjson')
    writeFileSync(one, `${lines.split('\n', 1)[0]}\n`)
    const place = { folder, one, core: options.core }
    if (options.part.includes('lanes')) {
      const repeated = join(folder, 'lane.ndjson')
      writeFileSync(repeated, lines.repeat(LANE_REPEATS))
      const attacks = join(folder, 'attacks.ndjson')
      await writeSeeded(attacks, { events, groups: 1000, every_ms: 10 })
      const lanes: Lane[] = [
        {
          name: "RSigma's lane, ten times",
          file: repeated,
          rules,
          events: lines.trimEnd().split('\n').length * LANE_REPEATS,
        },
        { name: 'attacks among 1,000 users', file: attacks, rules, events },
      ]
      for (const lane of lanes) await compareLane(lane, place)
    }
    if (options.part.includes('groups'))
      for (const groups of GROUPS) {
        const file = join(folder, `groups-${groups}.ndjson`)
        const own_events = Math.max(events, EVENTS_A_GROUP * groups)
        await writeSeeded(file, { events: own_events, groups, every_ms: 10 })
        await measureOwn(
          { name: `${groups.toLocaleString('en-US')} users`, file, rules, events: own_events },
          place,
        )
        rmSync(file)
      }
    if (options.part.includes('windows')) {
      // A day of events.
      const file = join(folder, 'day.ndjson')
      await writeSeeded(file, { events, groups: 1000, every_ms: Math.floor(86_400_000 / events) })
      for (const timespan of WINDOWS) {
        const own_rules = join(folder, `rules-${timespan}.yml`)
        writeFileSync(
          own_rules,
          readFileSync(rules, 'utf8').replaceAll('timespan: 5m', `timespan: ${timespan}`),
        )
        await measureOwn({ name: `windows of ${timespan}`, file, rules: own_rules, events }, place)
      }
    }
    if (options.part.includes('memory')) await measureLoneGroups(place)
    if (options.part.includes('signals')) await measureSignals(events)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
