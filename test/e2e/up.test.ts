import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import pg from 'pg'
import { storedAlertSchema } from '../../src/schema/alert.ts'
import { RULE } from '../../src/simulate/rule-ids.ts'
import { createPgliteStore } from '../../src/store/pglite.ts'
import { apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { actualAlerts, expectedAlerts } from '../helpers/ground-truth.ts'
import { runProgram, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const ALERT_LINE = 'ALERT: Failed login attempt from IP 203.0.113.9 for user <b>root</b>'

async function startUp(args: readonly string[]) {
  const program = startProgram(['up', '--port', '0', ...args])
  after(() => program.kill())
  const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
  return { program, api: apiClient(address), address }
}

describe('log-sentinel up', () => {
  test('shows detections of its own demonstration, and those of a line that a user writes', async context => {
    const data = temporaryFolder(context)
    const { program, api, address } = await startUp(['--data-dir', data])
    await eventually(async () => assert.ok((await api.alerts()).items.length > 0))

    appendFileSync(join(data, 'app.log'), `${ALERT_LINE}\n`)
    await eventually(async () => {
      const { items } = await api.alerts('?text=203.0.113.9')
      assert.ok(items.some(alert => alert.message === ALERT_LINE))
    })
    const page = await fetch(address)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /<title>/)
    await eventually(async () =>
      assert.match(program.stdout(), /lines read [\d,]+ \| events [\d,]+ \| alerts [\d,]+ \| lag/),
    )
    assert.equal(await program.stop(), 0)
    assert.doesNotMatch(program.stderr(), /\n\s+at /)
  })

  test('reads the files it is given, without a simulation, and goes on after kill -9 without loss or doubles', async context => {
    const folder = temporaryFolder(context)
    const data = join(folder, 'data')
    const log = join(folder, 'my.log')
    const truth = join(folder, 'truth')
    const simulate = async (seed: number) => {
      const { code, stderr } = await runProgram([
        'simulate',
        '--seed',
        String(seed),
        '--rate',
        '10000',
        '--lines',
        '2000',
        '--truth',
        truth,
        log,
      ])
      assert.equal(code, 0, stderr)
    }
    await simulate(1)
    const first = await startUp(['--data-dir', data, log])
    const writing = simulate(2)
    await new Promise(resolve => setTimeout(resolve, 400))
    await first.program.kill()
    await writing
    const second = await startUp(['--data-dir', data, log])
    await second.program.stop()
    const { api, program: last } = await startUp(['--data-dir', data, log])
    const expected = expectedAlerts(log, truth)
    const ofRules = async () => (await api.allAlerts()).filter(({ correlation }) => correlation === undefined)
    await eventually(async () => assert.equal((await ofRules()).length, expected.length))
    const alerts = await ofRules()
    assert.deepEqual(
      actualAlerts(alerts.map(alert => ({ rule_id: alert.rule_id, raw: alert.evidence[0]?.raw }))),
      expected,
    )
    assert.equal(await last.stop(), 0)
  })

  test('refuses a database that a later version has changed, and leaves everything as it is', async context => {
    const folder = temporaryFolder(context)
    const log = join(folder, 'my.log')
    const data = join(folder, 'data')
    writeFileSync(log, `${ALERT_LINE}\n`)
    const { program, api } = await startUp(['--data-dir', data, log])
    await eventually(async () => assert.equal((await api.alerts()).items.length, 1))
    await program.stop()
    const store = await createPgliteStore({ folder: join(data, 'store') })
    await store.pglite.query('insert into schema_versions (version) values (999)')
    await store.close()
    appendFileSync(log, `${ALERT_LINE} again\n`)
    const positions = readFileSync(join(data, 'positions', 'files.json'), 'utf8')
    const refused = await runProgram(['up', '--port', '0', '--data-dir', data, log])
    assert.notEqual(refused.code, 0)
    assert.match(refused.stderr, /found +schema version 999\n +expected +at most version \d+\n +remedy/)
    assert.equal(readFileSync(join(data, 'positions', 'files.json'), 'utf8'), positions)
  })

  test('hostile lines lose nothing and run nowhere', async context => {
    const folder = temporaryFolder(context)
    const log = join(folder, 'hostile.log')
    const nested = `${'{"a":'.repeat(200)}"ALERT"${'}'.repeat(200)}`
    const lines = [
      Buffer.from('ALERT nul \0 byte'),
      Buffer.from([...Buffer.from('ALERT bad utf-8 '), 0xff, 0xfe, 0xc0, 0x80]),
      Buffer.from(nested),
      Buffer.from('ALERT <script>window.hostile = 1</script><img src=x onerror="window.hostile=1">'),
      Buffer.from('ALERT \u001b[2J\u001b]0;title\u0007 escape'),
      Buffer.from(`ALERT ${'x'.repeat(10 * 1024 * 1024)} end`),
      Buffer.from(`{"message":"ALERT \\u0000 \\ud800 lone","__proto__":{"polluted":true}}`),
      Buffer.from("ALERT '; drop table alerts; --"),
    ]
    writeFileSync(log, Buffer.concat(lines.flatMap(line => [line, Buffer.from('\n')])))
    const { api, program } = await startUp(['--data-dir', join(folder, 'data'), log])
    const items = await eventually(async () => {
      const { items } = await api.alerts(`?rule=${RULE.alertLine}`)
      assert.equal(items.length, lines.length)
      return items
    })
    const whole = await Promise.all(items.map(item => api.get(`/api/alerts/${item.id}`, storedAlertSchema)))
    for (const line of lines) {
      const found = whole.some(({ evidence: [evidence] }) => {
        assert.ok(evidence)
        return Buffer.from(evidence.raw, evidence.encoding).equals(line)
      })
      assert.ok(found, `evidence of ${line.subarray(0, 40)} is kept byte for byte`)
    }
    assert.doesNotMatch(program.stdout() + program.stderr(), /\u001b\[2J/)
    await program.stop()
  })

  test('serves the embedded database to PostgreSQL clients', async context => {
    const folder = temporaryFolder(context)
    const log = join(folder, 'app.log')
    writeFileSync(log, `${ALERT_LINE}\n`)
    const { program } = await startUp(['--data-dir', join(folder, 'data'), '--sql-port', '0', log])
    const [, url = ''] = await program.waitFor(/(postgres:\S+)/)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await eventually(async () => {
      const { rows } = await client.query('select message from alerts')
      assert.deepEqual(rows, [{ message: ALERT_LINE }])
    })
    await client.end()
    await program.stop()
  })

  test('a data folder or a port in use, a folder that can not be written and a corrupt one are refused with the reason', async context => {
    const folder = temporaryFolder(context)
    const log = join(folder, 'app.log')
    writeFileSync(log, '')
    const first = await startUp(['--data-dir', join(folder, 'one'), log])
    const second = await runProgram(['up', '--port', '0', '--data-dir', join(folder, 'one'), log])
    assert.equal(second.code, 1)
    assert.match(second.stderr, /another process/)
    const port = new URL(first.address).port
    const inUse = await runProgram(['up', '--port', port, '--data-dir', join(folder, 'two'), log])
    assert.equal(inUse.code, 1)
    assert.match(inUse.stderr, /--port \d+\n {2}found .*listens/)
    await first.program.stop()

    const file = await runProgram(['up', '--port', '0', '--data-dir', log, log])
    assert.equal(file.code, 1)
    assert.match(file.stderr, /--data-dir/)

    const corrupt = join(folder, 'corrupt')
    mkdirSync(join(corrupt, 'log'), { recursive: true })
    writeFileSync(
      join(corrupt, 'log', 'log.sqlite'),
      'this is no database, it is a poem about logs '.repeat(100),
    )
    const refused = await runProgram(['up', '--port', '0', '--data-dir', corrupt, log])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /log\.sqlite/)
    assert.doesNotMatch(refused.stderr, /\n\s+at /)
    assert.match(readFileSync(join(corrupt, 'log', 'log.sqlite'), 'utf8'), /^this is no database/)
  })
})
