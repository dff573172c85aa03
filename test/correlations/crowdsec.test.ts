import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { normalize } from '../../src/normalize/normalize.ts'
import { planRules } from '../../src/pipeline/correlations.ts'
import { SignalCollector } from '../../src/pipeline/scan/collect-signals.ts'
import { createScanCorrelator } from '../../src/pipeline/scan/correlate.ts'
import { loadRuleFiles } from '../../src/rulebase/load-rules.ts'

/**
 * The shipped correlations, judged by the cases of CrowdSec's hub: logs, and the alerts that its scenarios raise on
 * them. What comes out is the table in `docs/crowdsec.md`, with the reason for each difference.
 */

const CASES = new URL('../../../shared/data/crowdsec/hub-tests.ndjson', import.meta.url)
const PAGE = new URL('../../docs/crowdsec.md', import.meta.url)
const skip = existsSync(CASES) ? false : 'the cases of CrowdSec are not here'

const caseSchema = z.object({
  test: z.string(),
  lines: z.array(z.unknown()),
  expected_alerts: z
    .array(z.object({ scenario: z.string().nullish(), sources: z.array(z.string()) }))
    .default([]),
  scenario_info: z.record(z.string(), z.object({ type: z.string().nullish() })).nullish(),
})

const SAME: Readonly<Record<string, string | readonly string[]>> = {
  'ssh-bf': 'SSH Brute Force',
  'ssh-slow-bf': 'SSH Brute Force',
  'ssh-bad-keyexchange-bf': 'SSH Brute Force',
  'ssh-bf_user-enum': 'SSH Password Spraying',
  'http-probing': ['Web Scan', 'Malformed Web Requests in Series'],
  'http-dos-random-uri': 'Web Scan',
  'http-sqli-probbing-detection': 'Web Attacks in Series',
  'http-xss-probbing': 'Web Attacks in Series',
  'http-sensitive-files': 'Web Client Looks for Sensitive Files',
  'http-path-traversal-probing': 'Web Attacks in Series',
  'http-bad-user-agent': 'Web Scanner by User Agent',
  'http-generic-bf': 'Web Login Brute Force',
  'http-admin-interface-probing': 'Web Client Looks for Consoles',
  'http-dos-bypass-cache': 'Web Flood Past the Cache',
  'http-wordpress_user-enum': 'WordPress Accounts Enumerated',
  'ssh-cve-2024-6387': 'SSH Connections Left Hanging',
}

/** What their scenarios count and ours tell of each single request. */
const SINGLE = 'Web Scanner by User Agent'

/** Why something is missed, or fired beside what is expected. By case. */
const REASONS: Readonly<Record<string, string>> = {
  'apache-http-probing': 'among the probes are six path traversals',
  'CVE-2022-41697': 'specific to one product',
  'CVE-2022-46169': 'specific to one product',
  'CVE-2024-38475': 'specific to one weakness of Apache',
}

interface Row {
  test: string
  expected: string[]
  fired: string[]
}

