import assert from 'node:assert/strict'
import { renameSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isSentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { simulate } from './simulate.ts'
import { truthRowSchema } from './truth.ts'
import { type SimulationWriterOptions, writeSimulation } from './write.ts'

const START_MS = Date.UTC(2026, 6, 1, 12)
const NEVER = new AbortController().signal

/** A clock that sleeping moves on; `atSleep` sees each sleep before it. */
function standingClock(atSleep: (now_ms: number) => void = () => {}) {
  let now_ms = START_MS
  const clock: Clock = {
    now: () => now_ms,
    sleep: async ms => {
      atSleep(now_ms)
      now_ms += ms
    },
  }
  return { clock, set: (ms: number) => (now_ms = ms) }
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'simulate-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

async function setUp(t: TestContext, options: Partial<SimulationWriterOptions> = {}) {
  const root = await folder(t)
  const file = join(root, 'logs', 'app.log')
  const truth = join(root, 'truth', 'truth.ndjson')
  const { clock } = standingClock()
  return { file, truth, options: { file, truth, rate: 100, seed: 3, clock, limit_lines: 500, ...options } }
}

const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').slice(0, -1)
const rowsOf = async (truth: string) =>
  (await linesOf(truth)).map(line => truthRowSchema.parse(JSON.parse(line)))

/** What the rows point at, by line. */
async function pointedAt(file: string, truth: string) {
  const bytes = await readFile(file)
  return (await rowsOf(truth)).map(({ offset, rules }) => ({
    line: bytes.toString('utf8', offset, bytes.indexOf('\n', offset)),
    rules,
  }))
}

const expected = (count: number, lines_per_second = 100, scenario?: string) => {
  const lines = simulate({ seed: 3, start_ms: START_MS, lines_per_second, scenario })
  return Array.from({ length: count }, () => lines.next().value)
}
const mustFire = (lines: ReturnType<typeof expected>) =>
  lines.filter(({ rules }) => rules.length > 0).map(({ line, rules }) => ({ line, rules }))

test('the file holds the lines of the simulation, and the truth the place of each that must fire', async t => {
  const { file, truth, options } = await setUp(t)
  const totals = await writeSimulation(options, NEVER)

  const lines = expected(500)
  assert.deepEqual(
    await linesOf(file),
    lines.map(({ line }) => line),
  )
  assert.deepEqual(await pointedAt(file, truth), mustFire(lines))
  assert.deepEqual(totals, {
    lines: 500,
    bytes: (await stat(file)).size,
    must_fire: mustFire(lines).length,
  })
})

test('what is in the file already stays, and offsets count from its start', async t => {
  const { file, truth, options } = await setUp(t)
  await mkdir(dirname(file))
  await writeFile(file, 'première ligne\n')
  await writeSimulation(options, NEVER)

  const lines = expected(500)
  assert.deepEqual(await linesOf(file), ['première ligne', ...lines.map(({ line }) => line)])
  assert.deepEqual(await pointedAt(file, truth), mustFire(lines))
})

test('a last line without its end is ended first', async t => {
  const { file, truth, options } = await setUp(t)
  await mkdir(dirname(file))
  await writeFile(file, 'torn')
  await writeSimulation(options, NEVER)
  assert.equal((await linesOf(file))[0], 'torn')
  assert.deepEqual(await pointedAt(file, truth), mustFire(expected(500)))
})

test('a second run goes on behind the first, in the log and in the truth', async t => {
  const { file, truth, options } = await setUp(t)
  await writeSimulation({ ...options, start_ms: START_MS }, NEVER)
  await writeSimulation({ ...options, start_ms: START_MS }, NEVER)
  const once = mustFire(expected(500))
  assert.deepEqual(await pointedAt(file, truth), [...once, ...once])
})

test('rows that a killed run left without their lines, and half a row, are taken back', async t => {
  const { file, truth, options } = await setUp(t)
  await writeSimulation(options, NEVER)
  const { size } = await stat(file)
  const left = JSON.stringify({ offset: size, rules: ['never written'], story: null })
  await writeFile(truth, `${await readFile(truth, 'utf8')}${left}\n${left.slice(0, 7)}`)

  await writeSimulation({ ...options, limit_lines: 1 }, NEVER)
  const rows = await rowsOf(truth)
  assert.ok(rows.every(({ rules }) => !rules.includes('never written')))
  assert.deepEqual(
    (await pointedAt(file, truth)).slice(0, mustFire(expected(500)).length),
    mustFire(expected(500)),
  )
})

test('a truth file that is something else is left alone and refused', async t => {
  const { truth, options } = await setUp(t)
  await mkdir(dirname(truth))
  for (const text of ['dear diary\n', '{"offset":"x"}\n', 'half a word']) {
    await writeFile(truth, text)
    await assert.rejects(writeSimulation(options, NEVER), error => isSentinelError(error, 'USAGE'))
    assert.equal(await readFile(truth, 'utf8'), text)
  }
})

test('an unknown scenario is refused before anything is written', async t => {
  const { file, options } = await setUp(t, { scenario: 'volcano' })
  await assert.rejects(writeSimulation(options, NEVER), error => isSentinelError(error, 'USAGE'))
  await assert.rejects(stat(dirname(file)))
})

test('a place that can not be written to is named', async t => {
  const { file, options } = await setUp(t)
  await mkdir(file, { recursive: true })
  await assert.rejects(
    writeSimulation(options, NEVER),
    error => isSentinelError(error, 'FILE_UNREADABLE') && error.details.where === file,
  )
})

for (const rate of [0.5, 5, 1000, 20_000])
  test(`at ${rate} lines a second there are as many lines as time allows`, async t => {
    const stop = new AbortController()
    const { clock } = standingClock(now_ms => {
      if (now_ms >= START_MS + 3000) stop.abort()
    })
    const { options } = await setUp(t, { rate, clock, limit_lines: undefined, truth: undefined })
    const { lines } = await writeSimulation(options, stop.signal)
    const passed_ms = clock.now() - START_MS
    assert.ok(lines <= (passed_ms * rate) / 1000 + 1 && lines >= Math.floor(3 * rate), `${lines} lines`)
  })

test('an abort ends it behind a whole line', async t => {
  const stop = new AbortController()
  const { clock } = standingClock(now_ms => {
    if (now_ms > START_MS + 1000) stop.abort()
  })
  const { file, truth, options } = await setUp(t, { clock, limit_lines: undefined })
  const { lines } = await writeSimulation(options, stop.signal)
  assert.deepEqual(
    await linesOf(file),
    expected(lines).map(({ line }) => line),
  )
  assert.deepEqual(await pointedAt(file, truth), mustFire(expected(lines)))
})

test('after a long sleep of the machine no flood follows, and a clock set back does not stop it', async t => {
  const stop = new AbortController()
  const sleeps = new Map([
    [20, START_MS + 3_600_000],
    [40, START_MS - 3_600_000],
  ])
  let count = 0
  const { clock, set } = standingClock(() => {
    const jump_to_ms = sleeps.get(++count)
    if (jump_to_ms !== undefined) set(jump_to_ms)
    if (count === 60) stop.abort()
  })
  const { options } = await setUp(t, { clock, limit_lines: undefined, truth: undefined })
  const { lines } = await writeSimulation(options, stop.signal)
  assert.ok(lines >= 100 && lines <= 300, `${lines} lines`)
})

test('a log that is moved away is followed by a new one, and no line is lost', async t => {
  const root = await folder(t)
  const [file, old] = [join(root, 'app.log'), join(root, 'app.log.1')]
  let sleeps = 0
  const { clock } = standingClock(() => {
    if (++sleeps === 20) renameSync(file, old)
  })
  await writeSimulation({ file, rate: 100, seed: 3, clock, limit_lines: 200 }, NEVER)
  const [before, after] = [await linesOf(old), await linesOf(file)]
  assert.ok(before.length > 0 && after.length > 0)
  assert.deepEqual(
    [...before, ...after],
    expected(200).map(({ line }) => line),
  )
})
