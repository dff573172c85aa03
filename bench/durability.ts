/**
 * What it costs that a commit is on the disk when it returns: the embedded log and the embedded database with the
 * settings that they have, beside the same with weaker ones, in turns in one run.
 *
 *     npm run bench:durability                 printed
 *     npm run bench:durability -- --write      and into docs/durability-benchmarks.md
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { systemClock } from '../src/runtime/clock.ts'
import { silentLogger } from '../src/runtime/logger.ts'
import { DATABASE_TEMPLATE } from '../src/services/database-template.ts'
import { openDatabase } from '../src/store/pglite-files.ts'
import { createAppender } from '../src/transport/embedded/appender.ts'
import { createLog } from '../src/transport/embedded/log.ts'
import { openLogFile } from '../src/transport/embedded/schema.ts'
import type { OutgoingRecord } from '../src/transport/transport.ts'
import { version } from '../src/version.ts'
import { type Row, report, type Section, sectionTable } from './report.ts'
import { Workshop } from './workshop.ts'

const REPORT = fileURLToPath(new URL('../docs/durability-benchmarks.md', import.meta.url))
const ROUNDS = 7
const COMMITS = 50
const TOPIC = 'sentinel.logs'
const BATCHES = [1, 1000]
const LINE = 'Nov 22 10:00:08 web-1 sshd[4711]: Failed password for alice from 203.0.113.7 port 51022 ssh2'

const asItComes = (folder: string) => PGlite.create(folder)
const synced = async (folder: string) => (await openDatabase(folder, DATABASE_TEMPLATE)).pglite

/** Something that commits once for each call. */
interface Way {
  name: string
  commit(): Promise<void>
}

const workshop = new Workshop()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void workshop[Symbol.asyncDispose]().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  })
}
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
try {
  const sections = [await measureLog(), await measureDatabase()]
  for (const section of sections) process.stdout.write(`${sectionTable(section)}\n\n`)
  if (values.write) {
    const command = 'npm run bench:durability -- --write'
    writeFileSync(
      REPORT,
      report(sections, { version: version(), command, rounds: ROUNDS, parts: { Folder: tmpdir() } }),
    )
  }
} finally {
  await workshop[Symbol.asyncDispose]()
}

async function measureLog(): Promise<Section> {
  const rows: Row[] = []
  for (const records of BATCHES) {
    const ways = ['off', 'normal', 'full'].map(setting => logWay(setting, records))
    rows.push(...(await measured(ways)))
  }
  return {
    title: 'A publication on the embedded log',
    about:
      'Milliseconds until records are acknowledged, one or a thousand together, with each setting of SQLite’s ' +
      '`synchronous` in WAL mode. `full`, which Log Sentinel uses, syncs the WAL at each commit; `normal` only when the ' +
      'WAL is copied into the file, so that a power cut takes back what was acknowledged since; `off` never. Baseline: `off`.',
    rows,
  }
}

function logWay(setting: string, records: number): Way {
  const database = openLogFile(workshop.folder())
  database.exec(`pragma synchronous = ${setting}`)
  const log = createLog(database)
  log.create({ name: TOPIC, partitions: 1, retention_ms: 3_600_000, record_bytes_max: 1_048_576 })
  const appender = createAppender({
    log,
    clock: systemClock,
    logger: silentLogger,
    guard: step => step(),
    onAppended: () => undefined,
  })
  workshop.defer(async () => {
    await appender.close()
    database.close()
  })
  const batch: OutgoingRecord[] = Array.from({ length: records }, (_, index) => {
    return { key: '/var/log/auth.log', value: Buffer.from(`${LINE} ${index}`), headers: { id: `${index}` } }
  })
  return {
    name: `${records === 1 ? '1 record' : `${records} records`}, synchronous=${setting}`,
    commit: async () => void (await appender.publish(TOPIC, batch)),
  }
}

async function measureDatabase(): Promise<Section> {
  const rows: Row[] = []
  for (const alerts of [1, 100]) {
    const ways = [
      await databaseWay('no fsync (PGlite as it comes)', alerts, asItComes),
      await databaseWay('fsync, synchronous_commit=off', alerts, synced, 'set synchronous_commit = off'),
      await databaseWay('fsync, synchronous_commit=on', alerts, synced),
    ]
    rows.push(...(await measured(ways)))
  }
  return {
    title: 'A commit in the embedded database',
    about:
      'Milliseconds for a transaction that stores so many alerts of 500 bytes and moves an offset. `fsync` with ' +
      '`synchronous_commit=on` is what Log Sentinel uses. Baseline: PGlite with its own files, which never reach the disk.',
    rows,
  }
}

async function databaseWay(
  name: string,
  alerts: number,
  open: (folder: string) => Promise<PGlite>,
  setting = '',
): Promise<Way> {
  const folder = join(workshop.folder(), 'store')
  mkdirSync(folder)
  const pglite = await open(folder)
  workshop.defer(() => pglite.close())
  await pglite.exec(`${setting};
    create table written (id bigint generated always as identity primary key, text text not null);
    create table place (next_offset bigint not null);
    insert into place values (0)`)
  return {
    name: `${alerts === 1 ? '1 alert' : `${alerts} alerts`}, ${name}`,
    async commit() {
      await pglite.transaction(async transaction => {
        await transaction.query(
          `insert into written (text) select repeat('x', 500) from generate_series(1, $1)`,
          [alerts],
        )
        await transaction.query('update place set next_offset = next_offset + 1')
      })
    },
  }
}

/** Milliseconds of a commit in each way, one after the other in every round; the first way is the baseline. */
async function measured(ways: readonly Way[]): Promise<Row[]> {
  const values = ways.map((): number[] => [])
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { commit }] of ways.entries()) {
      const began_ms = performance.now()
      for (let commits = 0; commits < COMMITS; commits++) await commit()
      if (round > 0) values[index]?.push((performance.now() - began_ms) / COMMITS)
    }
  }
  const [baseline = []] = values
  return ways.map(({ name }, index) => ({ what: name, unit: 'ms', values: values[index] ?? [], baseline }))
}
