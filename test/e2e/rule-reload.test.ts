import assert from 'node:assert/strict'
import { appendFileSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const ALERT_RULE = fileURLToPath(new URL('../../rules/application/alert_line.yml', import.meta.url))
const RULE = `title: Magic Word
id: 6a7e5f2e-52f5-4c3a-9d5b-0a8b3f3f9f01
level: high
logsource: { category: application }
detection:
  keywords: ['xyzzy']
  condition: keywords
`

test('rules are reloaded while lines flow: none is missed, and a broken one is reported while the others go on', async context => {
  const folder = temporaryFolder(context)
  const log = join(folder, 'app.log')
  const rules = join(folder, 'rules')
  mkdirSync(rules)
  copyFileSync(ALERT_RULE, join(rules, 'alert.yml'))
  writeFileSync(log, '')
  const program = startProgram([
    'up',
    '--port',
    '0',
    '--data-dir',
    join(folder, 'data'),
    '--rules',
    rules,
    log,
  ])
  context.after(() => program.kill())
  const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
  const api = apiClient(address)

  let lines = 0
  const writing = setInterval(() => appendFileSync(log, `ALERT number ${++lines}\n`), 10)
  context.after(() => clearInterval(writing))
  const loaded = async () => (await api.pipeline()).rules
  await eventually(async () => assert.equal((await loaded())?.loaded, 1))

  writeFileSync(join(rules, 'magic.yml'), RULE)
  await eventually(async () => assert.equal((await loaded())?.loaded, 2))
  appendFileSync(log, 'say xyzzy\n')
  await eventually(async () => assert.equal((await api.alerts('?text=xyzzy')).items.length, 1))

  writeFileSync(
    join(rules, 'broken.yml'),
    'title: Broken\nlogsource: { category: application }\ndetection:\n  condition: nothing\n',
  )
  await eventually(async () => {
    const [problem] = (await loaded())?.problems ?? []
    assert.match(problem?.file ?? '', /broken\.yml$/)
    assert.ok(problem?.line)
    assert.match(problem.reason, /nothing/)
  })
  rmSync(join(rules, 'magic.yml'))
  await eventually(async () => assert.equal((await loaded())?.loaded, 1))
  clearInterval(writing)
  await eventually(async () => assert.equal((await api.allAlerts()).length, lines + 1))
  assert.equal(await program.stop(), 0)
})
