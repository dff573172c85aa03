import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { delivering } from '../../src/pipeline/collect.ts'
import { createProblemBoard } from '../../src/pipeline/problem-board.ts'
import { decodeRecord } from '../../src/pipeline/record-codec.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { silentLogger } from '../../src/runtime/logger.ts'
import { type Action, actions, Model } from '../../src/sources/file/testing/model.ts'
import { Folder, Tail } from '../../src/sources/file/testing/tail.ts'
import type { Deliver } from '../../src/sources/source.ts'
import { createKafkaTransport } from '../../src/transport/kafka.ts'
import { sharedKafka } from '../helpers/kafka.ts'
import { readTopic, type TopicReader } from '../helpers/topic-reader.ts'

/**
 * Random lives of logs against a model of what must arrive, judged on the records that a real broker has. Many are
 * lived at a time, each in a folder of its own; they share a topic, where the source of a record tells whose it is.
 */

/** `npm run test:model` names a larger number. */
const RUNS = Number(process.argv[2] ?? 200)
const SEED = process.argv[3] === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(process.argv[3])
/** They wait more than they work. */
const AT_A_TIME = Math.min(16, RUNS)
/** The model needs no disk: what survives a crash is decided by copying the positions at that moment. */
const PARENT = existsSync('/dev/shm') ? '/dev/shm' : undefined
const TOPIC = `model-${process.pid}-${SEED}`

/** What the topic has of one life. */
class Arrivals {
  readonly records: { id: string; text: string }[] = []
  readonly texts = new Set<string>()
}

describe(`${RUNS} random lives of a log leave in the topic what is owed, under one id each`, {
  concurrency: AT_A_TIME,
}, () => {
  const arrivals = new Map<string, Arrivals>()
  const closing = new AsyncDisposableStack()
  let topic: TopicReader
  let publish: Deliver

  before(async () => {
    const kafka = await sharedKafka()
    closing.defer(() => kafka.release())
    const transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
    closing.defer(() => transport.close())
    await transport.ensureTopics([
      { name: TOPIC, partitions: 1, retention_ms: 86_400_000, record_bytes_max: 1_048_576 },
    ])
    publish = delivering(
      {
        transport: { publish: (_, records) => transport.publish(TOPIC, records) },
        host: 'test-host',
        problems: createProblemBoard(systemClock, silentLogger),
        clock: systemClock,
        logger: silentLogger,
      },
      new AbortController().signal,
    )
    topic = readTopic(transport, TOPIC, record => {
      const { id, source, value } = decodeRecord(record, TOPIC)
      const text = Buffer.from(value).toString('latin1')
      const life = arrivalsIn(dirname(source))
      life.records.push({ id, text })
      life.texts.add(text)
    })
    closing.defer(() => topic.close())
  })
  after(() => closing.disposeAsync())

  function arrivalsIn(folder: string): Arrivals {
    const known = arrivals.get(folder)
    if (known) return known
    const life = new Arrivals()
    arrivals.set(folder, life)
    return life
  }

  async function play(steps: readonly Action[]): Promise<void> {
    const folder = new Folder(PARENT)
    const model = new Model(folder)
    const arrived = arrivalsIn(folder.path)
    const publishing: Promise<unknown>[] = []
    const reader: { tail: Tail | null } = { tail: null }
    const start = (): Tail => {
      reader.tail ??= new Tail(folder, {
        paths: ['app.log', 'app.log.*.gz'],
        poll_ms: 2,
        round_ms: 5,
        save_ms: 3,
        batch_records_max: 16,
        turn_bytes: 512,
        rotated_wait_ms: 60_000,
        deleted_wait_ms: 20,
        async deliver(records, accept) {
          // Who was killed publishes nothing more; what is on its way arrives all the same.
          await accept(records)
          const published = publish(records)
          publishing.push(published.catch(() => undefined))
          return published
        },
      })
      return reader.tail
    }
    const everything = () => [...model.owed].every(line => arrived.texts.has(line))
    try {
      // What the path means is told to the source before anything happens to it.
      await start().until(() => existsSync(folder.checkpoint), 'the first checkpoint')
      for (const step of steps) {
        if (step.do === 'crash' || step.do === 'stop') {
          const ending = reader.tail
          reader.tail = null
          await (step.do === 'crash' ? ending?.crash() : ending?.stop())
        } else if (step.do === 'start') start()
        else if (step.do === 'yield') await pause(1)
        else if (step.do === 'settle') await reader.tail?.until(everything, 'what is owed')
        else if (step.do === 'gzip') {
          // What was not read of a log, or not saved as read, goes under other ids when it is read from an archive.
          if (!reader.tail || !model.packable) continue
          await reader.tail.until(() => everything() && model.isRotatedSaved(), 'what is owed')
          model.apply(step, arrived.texts)
        } else if (step.do === 'copytruncate') {
          // Nobody can tell a copy from a log that came and went unseen, unless what was read of the log is saved before
          // it is copied, and the log is looked at before it moves on.
          await reader.tail?.until(() => everything() && model.isSaved(), 'what is owed')
          model.apply(reader.tail ? step : { do: 'truncate' }, arrived.texts)
          const looked = () => reader.tail?.status.some(({ size_bytes }) => size_bytes === 0) ?? false
          if (model.exists) await reader.tail?.until(looked, 'the look')
        } else model.apply(step, arrived.texts)
      }
      await start().until(everything, 'what is owed')
      await start().stop()
      reader.tail = null
      await Promise.all(publishing)
      await topic.flush()
      const ids = new Map<string, string>()
      const texts = new Map<string, string>()
      for (const { id, text } of arrived.records) {
        assert(
          model.owed.has(text) || model.allowed.has(text),
          `nobody wrote the line ${JSON.stringify(text)}`,
        )
        assert.equal(ids.get(text) ?? id, id, `two ids for ${JSON.stringify(text)}`)
        assert.equal(texts.get(id) ?? text, text, `two lines under the id ${id}`)
        ids.set(text, id)
        texts.set(id, text)
      }
    } finally {
      await reader.tail?.stop()
      await Promise.all(publishing)
      arrivals.delete(folder.path)
      folder.dispose()
    }
  }

  for (let lane = 0; lane < AT_A_TIME; lane++)
    test(`lane ${lane + 1}`, async t => {
      if (lane === 0)
        t.diagnostic(`seed ${SEED}; \`collector-model.test.ts RUNS SEED\` plays the same lives again`)
      await fc.assert(fc.asyncProperty(actions, play), {
        numRuns: Math.ceil(RUNS / AT_A_TIME),
        seed: SEED + lane,
      })
    })
})
