import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { LOGS_TOPIC } from '../../src/schema/topics.ts'
import { type CuttableProxy, startProxy } from '../helpers/cuttable-proxy.ts'
import { type DetectionServers, startDetectionServers } from '../helpers/detection-servers.ts'
import { eventually } from '../helpers/eventually.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** Detectors as processes, on a real Kafka and a real PostgreSQL, of which one is taken for dead and is not. */

const PARTITIONS = 6
const LINES = 60

describe('a detector that lost its partitions while it had alerts at hand', () => {
  const folder = temporaryFolder({ after })
  const running = new Set<Program>()
  let servers: DetectionServers
  /** Between the first detector and the database. */
  let proxy: CuttableProxy

  before(async () => {
    servers = await startDetectionServers(PARTITIONS)
    proxy = await startProxy(servers.database)
  })
  after(async () => {
    for (const program of running) program.child.kill('SIGCONT')
    await Promise.all([...running].map(program => program.kill()))
    await proxy?.close()
    await servers?.close()
  })

  const startDetector = (url: string) => {
    const program = startProgram([
      ...['detector', '--kafka', servers.kafka, '--database', url],
      ...['--data-dir', join(folder, 'detector'), '--kafka-session-timeout-ms', '3000'],
    ])
    running.add(program)
    return program
  }

  /** Lines that raise an alert each, over all partitions. */
  const publish = async (name: string) => {
    const records = Array.from({ length: LINES }, (_, n) => ({
      key: null,
      partition: n % PARTITIONS,
      value: Buffer.from(`ALERT: Failed login attempt from IP 203.0.113.${n} ${name}`),
      headers: { id: `${name}:${n}` },
    }))
    const { refused } = await servers.transport.publish(LOGS_TOPIC, records)
    assert.deepEqual(refused, [])
  }

  /** What is stored: alerts of lines, records that were counted, and the sum of the offsets. */
  const stored = async () => {
    const { rows } = await servers.sql.query<{ alerts: number; events: number; offsets: number }>(
      `select (select count(*)::int from alerts where correlation is null) as alerts,
          coalesce(sum(events), 0)::int as events, coalesce(sum(next_offset), 0)::int as offsets
        from partition_progress where topic = $1`,
      [LOGS_TOPIC],
    )
    return rows[0]
  }

  test('is refused when it goes on, and what it had is stored once', async () => {
    const proxied = new URL(servers.database)
    proxied.port = String(proxy.port)
    const paused = startDetector(proxied.href)
    await eventually(async () => assert.match(paused.stderr(), /partitions assigned/))
    await publish('before')
    const before = { alerts: LINES, events: LINES, offsets: LINES }
    await eventually(async () => assert.deepEqual(await stored(), before))

    // It has detected and can not commit: this is what it will try to write when it goes on.
    await proxy.cut()
    await publish('between')
    await eventually(async () => assert.match(paused.stderr(), /database is not available/))
    paused.child.kill('SIGSTOP')
    await proxy.mend()
    assert.deepEqual(await stored(), before)

    const other = startDetector(servers.database)
    const taken_over = { alerts: 2 * LINES, events: 2 * LINES, offsets: 2 * LINES }
    await eventually(async () => assert.deepEqual(await stored(), taken_over))

    paused.child.kill('SIGCONT')
    await eventually(async () =>
      assert.match(paused.stderr(), /an offset other than \d+ in the database.*batch given up/),
    )
    // Both go on as if nothing had been.
    await publish('after')
    const all = { alerts: 3 * LINES, events: 3 * LINES, offsets: 3 * LINES }
    await eventually(async () => assert.deepEqual(await stored(), all))
    assert.deepEqual(await Promise.all([paused.stop(), other.stop()]), [0, 0])
    assert.deepEqual(await stored(), all)
  })
})
