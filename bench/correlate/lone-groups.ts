import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../engine/run-program.ts'
import { logSentinel, type Place } from './measure-lane.ts'
import { writeLoneGroups } from './seeded-events.ts'

const GROUPS = 10_000_000
const RULES = `title: Failure
id: failure
logsource: { category: authentication }
detection: { selection: { EventType: authentication_failure }, condition: selection }
---
title: Failures of a source
id: failures-of-a-source
correlation:
    type: event_count
    rules: [failure]
    group-by: [SourceIP]
    timespan: 1h
    condition: { gte: 10 }
`

/** What groups take in memory that are all alive at once: one event each, within the window. */
export async function measureLoneGroups({ folder, one, core }: Place): Promise<void> {
  const rules = join(folder, 'count.yml')
  writeFileSync(rules, RULES)
  const output = join(folder, 'output')
  const base = await runProgram({ command: logSentinel(rules, one), output, cores: core })
  // As a pipe: as a file it would take more than a gigabyte.
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const [cost] = await Promise.all([
    runProgram({ command: logSentinel(rules, '-'), stdin: pipe, output, cores: core }),
    writeLoneGroups(pipe, GROUPS),
  ])
  const bytes = ((cost.rss_mb - base.rss_mb) * 1024 * 1024) / GROUPS
  const each = (((cost.cpu_ms - base.cpu_ms) * 1000) / GROUPS).toFixed(2)
  process.stdout.write(
    `${GROUPS.toLocaleString('en-US')} groups in an hour: ${Math.round(cost.rss_mb)} MB at most, ` +
      `${Math.round(bytes)} bytes each beyond the ${Math.round(base.rss_mb)} MB of starting, ${each} us an event\n`,
  )
}
