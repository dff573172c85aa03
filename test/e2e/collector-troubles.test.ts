import assert from 'node:assert/strict'
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ApiClient, apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

describe('a collector in trouble says so as an alert', () => {
  let program: Program
  let api: ApiClient
  after(() => program?.kill())
  const folder = temporaryFolder({ after })
  const log = join(folder, 'app.log')
  const args = ['up', '--port', '0', '--data-dir', join(folder, 'data'), '--line-bytes-max', '1024', log]

  const start = async () => {
    program = startProgram(args)
    const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
    api = apiClient(address)
  }
  before(async () => {
    writeFileSync(log, 'one\n')
    await start()
  })

  const alerts = async (title: string) => {
    const { items } = await api.alerts('?limit=100')
    return items.filter(alert => alert.rule_title === title)
  }
  const row = async () => (await api.pipeline()).sources.find(({ source }) => source === log)

  test('a file that is truncated with unread bytes', async () => {
    appendFileSync(log, 'an unfinished line that will never end')
    await eventually(async () => assert.equal((await row())?.published, 1))
    await eventually(async () => assert.equal((await row())?.size_bytes, 42))
    truncateSync(log)
    await eventually(async () => {
      const found = await alerts('Log Truncated Before It Was Read')
      assert.deepEqual(
        found.map(({ source, level }) => [source, level]),
        [['log-sentinel', 'high']],
      )
    })
    // The status comes once a second.
    await eventually(async () => assert.equal((await row())?.lost_bytes, 38))
  })

  test('a flood of lines beyond the limit is one alert, also over a restart', async () => {
    appendFileSync(log, `${`${'x'.repeat(3000)}\n`.repeat(50)}end\n`)
    await eventually(async () => assert.equal((await row())?.cut, 50))
    await eventually(async () => assert.equal((await alerts('Log Line Over The Limit')).length, 1))
    await program.stop()
    await start()
    await eventually(async () => assert.equal((await row())?.cut, 50))
    assert.equal((await alerts('Log Line Over The Limit')).length, 1)
  })
})
