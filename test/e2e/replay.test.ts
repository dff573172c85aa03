import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { seededRandom } from '../../src/simulate/random.ts'
import { eventually } from '../helpers/eventually.ts'
import { byId, createStoryOracle } from '../helpers/expected-stories.ts'
import { freePorts } from '../helpers/free-ports.ts'
import { runProgram, startProgram } from '../helpers/program.ts'
import { storedStories } from '../helpers/stored-stories.ts'
import { STORY_RULES, storyLine, timeLine } from '../helpers/story-lines.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** A log that is watched as it is written, and that is read later. */

const LINES = 600
const SPAN_MS = 150_000
/** Lines are written in an order in which none is further behind another than this, and shuffled so once more. */
const DISORDER_MS = 10_000
const LATENESS_MS = 30_000
const TURNS = 30
const TURN_MS = 100

const resultSchema = z.object({
  rule_id: z.string(),
  group: z.record(z.string(), z.string()),
  count: z.number(),
  value: z.number(),
  first: z.string(),
  last: z.string(),
})

test('a log that is read later tells the same stories as one that was watched, also with its lines shuffled within the lateness', async context => {
  const folder = temporaryFolder(context)
  const random = seededRandom(3)
  const from_ms = Date.now() - SPAN_MS
  const shuffled = (lines: readonly { line: string; at_ms: number }[]) =>
    lines
      .map(one => ({ ...one, by_ms: one.at_ms + random.below(DISORDER_MS) }))
      .toSorted((left, right) => left.by_ms - right.by_ms)
  const lines = Array.from({ length: LINES }, (_, n) => {
    const at_ms = from_ms + Math.floor((n * SPAN_MS) / LINES)
    return { at_ms, line: storyLine(random, `${n}`, at_ms) }
  })
  // By the end of these all is decided.
  const times = ['a', 'b'].map(name => timeLine(name, from_ms + SPAN_MS + 2 * LATENESS_MS))
  const textOf = (list: readonly { line: string }[]) => list.map(({ line }) => `${line}\n`).join('')
  const written = shuffled(lines)
  const files = { live: join(folder, 'live.log'), again: join(folder, 'again.log') }
  writeFileSync(files.live, '')
  writeFileSync(files.again, textOf(shuffled(lines)) + textOf(times.map(line => ({ line }))))

  const oracle = await createStoryOracle([STORY_RULES], hostname())
  const expected = byId(oracle.storiesOf(lines.map(({ line }) => line)))
  assert.ok(expected.length > 50)
  assert.equal(new Set(expected.map(({ rule_id }) => rule_id)).size, oracle.correlations.length)
  const settings = ['--rules', STORY_RULES, '--correlation-lateness-ms', `${LATENESS_MS}`]

  /** What everything in one process has in its database once all stories are over. */
  async function toldBy(name: string, log: string, meanwhile: () => Promise<void>, ...more: string[]) {
    const [port = 0, sql_port = 0] = await freePorts(2)
    const program = startProgram([
      ...['up', '--port', `${port}`, '--sql-port', `${sql_port}`, '--data-dir', join(folder, name)],
      ...[...settings, ...more, log],
    ])
    try {
      await program.waitFor(/Log Sentinel is on/, 120_000)
      await meanwhile()
      return await eventually(async () => {
        const client = new pg.Client({ host: '127.0.0.1', port: sql_port, database: 'postgres' })
        await client.connect()
        try {
          const stored = byId(await storedStories(client, oracle.correlations, 0, Date.now() + SPAN_MS))
          assert.equal(stored.length, expected.length)
          assert.ok(stored.every(({ is_over }) => is_over))
          return stored.map(({ is_over: _, ...story }) => story)
        } finally {
          await client.end()
        }
      }, 120_000)
    } finally {
      await program.kill()
    }
  }

  const live = await toldBy('live', files.live, async () => {
    const size = Math.ceil(LINES / TURNS)
    for (let turn = 0; turn < TURNS; turn++) {
      appendFileSync(files.live, textOf(written.slice(turn * size, (turn + 1) * size)))
      await sleep(TURN_MS)
    }
    appendFileSync(files.live, textOf(times.map(line => ({ line }))))
  })
  assert.deepEqual(live, expected)
  // Of long ago, as a log of last month is: then nothing of today keeps time back.
  const old = ['--correlation-behind-ms-max', '1000']
  assert.deepEqual(await toldBy('replayed', files.live, async () => {}, ...old), live)
  assert.deepEqual(await toldBy('shuffled', files.again, async () => {}, ...old), live)

  for (const log of [files.live, files.again]) {
    const { stdout } = await runProgram(['scan', ...settings, '--format', 'ndjson', '--level', 'medium', log])
    const results = stdout
      .trim()
      .split('\n')
      .map(line => resultSchema.parse(JSON.parse(line)))
    const plain = live.map(({ id: _, events: __, ...story }) => story)
    assert.deepEqual(inOrder(results), inOrder(plain))
  }
})

const inOrder = (stories: readonly z.infer<typeof resultSchema>[]) =>
  stories
    .map(({ rule_id, group, count, value, first, last }) =>
      JSON.stringify([rule_id, group, count, value, first, last]),
    )
    .toSorted()
