/** The file behind the embedded transport: its owner, its version, its damage, and what survives a kill. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ErrorCode, isSentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import { collect, freshName, record, stringsOf } from './contract-helpers.ts'
import { createEmbeddedTransport } from './embedded.ts'

const topic = 'sentinel.test'
const spec = { name: topic, partitions: 1, retention_ms: 60_000, record_bytes_max: 1_000_000 }

async function newFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-log-'))
  context.after(() => rm(folder, { recursive: true }))
  return folder
}
const open = (folder: string, clock?: Clock) =>
  createEmbeddedTransport({ folder, logger: silentLogger, ...(clock && { clock }) })
const coded = (code: ErrorCode, remedy: RegExp) => (error: unknown) =>
  isSentinelError(error, code) &&
  remedy.test(error.details.remedy ?? '') &&
  /log\.sqlite/.test(error.details.where)

test('records, offsets and topics are there again after a restart', async context => {
  const folder = await newFolder(context)
  const first = open(folder)
  await first.ensureTopics([spec])
  await first.publish(topic, [record('a'), record('b')])
  await first.close()
  const second = open(folder)
  await second.publish(topic, [record('c')])
  const read = await second.read(topic, 0, 0, 10)
  assert.deepEqual(stringsOf(read), ['a', 'b', 'c'])
  assert.deepEqual(
    read.map(({ offset }) => offset),
    [0, 1, 2],
  )
  await second.close()
})

test('a second owner is told who to stop', async context => {
  const folder = await newFolder(context)
  const owner = open(folder)
  assert.throws(() => open(folder), coded('DATA_IN_USE', /Stop the other/))
  await owner.close()
  await open(folder).close()
})

test('what was acknowledged survives kill -9, and the lock does not', async context => {
  const folder = await newFolder(context)
  const writer = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { createEmbeddedTransport } from ${JSON.stringify(new URL('embedded.ts', import.meta.url).href)}
       const quiet = { debug() {}, info() {}, warn() {}, error() {} }
       const transport = createEmbeddedTransport({ folder: process.argv[1], logger: quiet })
       await transport.ensureTopics([${JSON.stringify(spec)}])
       for (let sent = 0; ; sent += 10) {
         const records = Array.from({ length: 10 }, (_, index) => ({ key: 'k', value: Buffer.from(String(sent + index)), headers: {} }))
         await transport.publish(${JSON.stringify(topic)}, records)
         console.log(sent + 10)
       }`,
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('.', import.meta.url)) },
  )
  let output = ''
  for await (const chunk of writer.stdout) {
    output += chunk
    if (output.split('\n').length > 50) {
      // Another process holds the lock while it lives.
      if (!writer.killed) assert.throws(() => open(folder), coded('DATA_IN_USE', /Stop the other/))
      writer.kill('SIGKILL')
    }
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
  const acknowledged = Number(output.trimEnd().split('\n').at(-1))
  const transport = open(folder)
  const values = stringsOf(await transport.read(topic, 0, 0, 100_000))
  assert.ok(values.length >= acknowledged)
  assert.deepEqual(
    values,
    values.map((_, index) => `${index}`),
  )
  await transport.close()
})

test('a file that is no database is told with a remedy', async context => {
  const folder = await newFolder(context)
  await writeFile(
    join(folder, 'log.sqlite'),
    'this is not a database, but it is long enough to be looked at\n'.repeat(50),
  )
  assert.throws(() => open(folder), coded('DATA_CORRUPT', /Move the file/))
})

test("another program's database is left alone", async context => {
  const folder = await newFolder(context)
  const foreign = new DatabaseSync(join(folder, 'log.sqlite'))
  foreign.exec('create table recipes (name text)')
  foreign.close()
  assert.throws(() => open(folder), coded('DATA_CORRUPT', /Move the file/))
})

test('a file of a newer version is told with a remedy, and left as it is', async context => {
  const folder = await newFolder(context)
  await open(folder).close()
  const newer = new DatabaseSync(join(folder, 'log.sqlite'))
  newer.exec('pragma journal_mode = delete')
  newer.exec('pragma user_version = 99')
  newer.close()
  const before = await readFile(join(folder, 'log.sqlite'))
  assert.throws(() => open(folder), coded('DATA_TOO_NEW', /newer version/))
  assert.deepEqual(await readFile(join(folder, 'log.sqlite')), before)
})

test('a folder that can not be made is told', async context => {
  const folder = await newFolder(context)
  await writeFile(join(folder, 'file'), '')
  assert.throws(() => open(join(folder, 'file', 'sub')), coded('FILE_UNREADABLE', /permissions/))
})

test('records older than the retention go, and reading starts at the first that is left', async context => {
  let now = Date.parse('2026-01-01T00:00:00Z')
  const transport = open(await newFolder(context), { ...systemClock, now: () => now })
  await transport.ensureTopics([spec])
  await transport.publish(
    topic,
    Array.from({ length: 4_500 }, (_, index) => record(`old ${index}`)),
  )
  now += 30_000
  await transport.publish(topic, [record('kept')])
  now += 40_000
  // Each publish deletes one step of what is too old.
  for (const value of ['x', 'y', 'z']) await transport.publish(topic, [record(value)])
  const [info] = await transport.topics(topic)
  assert.deepEqual(info?.partitions[0], {
    partition: 0,
    start_offset: 4_500,
    end_offset: 4_504,
    replicas: 1,
    in_sync: 1,
  })
  assert.deepEqual(stringsOf(await transport.read(topic, 0, 0, 10)), ['kept', 'x', 'y', 'z'])
  assert.deepEqual(await collect(transport, topic, 4, { offsets: new Map([[0, 17]]) }), [
    'kept',
    'x',
    'y',
    'z',
  ])
  await transport.close()
})

test('a clock that is set back does not make time fall within a partition', async context => {
  let now = 2_000_000
  const transport = open(await newFolder(context), { ...systemClock, now: () => now })
  await transport.ensureTopics([spec])
  await transport.publish(topic, [record('a')])
  now = 1_000_000
  await transport.publish(topic, [record('b')])
  const times = (await transport.read(topic, 0, 0, 10)).map(({ time_ms }) => time_ms)
  assert.deepEqual(times, [2_000_000, 2_000_000])
  assert.equal(await transport.offsetAt(topic, 0, 1_500_000), 0)
  await transport.close()
})

test('a step that fails is undone as a whole, and the next one goes on', async context => {
  const transport = open(await newFolder(context))
  await transport.ensureTopics([spec])
  const headers = Object.defineProperty({}, 'id', {
    enumerable: true,
    get: () => {
      throw new Error('unreadable')
    },
  })
  await assert.rejects(
    transport.publish(topic, [record('a'), { key: 'k', value: Buffer.from('x'), headers }]),
  )
  await transport.publish(topic, [record('b')])
  const read = await transport.read(topic, 0, 0, 10)
  assert.deepEqual(stringsOf(read), ['b'])
  assert.equal(read[0]?.offset, 0)
  await transport.close()
})

test('closing ends the consumers', async context => {
  const transport = open(await newFolder(context))
  await transport.ensureTopics([spec])
  await transport.publish(topic, [record('a')])
  assert.deepEqual(await collect(transport, topic, 1), ['a'])
  const consuming = transport.consume(
    { topic, group: freshName(), offsets: async () => new Map(), handle: async () => {} },
    new AbortController().signal,
  )
  await transport.close()
  await consuming
})
