/**
 * The API over data in memory, for tests of the API and of the page, and to work on the page by hand:
 * `node test/helpers/api-fixture.ts --port 8181 --rate 2` serves some thousand alerts and adds two a second.
 */
import { parseArgs } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import { createApi } from '../../src/api/api.ts'
import type { ApiOptions } from '../../src/api/dependencies.ts'
import { type Clock, systemClock } from '../../src/runtime/clock.ts'
import type { Problem, ServiceStatus } from '../../src/schema/status.ts'
import { DEADLETTERS_TOPIC, LOGS_TOPIC, SIGNALS_TOPIC, STATUS_TOPIC } from '../../src/schema/topics.ts'
import { MemoryStore } from './memory-store.ts'
import { MemoryTransport } from './memory-transport.ts'
import { sampleAlert } from './sample-alerts.ts'
import { sampleStatuses } from './sample-statuses.ts'

const HOUR_MS = 3600 * 1000
const PARTITIONS = 3

export interface ApiFixtureOptions extends Partial<ApiOptions> {
  /** 0 takes a free port. */
  port?: number
  /** Alerts there from the start, spread over the last 24 hours. */
  alerts?: number
  /** Alerts added every second, until the fixture is closed. */
  rate?: number
  clock?: Clock
}

export interface ApiFixture {
  /** `http://127.0.0.1:PORT` */
  url: string
  api: FastifyInstance
  store: MemoryStore
  transport: MemoryTransport
  /** Adds alerts detected now, with their raw records. */
  push(count?: number): void
  /** In place of the sample: what the services say of themselves. */
  statuses: { latest(): readonly ServiceStatus[] }
  problems: Problem[]
  close(): Promise<void>
}

/** Starts the API on a loopback port. `store.away` and `transport.away` take a part away. */
export async function startApiFixture(options: ApiFixtureOptions = {}): Promise<ApiFixture> {
  const { port = 0, alerts = 3000, rate = 0, clock = systemClock, ...apiOptions } = options
  const store = new MemoryStore()
  const transport = new MemoryTransport()
  for (const topic of [LOGS_TOPIC, SIGNALS_TOPIC, DEADLETTERS_TOPIC, STATUS_TOPIC]) {
    transport.addTopic(topic, topic === LOGS_TOPIC ? PARTITIONS : 1)
  }
  const started_ms = Date.now()
  let count = 0
  const add = (time_ms: number) => {
    const alert = sampleAlert(count, time_ms)
    transport.append(LOGS_TOPIC, count % PARTITIONS, recordOf(alert, time_ms))
    store.add(alert)
    count++
  }
  for (let n = 0; n < alerts; n++) add(started_ms - Math.floor(((alerts - n) * 24 * HOUR_MS) / alerts))
  addOddRecords(transport, started_ms)

  const updateProgress = async () => {
    const [logs] = await transport.topics(LOGS_TOPIC)
    store.progressRows = (logs?.partitions ?? []).map(({ partition, end_offset }) => ({
      topic: LOGS_TOPIC,
      partition,
      next_offset: end_offset,
      events: end_offset,
      alerts: end_offset,
      parse_failures: partition,
      dead_letters: partition === 2 ? 1 : 0,
      updated_at: new Date().toISOString(),
    }))
  }
  await updateProgress()

  const problems: Problem[] = []
  const statuses: ApiFixture['statuses'] = {
    latest: () =>
      sampleStatuses({ now_ms: Date.now(), started_ms, records: count, rate, progress: store.progressRows }),
  }
  const api = await createApi(
    {
      store,
      transport,
      pipelineView: { latest: () => statuses.latest() },
      registry: new Registry(),
      clock,
      logger: null,
      ready: async () => problems,
    },
    {
      web_dir: null,
      users: [],
      session_ttl_ms: 12 * HOUR_MS,
      host: '127.0.0.1',
      allowed_hosts: [],
      version: '0.1.0',
      ...apiOptions,
    },
  )
  const push = (more = 1) => {
    for (let n = 0; n < more; n++) add(Date.now())
    if (!transport.away) void updateProgress()
  }
  const url = await api.listen({ host: '127.0.0.1', port })
  // At most ten ticks a second: a high rate comes in groups, as batches do.
  const every_ms = Math.max(100, 1000 / Math.max(rate, 0.001))
  const timer =
    rate > 0 ? setInterval(() => push(Math.max(1, Math.round((rate * every_ms) / 1000))), every_ms) : null
  return {
    url,
    api,
    store,
    transport,
    push,
    statuses,
    problems,
    close: async () => {
      if (timer) clearInterval(timer)
      await api.close()
    },
  }
}

function recordOf(alert: ReturnType<typeof sampleAlert>, time_ms: number) {
  return {
    time_ms,
    key: Buffer.from(alert.source),
    value: Buffer.from(alert.message),
    headers: { id: alert.evidence[0]?.id ?? '', host: alert.host, source: alert.source },
  }
}

/** What a page of raw records must cope with. */
function addOddRecords(transport: MemoryTransport, time_ms: number): void {
  const odd = [
    Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x41]),
    Buffer.from('<script>alert("record")</script> \u001b[31mred\u001b[0m \0 NUL'),
    Buffer.from(`{"long":"${'x'.repeat(100_000)}"}`),
  ]
  for (const value of odd) {
    transport.append(DEADLETTERS_TOPIC, 0, {
      time_ms,
      key: null,
      value,
      headers: { reason: 'sample <b>reason</b>' },
    })
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8181' },
      rate: { type: 'string', default: '2' },
      alerts: { type: 'string', default: '3000' },
      'web-dir': { type: 'string' },
    },
  })
  const fixture = await startApiFixture({
    port: Number(values.port),
    rate: Number(values.rate),
    alerts: Number(values.alerts),
    web_dir: values['web-dir'] ?? null,
  })
  console.log(fixture.url)
}
