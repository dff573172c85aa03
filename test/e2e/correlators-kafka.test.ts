import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { LOGS_TOPIC, SIGNALS_TOPIC } from '../../src/schema/topics.ts'
import { seededRandom } from '../../src/simulate/random.ts'
import type { OutgoingRecord } from '../../src/transport/transport.ts'
import { assignedSignals } from '../helpers/assigned-signals.ts'
import { type DetectionServers, startDetectionServers } from '../helpers/detection-servers.ts'
import { eventually } from '../helpers/eventually.ts'
import { byId, createStoryOracle, type StoryOracle, type ToldStory } from '../helpers/expected-stories.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { storedStories } from '../helpers/stored-stories.ts'
import { STORY_RULES, storyLine, timeLine } from '../helpers/story-lines.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/**
 * Correlators as processes on a real Kafka and a real PostgreSQL: the alerts of one, of two and of five of them, who
 * join, leave and are killed amid the stream, are those that the reference computes of the lines at once.
 */

const PARTITIONS = 6
const LINES = 900
const EVERY_MS = 150
const CHUNKS = 10
const LATENESS_MS = 60_000
/** Lines come in an order in which none is further behind another than this. */
const DISORDER_MS = 50_000
/** On a machine that is busy elsewhere a service takes long to start. */
const PATIENCE_MS = 120_000
/** From one act to the next: later than all that the one before decides. */
const ACT_MS = 3_600_000
/** Story time, which no clock of this machine has to do with; whole acts. */
const BEGIN_MS = Math.ceil(Date.now() / ACT_MS) * ACT_MS

describe('correlators on Kafka and PostgreSQL', () => {
  const folder = temporaryFolder({ after })
  const running = new Set<Program>()
  const told: ToldStory[][] = []
  let servers: DetectionServers
  let oracle: StoryOracle
  let detector: Program
  let correlator: Program

  before(async () => {
    servers = await startDetectionServers(PARTITIONS)
    oracle = await createStoryOracle([STORY_RULES])
  })
  after(async () => {
    await Promise.all([...running].map(program => program.kill()))
    await servers?.close()
  })

  const start = (service: 'detector' | 'correlator') => {
    const program = startProgram([
      ...[service, '--kafka', servers.kafka, '--database', servers.database, '--rules', STORY_RULES],
      ...['--data-dir', join(folder, 'data'), '--kafka-session-timeout-ms', '3000'],
      ...['--correlation-lateness-ms', `${LATENESS_MS}`, '--correlation-ahead-ms-max', '86400000'],
    ])
    running.add(program)
    return program
  }
  /** Resolves once each of them has partitions of the signals, and none has the same as another. */
  const share = (workers: readonly Program[]) =>
    eventually(async () => {
      const owned = workers.map(assignedSignals)
      assert.ok(
        owned.every(partitions => partitions.length > 0),
        JSON.stringify(owned),
      )
      assert.deepEqual(
        owned.flat().toSorted(),
        Array.from({ length: PARTITIONS }, (_, partition) => partition),
      )
    }, PATIENCE_MS)

  const publish = async (lines: readonly string[], partitionOf: (n: number) => number) => {
    const records = lines.map(
      (line, n): OutgoingRecord => ({
        key: null,
        partition: partitionOf(n),
        value: Buffer.from(line),
        headers: { id: line.slice(0, 400) },
      }),
    )
    assert.deepEqual((await servers.transport.publish(LOGS_TOPIC, records)).refused, [])
  }

  /** Lines of an act come in chunks, between which `meanwhile` is told how many have been; what is stored of them. */
  async function act(number: number, meanwhile: (chunk: number) => Promise<unknown>): Promise<void> {
    const from_ms = BEGIN_MS + number * ACT_MS
    const random = seededRandom(7)
    const lines = Array.from({ length: LINES }, (_, n) => storyLine(random, `${n}`, from_ms + n * EVERY_MS))
    const arrivals = lines
      .map((line, n) => ({ line, at_ms: n * EVERY_MS + random.below(DISORDER_MS) }))
      .toSorted((left, right) => left.at_ms - right.at_ms)
      .map(({ line }) => line)
    const size = Math.ceil(LINES / CHUNKS)
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      await publish(arrivals.slice(chunk * size, (chunk + 1) * size), n => n % PARTITIONS)
      await Promise.all([meanwhile(chunk), sleep(200)])
    }
    const over_ms = from_ms + ACT_MS / 2
    const times = Array.from({ length: 2 * PARTITIONS }, (_, n) => timeLine(`${n}`, over_ms + n))
    await publish(times, n => n % PARTITIONS)

    const expected = byId(oracle.storiesOf(lines))
    await eventually(async () => {
      const stored = await storedStories(servers.sql, oracle.correlations, from_ms, from_ms + ACT_MS)
      assert.deepEqual(
        byId(stored),
        expected.map(story => ({ ...story, is_over: true })),
      )
    }, PATIENCE_MS)
    told.push(expected)
    const { rows } = await servers.sql.query<{ events: string; offsets: string; groups: string }>(
      `select sum(events) as events, sum(next_offset) as offsets, (select count(*) from correlation_groups) as groups
        from partition_progress where topic = $1`,
      [SIGNALS_TOPIC],
    )
    const [counted] = rows
    assert.equal(counted?.events, counted?.offsets)
    assert.equal(counted?.groups, '0')
  }

  test('one has all partitions and finds what the lines tell', async () => {
    detector = start('detector')
    await share([detector])
    await act(0, async () => {})
  })

  test('two of which one joins, leaves, comes back and is killed find the same', async () => {
    let sharing = Promise.resolve()
    await act(1, async chunk => {
      if (chunk === 1) correlator = start('correlator')
      if (chunk === 2) sharing = share([detector, correlator])
      if (chunk === 4) {
        await sharing
        assert.equal(await correlator.stop(), 0)
      }
      if (chunk === 5) correlator = start('correlator')
      if (chunk === 7) {
        await share([detector, correlator])
        await correlator.kill()
      }
    })
  })

  test('five of which two are killed and one takes their place find the same', async () => {
    const others = [start('detector'), start('correlator'), start('correlator'), start('correlator')]
    await share([detector, ...others])
    await act(2, async chunk => {
      if (chunk === 3) await Promise.all([detector.kill(), others[2]?.kill()])
      if (chunk === 4) others.push(start('correlator'))
      if (chunk === 6) await others[1]?.stop()
    })
    // Act by act the same has happened, but later.
    const acts = told.map((stories, number) => stories.map(story => asIfFirst(story, number)))
    for (const stories of acts) assert.deepEqual(byText(stories), byText(acts[0] ?? []))
    assert.ok((told[0]?.length ?? 0) > 100)
    assert.equal(new Set(told[0]?.map(({ rule_id }) => rule_id)).size, oracle.correlations.length)
  })
})

/** A story as it would be told if its act had been the first. */
function asIfFirst({ rule_id, count, value, first, last, events }: ToldStory, act: number) {
  return {
    rule_id,
    times_ms: [first, last].map(time => Date.parse(time) - act * ACT_MS),
    count,
    value,
    events: events.map(message => message.replace(/ by user .*/, '')),
  }
}

const byText = (stories: readonly object[]) => stories.map(story => JSON.stringify(story)).toSorted()