async function judge(): Promise<{ rows: Row[]; others: number; other_alerts: number; single: number }> {
  const { set } = await loadRuleFiles([fileURLToPath(new URL('../../rules', import.meta.url))])
  const correlations = planRules(set)
  const rows: Row[] = []
  const sums = { others: 0, other_alerts: 0, single: 0 }
  for (const text of readFileSync(CASES, 'utf8').trim().split('\n')) {
    const { test, lines, expected_alerts, scenario_info } = caseSchema.parse(JSON.parse(text))
    const signals = new SignalCollector(correlations)
    const single = new Set<string>()
    let is_known = false
    for (const [at, line] of lines.entries()) {
      const value = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line))
      const received_ms = Date.UTC(2026, 10, 22)
      const { event } = normalize({ id: '', host: '', source: test, logsource: {}, value, received_ms })
      is_known ||= event.logsource.service === 'sshd' || event.logsource.category === 'webserver'
      const matches = set.match(event)
      signals.add(at + 1, event, matches, event.time_ms)
      if (matches.some(({ rule }) => rule.title === SINGLE)) single.add(`${SINGLE}: ${event.fields['c-ip']}`)
    }
    const correlator = createScanCorrelator(correlations, { lateness_ms: 0, is_merged: true })
    const stories = [...correlator.add(signals.take()), ...correlator.end()]
    const fired = stories.map(
      ({ correlation, group }) => `${correlations.headers.get(correlation)?.title}: ${group[0]?.value}`,
    )
    const wants_single = expected_alerts.some(({ scenario }) =>
      [SAME[(scenario ?? '').replace(/^.*\//, '')]].flat().includes(SINGLE),
    )
    if (wants_single) fired.push(...single)
    const isOverflow = (scenario: string) => (scenario_info?.[scenario]?.type ?? 'leaky') !== 'trigger'
    const counted = expected_alerts.filter(({ scenario }) => isOverflow(scenario ?? ''))
    if (!is_known) {
      sums.others++
      sums.other_alerts += counted.length
      assert.deepEqual(fired, [], `${test} is of an application that no rule is for`)
      continue
    }
    sums.single += expected_alerts.length - counted.length
    const expected = counted.flatMap(({ scenario, sources }) =>
      sources.map(source => `${(scenario ?? '').replace(/^.*\//, '')}: ${source}`),
    )
    if (expected.length + fired.length > 0)
      rows.push({ test, expected: expected.sort(), fired: fired.sort() })
    else rows.push({ test, expected: [], fired: [] })
  }
  return { rows, ...sums }
}

/** The ways in which ours may tell what theirs tell. */
function asOurs(expected: string): string[] {
  const at = expected.indexOf(': ')
  return [SAME[expected.slice(0, at)] ?? expected.slice(0, at)]
    .flat()
    .map(title => title + expected.slice(at))
}

function isFired(expected: string, fired: readonly string[]): boolean {
  return asOurs(expected).some(one => fired.includes(one))
}

function verdict({ test, expected, fired }: Row): string {
  const missed = expected.filter(one => !isFired(one, fired)).length
  const extra = fired.filter(one => !expected.flatMap(asOurs).includes(one)).length
  if (missed + extra === 0) return expected.length === 0 ? '' : 'all fired'
  const words = [missed > 0 ? `${missed} missed` : '', extra > 0 ? `${extra} extra` : ''].filter(Boolean)
  return `${words.join(', ')}: ${REASONS[test] ?? 'UNEXPLAINED'}`
}

function render({ rows, others, other_alerts, single }: Awaited<ReturnType<typeof judge>>): string {
  const told = rows.filter(({ expected, fired }) => expected.length + fired.length > 0)
  const expected = told.flatMap(row => row.expected)
  const hits = told.flatMap(row => row.expected.filter(one => isFired(one, row.fired)))
  const extra = told.flatMap(row => row.fired.filter(one => !row.expected.flatMap(asOurs).includes(one)))
  const lines = told.map(
    row => `| ${row.test} | ${row.expected.join('<br>')} | ${row.fired.join('<br>')} | ${verdict(row)} |`,
  )
  return `# The shipped correlations on CrowdSec's cases

Generated by \`test/correlations/crowdsec.test.ts\`, which holds it: the tests of [CrowdSec's hub](https://github.com/crowdsecurity/hub)
(MIT) are logs with the alerts that its scenarios raise on them. Of its ${rows.length + others} tests ${rows.length} hold lines of sshd or requests to a web
server, which Log Sentinel ships correlations for. In ${rows.length - told.length} of these nothing is expected that counts events, and nothing
fires. The others are below: **${hits.length} of ${expected.length} expected alerts fire, ${extra.length} fires beside them.** ${single} more of their alerts are of
single lines (exploits of one product), which is the work of rules. The remaining ${others} tests, with ${other_alerts} alerts, are of
applications that no shipped correlation is for; none fires on them.

| case | CrowdSec | Log Sentinel | difference |
| --- | --- | --- | --- |
${lines.join('\n')}
`
}

test("the shipped correlations fire on CrowdSec's cases as the page says, and every difference has its reason", {
  skip,
}, async () => {
  const rendered = render(await judge())
  assert.doesNotMatch(rendered, /UNEXPLAINED/)
  assert.equal(readFileSync(PAGE, 'utf8'), rendered)
})
