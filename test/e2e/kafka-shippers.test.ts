import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, globSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { topicMessagesSchema } from '../../src/schema/http.ts'
import { LOGS_TOPIC } from '../../src/schema/topics.ts'
import { type ApiClient, apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePorts } from '../helpers/free-ports.ts'
import { startKafka, type TestKafka } from '../helpers/kafka.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** Where Debian keeps daemons, which is not in everybody's PATH. */
const environment = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` }
const installed =
  spawnSync('kcat', ['-V'], { env: environment }).status === 0 &&
  spawnSync('rsyslogd', ['-v'], { env: environment }).status === 0 &&
  globSync('/usr/lib/*/rsyslog/omkafka.so').length > 0
const skip =
  installed || process.env['CI']
    ? false
    : 'kcat or rsyslog-kafka is not installed (Debian: apt-get install kcat rsyslog-kafka)'

const alertLine = (ip: string) => `ALERT: Failed login attempt from IP ${ip}`

describe('a topic that other shippers fill', { skip }, () => {
  const shippers: ChildProcess[] = []
  let kafka: TestKafka
  let program: Program
  let api: ApiClient

  after(async () => {
    await program?.kill()
    for (const shipper of shippers) {
      if (shipper.exitCode !== null || shipper.signalCode !== null) continue
      shipper.kill('SIGKILL')
      await once(shipper, 'exit')
    }
    await kafka?.stop()
  })

  const folder = temporaryFolder({ after })

  before(async () => {
    kafka = await startKafka()
    program = startProgram([
      ...['up', '--port', '0', '--data-dir', join(folder, 'data'), '--simulation-rate', '0'],
      ...['--kafka', kafka.bootstrap],
    ])
    const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
    api = apiClient(address)
    // The topics are there, and a detector owns them.
    await eventually(async () => assert.ok((await api.pipeline()).partitions.length > 0))
  })

  /** The one alert on a line, and the record in the topic that it rests on. */
  async function alertAndRecord(ip: string) {
    const alert = await eventually(async () => {
      const { items } = await api.alerts(`?text=${ip}`)
      assert.equal(items.length, 1)
      return items[0]
    })
    const evidence = alert?.evidence[0]
    assert.ok(alert && evidence)
    const { partition, offset } = evidence
    const page = await api.get(
      `/api/topics/${LOGS_TOPIC}/messages?partition=${partition}&offset=${offset}&limit=1`,
      topicMessagesSchema,
    )
    return { alert, evidence, record: page.items[0] }
  }

  async function kcat(args: readonly string[], text: string): Promise<void> {
    const child = spawn('kcat', ['-P', '-b', kafka.bootstrap, '-t', LOGS_TOPIC, ...args], {
      env: environment,
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    shippers.push(child)
    child.stdin?.end(text)
    const [code] = await once(child, 'exit')
    assert.equal(code, 0)
  }

  test('kcat: bare values, their ids are their places in the topic', async () => {
    await kcat([], `${alertLine('203.0.113.21')}\n${alertLine('203.0.113.22')}\n`)
    const { alert, evidence, record } = await alertAndRecord('203.0.113.21')
    assert.equal(alert.message, alertLine('203.0.113.21'))
    assert.equal(alert.source, LOGS_TOPIC)
    assert.equal(evidence.id, `${LOGS_TOPIC}/${evidence.partition}/${evidence.offset}`)
    assert.deepEqual([record?.key, record?.headers], [null, {}])
    await alertAndRecord('203.0.113.22')
  })

  test('kcat: a key names the source, headers the id, the host and the logsource', async () => {
    const headers = ['id=kcat-1', 'host=web7', 'logsource=product=linux'].flatMap(header => ['-H', header])
    await kcat(['-K', '|', ...headers], `shop|${alertLine('203.0.113.23')}\n`)
    await kcat(['-K', '|', ...headers], `shop|${alertLine('203.0.113.23')}\n`)
    await kcat(['-K', '|'], `shop|${alertLine('203.0.113.24')}\n`)
    // The last one is behind the repeated one in the same partition.
    await alertAndRecord('203.0.113.24')
    const { alert, evidence } = await alertAndRecord('203.0.113.23')
    assert.deepEqual([alert.source, alert.host, evidence.id], ['shop', 'web7', 'kcat-1'])
  })

  test('rsyslog: files and what comes over TCP, through omkafka', async () => {
    const [port = 0] = await freePorts(1)
    const log = join(folder, 'app.log')
    const configuration = join(folder, 'rsyslog.conf')
    writeFileSync(log, `${alertLine('203.0.113.25')}\n`)
    writeFileSync(
      configuration,
      `global(workDirectory="${folder}")
module(load="imfile")
module(load="imtcp")
module(load="omkafka")
template(name="raw" type="string" string="%rawmsg%")
input(type="imfile" file="${log}" tag="app")
input(type="imtcp" address="127.0.0.1" port="${port}")
action(type="omkafka" broker=["${kafka.bootstrap}"] topic="${LOGS_TOPIC}" template="raw" partitions.auto="on"
  confParam=["acks=all", "enable.idempotence=true", "compression.codec=snappy"])
`,
    )
    const rsyslog = spawn('rsyslogd', ['-n', '-f', configuration, '-i', join(folder, 'rsyslog.pid')], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    shippers.push(rsyslog)
    const { alert, record } = await alertAndRecord('203.0.113.25')
    assert.equal(alert.message, alertLine('203.0.113.25'))
    assert.deepEqual(record?.headers, {})
    appendFileSync(log, `${alertLine('203.0.113.26')}\n`)
    await alertAndRecord('203.0.113.26')

    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.end(`<13>Nov 22 10:00:00 web8 app: ${alertLine('203.0.113.27')}\n`)
    const received = await alertAndRecord('203.0.113.27')
    assert.equal(received.alert.host, 'web8')
    assert.equal(received.alert.fields['program'], 'app')
  })

  test('standard input into the same topic: the collector ends with it, when all is acknowledged', async () => {
    const collector = startProgram(
      ['collector', '--kafka', kafka.bootstrap, '--data-dir', join(folder, 'collector'), '-'],
      { input: `${alertLine('203.0.113.28')}\n${alertLine('203.0.113.29')}` },
    )
    shippers.push(collector.child)
    assert.equal(await collector.ended, 0, collector.stderr())
    const { alert } = await alertAndRecord('203.0.113.28')
    assert.equal(alert.source, 'stdin')
    await alertAndRecord('203.0.113.29')
  })
})
