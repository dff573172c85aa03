import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { runScan } from './testing/run-scan.ts'

const RULES = `title: Failed
id: failed
level: low
logsource: { product: test }
detection: { s: { Kind: failed }, condition: s }
---
title: Brute force
id: brute
level: high
tags: [attack.t1110]
correlation:
    type: event_count
    rules: [failed]
    group-by: [User]
    timespan: 60s
    condition: { gte: 3 }
`

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
const failed = (second: number, User = 'anna') =>
  JSON.stringify({ '@timestamp': at(second), Kind: 'failed', User, product: 'test' })

const run = (...args: string[]) => runScan(args)

function prepare(context: { after(cleanUp: () => void): void }, files: Readonly<Record<string, string[]>>) {
  const folder = temporaryFolder(context)
  writeFileSync(join(folder, 'rules.yml'), RULES)
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, name), lines.map(line => `${line}\n`).join(''))
  return (...args: string[]) =>
    run('--rules', join(folder, 'rules.yml'), ...args, ...Object.keys(files).map(name => join(folder, name)))
}

describe('correlations in a scan', () => {
  test('a line of JSON tells the group, the count, the times and the records', async t => {
    const scanned = await prepare(t, { 'a.log': [failed(1), failed(2), failed(70, 'ben'), failed(3)] })(
      '--format',
      'ndjson',
    )
    const { events, ...result } = JSON.parse(scanned.stdout)
    assert.deepEqual(result, {
      rule_id: 'brute',
      rule_title: 'Brute force',
      level: 'high',
      tags: ['attack.t1110'],
      group: { User: 'anna' },
      count: 3,
      value: 3,
      first: at(1),
      last: at(3),
      omitted: 0,
      is_truncated: false,
    })
    assert.deepEqual(
      events.map(({ rule_id, time, line }: Record<string, unknown>) => [rule_id, time, line]),
      [
        ['failed', at(1), 1],
        ['failed', at(2), 2],
        ['failed', at(3), 4],
      ],
    )
    assert.match(scanned.stderr, /^4 events, 1 matches/)
  })

  test('tells of matches that lack a field to group by', async t => {
    const lines = [failed(1), JSON.stringify({ '@timestamp': at(2), Kind: 'failed', product: 'test' })]
    const { stderr } = await prepare(t, { 'a.log': lines })()
    assert.match(stderr, /'Brute force' could not take all matches: 1 have no value, or several, in a field/)
  })

  test('files are merged by time, however far apart in the scan', async t => {
    const files = { 'a.log': [failed(1), failed(4000)], 'b.log': [failed(2)], 'c.log': [failed(3)] }
    const { stdout } = await prepare(t, files)('--format', 'ndjson')
    const { count, events } = JSON.parse(stdout)
    assert.equal(count, 3)
    assert.deepEqual(
      events.map(({ file }: { file: string }) => file.slice(-5)),
      ['a.log', 'b.log', 'c.log'],
    )
  })

  test('the result is the same on one thread and on several, and in any order within the lateness', async t => {
    const seconds = Array.from({ length: 400 }, (_, n) => Math.floor(n / 20) * 400 + (n % 20))
    const lines = seconds.map((second, n) => failed(second, `user ${n % 7}`))
    const shuffled = lines.map((line, n) => [line, (n * 7919) % 18] as const)
    const order = shuffled.map(([line, by], n) => [line, n + by] as const).toSorted((a, b) => a[1] - b[1])
    const results = new Set<string>()
    for (const [jobs, all] of [
      ['1', lines],
      ['3', lines],
      ['1', order.map(([line]) => line)],
    ] as const) {
      const { stdout } = await prepare(t, { 'a.log': [...all] })('--format', 'ndjson', '--jobs', jobs)
      const stories = stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
      assert.ok(stories.length > 3)
      const told = stories.map(({ group, count, first, last }) => [group, count, first, last])
      results.add(JSON.stringify(told.map(one => JSON.stringify(one)).toSorted()))
    }
    assert.equal(results.size, 1)
  })

  test('the table and the CSV have them, and a level is that of the correlation', async t => {
    const scanned = prepare(t, { 'a.log': [failed(1), failed(2), failed(3)] })
    assert.match((await scanned()).stdout, /^high +1 .*Brute force$/m)
    const csv = await scanned('--format', 'csv', '--level', 'high')
    assert.match(csv.stdout, /^brute,Brute force,high,attack\.t1110,\S+a\.log,1,/m)
    assert.equal((await scanned('--level', 'critical')).stdout, '')
    assert.equal((await scanned('--fail-on', 'high')).code, 1)
    assert.equal((await scanned('--fail-on', 'critical')).code, 0)
  })
})
