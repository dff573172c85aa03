import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { runScan } from './testing/run-scan.ts'

/** What the correlations of a scan can not take is counted, and told with its reason. */

const RULES = `title: Sent
id: sent
logsource: { product: test }
detection: { s: { Kind: sent }, condition: s }
---
title: Sent much
id: much
logsource: { product: test }
detection: { s: { Bytes|exists: true }, condition: s }
---
title: Exfiltration
id: exfiltration
correlation: { type: value_sum, rules: [sent], group-by: [User], timespan: 60s, condition: { field: Bytes, gte: 100 } }
---
title: Series
id: series
correlation: { type: event_count, rules: [sent, much], group-by: [User], timespan: 60s, condition: { gte: 3 } }
---
title: SSH
id: ssh
logsource: { product: linux, service: sshd }
detection: { s: { action: login, outcome: failure }, condition: s }
---
title: Guessing
id: guessing
correlation: { type: event_count, rules: [ssh], group-by: [src_ip], timespan: 60s, condition: { gte: 5 } }
`
const sent = (second: number, fields: object) =>
  JSON.stringify({
    '@timestamp': `2026-01-01T00:00:0${second}Z`,
    product: 'test',
    Kind: 'sent',
    User: 'anna',
    ...fields,
  })

async function scanned(context: { after(cleanUp: () => void): void }, lines: readonly string[]) {
  const folder = temporaryFolder(context)
  writeFileSync(join(folder, 'rules.yml'), RULES)
  writeFileSync(join(folder, 'a.log'), lines.map(line => `${line}\n`).join(''))
  const { stdout, stderr } = await runScan([
    ...['--rules', join(folder, 'rules.yml'), '--format', 'ndjson'],
    join(folder, 'a.log'),
  ])
  const results = stdout.split('\n').filter(Boolean)
  return {
    stderr,
    stories: results
      .map(line => JSON.parse(line))
      .map(({ rule_id, count, value }) => [rule_id, count, value])
      .toSorted(),
  }
}

test('a value that is no number is not added up, and told of', async t => {
  const values = ['60', 40, 'many', null, '0x10', [1, 2]]
  const { stories, stderr } = await scanned(
    t,
    values.map((Bytes, n) => sent(n, { Bytes, User: `user ${n < 2 ? 0 : n}` })),
  )
  assert.deepEqual(stories, [['exfiltration', 2, 100]])
  assert.match(
    stderr,
    /'Exfiltration' could not take all matches: 1 lack the field that is asked about, 3 have no number in it/,
  )
})

test('an event that two rules of a count match counts once', async t => {
  const events = (count: number) => Array.from({ length: count }, (_, n) => sent(n, { Bytes: 1 }))
  assert.deepEqual((await scanned(t, events(2))).stories, [])
  assert.deepEqual((await scanned(t, events(3))).stories, [['series', 3, 3]])
})

test('a line of syslog that stands for several events counts as so many', async t => {
  const line = (message: string) => [`Nov 22 10:00:08 web-1 sshd[41]: ${message}`]
  const failed = 'Failed password for root from 203.0.113.9 port 51022 ssh2'
  assert.deepEqual((await scanned(t, line(failed))).stories, [])
  assert.deepEqual((await scanned(t, line(`message repeated 4 times: [ ${failed}]`))).stories, [])
  assert.deepEqual((await scanned(t, line(`message repeated 5 times: [ ${failed}]`))).stories, [
    ['guessing', 5, 5],
  ])
})
