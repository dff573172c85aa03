import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
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
  let address = ''
  after(() => program?.kill())
  const folder = temporaryFolder({ after })
  const log = join(folder, 'app.log')

  before(async () => {
    const programs = join(folder, 'bin')
    mkdirSync(programs)
    writeFileSync(join(programs, 'journalctl'), JOURNALCTL)
    chmodSync(join(programs, 'journalctl'), 0o755)
    writeFileSync(log, 'one\n')
    await start()
  })

  async function start(): Promise<void> {
    program = startProgram(
      [
        ...['up', '--port', '0', '--data-dir', join(folder, 'data')],
        ...['--syslog-listen', 'udp://127.0.0.1:0,tcp://127.0.0.1:0', '--journal-enabled'],
        ...['--ingest-port', '0', '--ingest-token', TOKEN, log, '-'],
      ],
      {
        input: `${alertLine('203.0.113.3')}\n`,
        environment: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
      },
    )
    ;[, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
    api = apiClient(address)
  }

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

  test('every way in has a row in the ledger, and it adds up while lines come in', async () => {
    const [http, tcp] = [await listener('http:'), await listener('tcp:')]
    const socket = connect({ host: tcp.hostname, port: Number(tcp.port) })
    const ended = new AbortController()
    const file = (async () => {
      for (let batch = 0; !ended.signal.aborted; batch++) {
        appendFileSync(log, `line of batch ${batch}\n`.repeat(500))
        socket.write(`<13>line of batch ${batch}\n`.repeat(200))
        await fetch(http, {
          method: 'POST',
          body: `line of batch ${batch}\n`.repeat(500),
          headers: { authorization: `Bearer ${TOKEN}`, 'x-log-source': 'shop' },
        }).then(response => response.text())
      }
    })()
    const seen = new Map<string, Set<number>>()
    const deadline = Date.now() + 10_000
    while (Date.now() < deadline && (seen.get('file')?.size ?? 0) < 3) {
      const { sources } = await api.pipeline()
      const kinds = sources.map(({ kind }) => kind).sort()
      assert.deepEqual(kinds, ['file', 'http', 'journal', 'stdin', 'syslog', 'syslog'])
      for (const { kind, bytes, ...records } of sources) {
        for (const { read, published, refused, waiting } of [records, bytes])
          assert.equal(read, published + refused + waiting)
        seen.set(kind, (seen.get(kind) ?? new Set()).add(records.read))
      }
      assertMetricsAddUp(await fetch(new URL('/metrics', address)).then(response => response.text()))
    }
    ended.abort()
    await file
    socket.destroy()
    assert.ok((seen.get('file')?.size ?? 0) >= 3, 'the file was read while the ledger was')
    assert.ok((seen.get('http')?.size ?? 0) >= 2)
  })

  test('the ledgers go on over a restart', async () => {
    const before = (await api.pipeline()).sources
    assert.equal(await program.stop(), 0)
    await start()
    await eventually(async () => {
      const { sources } = await api.pipeline()
      const file = sources.find(({ kind }) => kind === 'file')
      const lines = readFileSync(log, 'utf8').split('\n').length - 1
      assert.deepEqual([file?.read, file?.published], [lines, lines])
      assert.equal(file?.bytes.published, statSync(log).size - lines)
      // Ports are free ones, and a listener on another port is another source.
      for (const kind of ['journal', 'stdin'] as const) {
        const [then, now] = [before, sources].map(rows => rows.find(row => row.kind === kind)?.read ?? 0)
        assert.ok((now ?? 0) >= (then ?? 1), kind)
      }
    })
  })

  test('it ends when it is asked to', async () => {
    assert.equal(await program.stop(), 0)
    assert.doesNotMatch(program.stderr(), /\n\s+at /)
  })
})

/** Of the text that Prometheus reads: for each source, in records and in bytes. */
function assertMetricsAddUp(metrics: string): void {
  const sums = new Map<string, number>()
  for (const [, name = '', source = '', state = '', value = ''] of metrics.matchAll(
    /^(sentinel_source_(?:records|bytes))\{source="([^"]*)",state="(\w+)"\} (\d+)$/gm,
  )) {
    const key = `${name} ${source}`
    sums.set(key, (sums.get(key) ?? 0) + (state === 'read' ? Number(value) : -Number(value)))
  }
  assert.equal(sums.size, 12)
  for (const [key, sum] of sums) assert.equal(sum, 0, key)
}
