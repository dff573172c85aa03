/** Log Sentinel as it is installed: everything embedded in one process, or three services on Kafka and PostgreSQL. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { apiClient } from '../test/helpers/api-client.ts'
import { eventually } from '../test/helpers/eventually.ts'
import type { TestKafka } from '../test/helpers/kafka.ts'
import type { PostgresServer } from '../test/helpers/postgres.ts'
import type { Program } from '../test/helpers/program.ts'
import { putInPlace, writeInput } from './input.ts'
import type { Workshop } from './workshop.ts'

export interface Installation {
  name: string
  /** Whatever is moved to `*.log` in this folder is read. */
  logs: string
  /** By the name of the service. */
  programs: Map<string, Program>
  /** The address of the page. */
  address: string
  /** A connection to the store's database. */
  sql: pg.Client
}

/** `log-sentinel up` on empty data, up and idle. */
export async function installEmbedded(workshop: Workshop): Promise<Installation> {
  const folder = workshop.folder()
  const logs = logFolder(folder)
  const up = workshop.start([
    'up',
    '--port',
    '0',
    '--sql-port',
    '0',
    '--data-dir',
    join(folder, 'data'),
    join(logs, '*.log'),
  ])
  const [, address = ''] = await up.waitFor(/Log Sentinel is on (http:\S+)/)
  const [, database = ''] = await up.waitFor(/SQL .* on (postgres:\S+)/)
  const sql = await connect(workshop, database)
  const installation = { name: 'embedded', logs, programs: new Map([['up', up]]), address, sql }
  await warmUp(installation, workshop)
  return installation
}

/**
 * Collector, one detector and dashboard on a new database and the broker that is given, or a new one; up and idle.
 * @param options.detector further arguments of the detector
 */
export async function installOnKafka(
  workshop: Workshop,
  postgres: PostgresServer,
  options: { kafka?: TestKafka; detector?: readonly string[] } = {},
): Promise<Installation> {
  const [kafka, database] = await Promise.all([options.kafka ?? workshop.kafka(), postgres.createDatabase()])
  const folder = workshop.folder()
  const logs = logFolder(folder)
  const start = (service: string, ...args: string[]) =>
    workshop.start([
      service,
      '--kafka',
      kafka.bootstrap,
      '--database',
      database,
      '--data-dir',
      join(folder, service),
      ...args,
    ])
  const dashboard = start('dashboard', '--port', '0')
  const programs = new Map([
    ['dashboard', dashboard],
    ['collector', start('collector', join(logs, '*.log'))],
    ['detector', start('detector', ...(options.detector ?? []))],
  ])
  const [, address = ''] = await dashboard.waitFor(/(http:\S+)/)
  const sql = await connect(workshop, database)
  const installation = { name: 'Kafka and PostgreSQL', logs, programs, address, sql }
  await warmUp(installation, workshop)
  return installation
}

/** A second detector beside the first; resolves when they share the partitions. */
export async function addDetector({ programs, address }: Installation, workshop: Workshop): Promise<void> {
  const first = programs.get('detector')
  if (!first) throw new Error('there is no first detector')
  const [, , ...args] = first.child.spawnargs
  programs.set('second detector', workshop.start(args))
  const api = apiClient(address)
  await eventually(async () => {
    const { partitions } = await api.pipeline()
    const owners = new Set(partitions.map(({ owner }) => owner))
    if (owners.has(null) || owners.size < 2) throw new Error('the detectors do not share the partitions')
  }, 60_000)
}

export async function endAll({ programs, sql }: Installation): Promise<void> {
  await sql.end()
  await Promise.all([...programs.values()].map(program => program.stop()))
}

/** How many lines detection has passed, by what is committed. */
export async function committedLines(sql: pg.Client): Promise<number> {
  const { rows } = await sql.query<{ lines: string | null }>(
    "select sum(next_offset)::text as lines from partition_progress where topic = 'sentinel.logs'",
  )
  return Number(rows[0]?.lines ?? 0)
}

const WARM_UP_SEED = 1000
const WARM_UP_LINES = 500

/** Some lines on their way through say that every part is up. */
async function warmUp(installation: Installation, workshop: Workshop): Promise<void> {
  const input = writeInput(workshop.folder(), WARM_UP_SEED, WARM_UP_LINES)
  putInPlace([input], installation.logs, 'warm-up')
  await eventually(async () => {
    const lines = await committedLines(installation.sql)
    if (lines < WARM_UP_LINES) throw new Error(`${lines} of ${WARM_UP_LINES} lines came through`)
  }, 60_000)
}

function logFolder(folder: string): string {
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  return logs
}

async function connect(workshop: Workshop, database: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database })
  // The server may be gone first when all ends; a query that fails says so itself.
  client.on('error', () => {})
  workshop.defer(() => client.end())
  await eventually(async () => client.connect(), 10_000)
  return client
}
