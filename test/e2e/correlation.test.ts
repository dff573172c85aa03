import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { z } from 'zod'
import { storedAlertSchema } from '../../src/schema/alert.ts'
import { pipelineSchema } from '../../src/schema/http.ts'
import { apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { runProgram, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const RULES = `title: Failed
id: failed
logsource: { product: linux, service: sshd }
detection: { s: { action: login, outcome: failure }, condition: s }
---
title: Brute force
id: brute
level: high
correlation:
    type: event_count
    rules: [failed]
    group-by: [src_ip]
    timespan: 5m
    condition: { gte: 4 }
`

const BEGIN_MS = Date.now() - 120_000
const line = (n: number, ip: string) =>
  `${new Date(BEGIN_MS + n * 1000).toISOString()} web-1 sshd[${n}]: Failed password for root from ${ip} port 51022 ssh2\n`

const resultSchema = z.object({
  rule_id: z.string(),
  group: z.record(z.string(), z.string()),
  count: z.number(),
  first: z.string(),
  last: z.string(),
})

async function startUp(args: readonly string[]) {
  const program = startProgram(['up', '--port', '0', ...args])
  after(() => program.kill())
  const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
  return { program, api: apiClient(address) }
}

test('windows that are open survive kill -9, one alert grows over several lives, and a scan finds the same', async context => {
  const folder = temporaryFolder(context)
  const [rules, log] = [join(folder, 'rules.yml'), join(folder, 'auth.log')]
  writeFileSync(rules, RULES)
  writeFileSync(log, '')
  const settings = ['--data-dir', join(folder, 'data'), '--rules', rules, log]
  let { program, api } = await startUp(settings)
  const taken = (signals: number) =>
    eventually(async () => {
      const { correlations } = await api.get('/api/pipeline', pipelineSchema)
      assert.equal(correlations.correlations[0]?.taken, signals)
    })

  // Two of each group, below the limit: nothing but the state in the database knows of them.
  for (const n of [1, 2]) appendFileSync(log, line(n, '203.0.113.7') + line(n, '203.0.113.8'))
  await taken(4)
  await program.kill()
  ;({ program, api } = await startUp(settings))
  for (const n of [3, 4]) appendFileSync(log, line(n, '203.0.113.7'))
  await eventually(async () => assert.equal((await api.alerts()).items.length, 1))
  await program.kill()
  ;({ program, api } = await startUp(settings))
  appendFileSync(log, line(5, '203.0.113.7') + line(5, '203.0.113.8'))
  await eventually(async () => assert.equal((await api.alerts()).items[0]?.correlation?.count, 5))

  const { items } = await api.alerts()
  assert.equal(items.length, 1)
  const alert = await api.get(`/api/alerts/${items[0]?.id}`, storedAlertSchema)
  assert.deepEqual(
    alert.timeline?.map(({ time }) => (Date.parse(time) - BEGIN_MS) / 1000),
    [1, 2, 3, 4, 5],
  )
  assert.equal(await program.stop(), 0)

  const scanned = await runProgram(['scan', '--rules', rules, '--format', 'ndjson', log])
  const { group, first, last, count } = alert.correlation ?? { group: [] }
  assert.deepEqual(
    scanned.stdout
      .trim()
      .split('\n')
      .map(text => resultSchema.parse(JSON.parse(text))),
    [
      {
        rule_id: 'brute',
        group: Object.fromEntries(group.map(({ field, value }) => [field, value])),
        count,
        first,
        last,
      },
    ],
  )
})
