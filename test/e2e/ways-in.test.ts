import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { type ApiClient, apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const run = promisify(execFile)
const TOKEN = 'a-token-for-tests-only'

const alertLine = (ip: string) => `ALERT: Failed login attempt from IP ${ip}`

/** Prints one entry as journalctl does, and waits. */
const JOURNALCTL = `#!${process.execPath}
console.log(JSON.stringify({
  __CURSOR: 's=1;i=1',
  __REALTIME_TIMESTAMP: String(Date.now() * 1000),
  _HOSTNAME: 'web1',
  SYSLOG_IDENTIFIER: 'app',
  MESSAGE: ${JSON.stringify(alertLine('203.0.113.4'))},
}))
setInterval(() => {}, 1000)
`

describe('log-sentinel up takes lines by every way in', () => {
  let program: Program
  let api: ApiClient
  after(() => program?.kill())
  const folder = temporaryFolder({ after })

  before(async () => {
    const programs = join(folder, 'bin')
    mkdirSync(programs)
    writeFileSync(join(programs, 'journalctl'), JOURNALCTL)
    chmodSync(join(programs, 'journalctl'), 0o755)
    program = startProgram(
      [
        ...['up', '--port', '0', '--data-dir', join(folder, 'data')],
        ...['--syslog-listen', 'udp://127.0.0.1:0,tcp://127.0.0.1:0', '--journal-enabled'],
        ...['--ingest-port', '0', '--ingest-token', TOKEN, '-'],
      ],
      {
        input: `${alertLine('203.0.113.3')}\n`,
        environment: { PATH: `${programs}:${process.env['PATH']}` },
      },
    )
    const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
    api = apiClient(address)
  })

  /** The address of a listener that took a free port. */
  async function listener(beginning: string): Promise<URL> {
    return await eventually(async () => {
      const { sources } = await api.pipeline()
      const source = sources.find(({ source, state }) => source.startsWith(beginning) && state !== 'missing')
      assert.ok(source, `nothing listens on ${beginning}`)
      return new URL(source.source)
    })
  }

  async function alertOf(ip: string, source: RegExp): Promise<void> {
    await eventually(async () => {
      const { items } = await api.alerts(`?text=${ip}`)
      assert.equal(items.length, 1)
      assert.match(items[0]?.source ?? '', source)
    })
  }

  test('standard input and the journal', async () => {
    await alertOf('203.0.113.3', /^stdin$/)
    await alertOf('203.0.113.4', /^journal$/)
    assert.equal(program.child.exitCode, null, 'the end of its input does not end it')
  })

  test('syslog, from the program logger', async () => {
    const logger = async (...args: string[]) => {
      await run('logger', ['--server', '127.0.0.1', '--tag', 'app', ...args])
    }
    const udp = await listener('udp:')
    await logger('--udp', '--rfc3164', '--port', udp.port, alertLine('203.0.113.5'))
    await alertOf('203.0.113.5', /^udp:\/\/127\.0\.0\.1$/)
    const tcp = await listener('tcp:')
    await logger('--tcp', '--rfc5424', '--port', tcp.port, alertLine('203.0.113.6'))
    await logger('--tcp', '--rfc5424', '--octet-count', '--port', tcp.port, alertLine('203.0.113.7'))
    await alertOf('203.0.113.6', /^tcp:\/\/127\.0\.0\.1$/)
    await alertOf('203.0.113.7', /^tcp:\/\/127\.0\.0\.1$/)
  })

  test('HTTP; a batch that is repeated makes no second alert', async () => {
    const address = await listener('http:')
    for (let repeat = 0; repeat < 2; repeat++) {
      const response = await fetch(address, {
        method: 'POST',
        body: `${alertLine('203.0.113.8')}\n`,
        headers: { authorization: `Bearer ${TOKEN}`, 'x-batch-id': 'one', 'x-log-source': 'shop' },
      })
      assert.equal(await response.text(), '{"accepted":1,"refused":0}\n')
    }
    await alertOf('203.0.113.8', /^shop$/)
    // A line behind the repeated one has been seen: so has the repeated one.
    const response = await fetch(address, {
      method: 'POST',
      body: alertLine('203.0.113.9'),
      headers: { authorization: `Bearer ${TOKEN}`, 'x-log-source': 'shop' },
    })
    assert.equal(response.status, 200)
    await alertOf('203.0.113.9', /^shop$/)
    await alertOf('203.0.113.8', /^shop$/)
  })

  test('every way in has a row in the ledger, and it adds up', async () => {
    const { sources } = await api.pipeline()
    assert.deepEqual(sources.map(({ kind }) => kind).sort(), ['http', 'journal', 'stdin', 'syslog', 'syslog'])
    for (const { read, published, refused, waiting } of sources)
      assert.equal(read, published + refused + waiting)
  })

  test('it ends when it is asked to', async () => {
    assert.equal(await program.stop(), 0)
    assert.doesNotMatch(program.stderr(), /\n\s+at /)
  })
})
