import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { type ApiClient, apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { actualAlerts, expectedAlerts } from '../helpers/ground-truth.ts'
import { startKafka, type TestKafka } from '../helpers/kafka.ts'
import { type PostgresServer, startPostgres } from '../helpers/postgres.ts'
import { type Program, runProgram, startProgram } from '../helpers/program.ts'

/** The three services as processes, on a real Kafka and a real PostgreSQL, and what happens when parts die. */
describe('three services on Kafka and PostgreSQL', () => {
  let kafka: TestKafka
  let postgres: PostgresServer
  let database: string
  let sql: pg.Client
  let api: ApiClient
  let folder: string
  let log: string
  let truth: string
  let collector: Program
  const detectors: Program[] = []
  let dashboard: Program
  const running = new Set<Program>()

  const connect = async () => {
    const client = new pg.Client({ connectionString: database })
    // The server is killed under it on purpose; queries report what matters.
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const start = (args: readonly string[]) => {
    const program = startProgram(args)
    running.add(program)
    return program
  }
  const settings = (dataDir: string) => [
    '--kafka',
    kafka.bootstrap,
    '--database',
    database,
    '--data-dir',
    join(folder, dataDir),
  ]
  const startCollector = () => start(['collector', ...settings('collector'), log])
  const startDetector = (port = '0') => start(['detector', ...settings('detector'), '--port', port])

  /** Appends simulated lines; the truth grows with the log. */
  const simulate = async (seed: number, lines: number) => {
    const { code, stderr } = await runProgram([
      'simulate',
      '--seed',
      String(seed),
      '--rate',
      '20000',
      '--lines',
      String(lines),
      '--truth',
      truth,
      log,
    ])
    assert.equal(code, 0, stderr)
  }
  const storedAlerts = async () => {
    const { rows } = await sql.query(
      `select rule_id, evidence->0->>'raw' as raw from alerts where correlation is null`,
    )
    return actualAlerts(rows)
  }
  /** None missing, none double: the alerts are those that the truth names. */
  const assertExact = async () => {
    const expected = expectedAlerts(log, truth)
    await eventually(async () => {
      assert.equal((await storedAlerts()).length, expected.length)
    }, 90_000)
    assert.deepEqual(await storedAlerts(), expected)
  }

  before(async () => {
    kafka = await startKafka()
    postgres = await startPostgres()
    database = await postgres.createDatabase()
    sql = await connect()
    folder = mkdtempSync(join(tmpdir(), 'log-sentinel-'))
    log = join(folder, 'app.log')
    truth = join(folder, 'truth.ndjson')
    await simulate(1, 500)
    collector = startCollector()
    detectors.push(startDetector(), startDetector())
    dashboard = start(['dashboard', ...settings('dashboard'), '--port', '0'])
    const [, address = ''] = await dashboard.waitFor(/(http:\S+)/)
    api = apiClient(address)
  })

  after(async () => {
    await Promise.all([...running].map(program => program.kill()))
    await sql?.end()
    await Promise.all([kafka?.stop(), postgres?.stop()])
    rmSync(folder, { recursive: true, force: true })
  })

  test('every line that must fire raises its alerts, and no other line does', async () => {
    await assertExact()
    const page = await api.alerts('?limit=5')
    assert.equal(page.items.length, 5)
    assert.equal(await api.status('/readyz'), 200)
  })

  test('a collector and a detector that are killed are replaced', async () => {
    const writing = simulate(2, 1000)
    await Promise.all([collector.kill(), detectors.shift()?.kill()])
    collector = startCollector()
    detectors.push(startDetector())
    await writing
    await assertExact()
  })

  test('the ledger of the collector adds up on the pipeline view', async () => {
    const lines = 500 + 1000
    await eventually(async () => {
      const { sources, partitions } = await api.pipeline()
      const source = sources.find(source => source.source === log)
      assert.ok(source)
      assert.equal(source.published + source.refused + source.waiting, source.read)
      assert.ok(source.read >= lines, `${source.read} of ${lines} lines`)
      assert.equal(
        partitions.reduce((lag, partition) => lag + partition.lag, 0),
        0,
      )
    })
  })

  test('while PostgreSQL is away the services wait, say so, and go on', async () => {
    await postgres.kill()
    await sql.end().catch(() => undefined)
    await eventually(async () => assert.equal(await api.status('/readyz'), 503))
    const { problems } = await api.pipeline()
    assert.ok(problems.some(problem => problem.part === 'database'))
    await simulate(6, 1000)
    await postgres.start()
    sql = await connect()
    await assertExact()
    await eventually(async () => assert.equal(await api.status('/readyz'), 200))
  })

  test('while Kafka is away the services wait, say so, and go on', async () => {
    await kafka.kill()
    await eventually(async () => assert.equal(await api.status('/readyz'), 503))
    await simulate(7, 1000)
    await kafka.restart()
    await assertExact()
    await eventually(async () => assert.equal(await api.status('/readyz'), 200))
  })

  test('asked to end, each service ends in order', async () => {
    assert.equal(await collector.stop(), 0)
    assert.deepEqual(await Promise.all(detectors.map(detector => detector.stop())), [0, 0])
    assert.equal(await dashboard.stop(), 0)
  })
})
