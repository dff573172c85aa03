import assert from 'node:assert/strict'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Admin } from '@platformatic/kafka'
import fc from 'fast-check'
import { memoryOf } from '../../bench/memory.ts'
import { silentLogger } from '../../src/runtime/logger.ts'
import { configSchema } from '../../src/schema/config.ts'
import { LOGS_TOPIC } from '../../src/schema/topics.ts'
import { topicSpecs } from '../../src/services/topics.ts'
import { type Action, actions, Model } from '../../src/sources/file/testing/model.ts'
import { Folder } from '../../src/sources/file/testing/tail.ts'
import { createKafkaTransport } from '../../src/transport/kafka.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { eventually } from '../helpers/eventually.ts'
import { startKafka, type TestKafka } from '../helpers/kafka.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** A collector as a process of its own, judged on the records that a real broker has. */

const LIVES = 6

/** What the topic has of one source, read on from where it was read before. */
class Received {
  readonly lines: { id: string; text: string }[] = []
  readonly #transport: Transport
  readonly #source: string
  readonly #next = new Map<number, number>()

  constructor(transport: Transport, source: string) {
    this.#transport = transport
    this.#source = source
  }

  async texts(): Promise<Set<string>> {
    const [topic] = await this.#transport.topics(LOGS_TOPIC)
    for (const { partition } of topic?.partitions ?? []) {
      const from = this.#next.get(partition) ?? 0
      for (const record of await this.#transport.read(LOGS_TOPIC, partition, from, 10_000)) {
        this.#next.set(partition, record.offset + 1)
        if (record.key === null || Buffer.from(record.key).toString() !== this.#source) continue
        this.lines.push({
          id: record.headers['id'] ?? '',
          text: Buffer.from(record.value).toString('latin1'),
        })
      }
    }
    return new Set(this.lines.map(({ text }) => text))
  }
}

describe('a collector and a broker', () => {
  let kafka: TestKafka
  let transport: Transport
  before(async () => {
    kafka = await startKafka()
    transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
    await transport.ensureTopics(topicSpecs(configSchema.parse({})))
  })
  after(async () => {
    await transport?.close()
    await kafka?.stop()
  })

  const collect = (folder: string, ...files: string[]) =>
    startProgram(['collector', '--kafka', kafka.bootstrap, '--data-dir', folder, ...files])

  async function play(steps: readonly Action[]): Promise<void> {
    const folder = new Folder()
    const model = new Model(folder)
    const received = new Received(transport, folder.at('app.log'))
    const running: { collector: Program | null } = { collector: null }
    const start = () => {
      running.collector ??= collect(folder.path, folder.at('app.log'))
    }
    const settled = async () =>
      await eventually(async () => {
        const have = await received.texts()
        const missing = [...model.owed].filter(line => !have.has(line))
        assert.deepEqual(missing, [], 'lines are missing')
      }, 60_000)
    try {
      // What the path means is told to the collector before anything happens to it.
      start()
      await eventually(async () => assert.ok(existsSync(folder.checkpoint)), 60_000)
      for (const step of steps) {
        if (step.do === 'crash') await running.collector?.kill()
        if (step.do === 'stop') await running.collector?.stop()
        if (step.do === 'crash' || step.do === 'stop') running.collector = null
        else if (step.do === 'start') start()
        else if (step.do === 'yield') await pause(20)
        else if (step.do === 'settle') await (running.collector && settled())
        // These need to look into the collector: collector-model.test.ts has them.
        else if (step.do !== 'copytruncate' && step.do !== 'gzip') model.apply(step, await received.texts())
      }
      start()
      await settled()
      const ids = new Map<string, string>()
      const texts = new Map<string, string>()
      for (const { id, text } of received.lines) {
        assert.ok(model.owed.has(text) || model.allowed.has(text), `nobody wrote ${JSON.stringify(text)}`)
        assert.equal(ids.get(text) ?? id, id, `two ids for ${JSON.stringify(text)}`)
        assert.equal(texts.get(id) ?? text, text, `two lines under the id ${id}`)
        ids.set(text, id)
        texts.set(id, text)
      }
    } finally {
      await running.collector?.kill()
      folder.dispose()
    }
  }

  test(`${LIVES} random lives of a log, with SIGKILL, leave in the topic what is owed`, async t => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    t.diagnostic(`seed ${seed}`)
    // Shrinking would start hundreds of processes; the seed brings the same lives again.
    await fc.assert(fc.asyncProperty(actions, play), { numRuns: LIVES, seed, endOnFailure: true })
  })

  test('a topic that is deleted under a collector is created anew, and nothing that was not in it is lost', async t => {
    const folder = temporaryFolder(t)
    const log = join(folder, 'app.log')
    writeFileSync(log, 'before\n')
    const collector = collect(join(folder, 'data'), log)
    t.after(() => collector.kill())
    const received = () => new Received(transport, log).texts()
    await eventually(async () => assert.deepEqual([...(await received())], ['before']), 60_000)
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.bootstrap] })
    await admin.deleteTopics({ topics: [LOGS_TOPIC] })
    await admin.close()
    appendFileSync(log, 'after\n')
    await eventually(async () => assert.deepEqual([...(await received())], ['after']), 60_000)
    assert.match(collector.stderr(), /no such topic: it was deleted.*It is created anew/)
    assert.equal(collector.child.exitCode, null)
  })
  test('case 38: while the broker is away a growing file fills no memory, and nothing of it is lost', async t => {
    const folder = temporaryFolder(t)
    const log = join(folder, 'app.log')
    writeFileSync(log, '')
    await kafka.kill()
    const collector = collect(join(folder, 'data'), log)
    t.after(() => collector.kill())
    const lines = 100_000
    const piece = `${'x'.repeat(999)}\n`.repeat(1000)
    for (let written = 0; written < lines; written += 1000) {
      appendFileSync(log, piece)
      await pause(50)
    }
    const peak = memoryOf(collector.child.pid)?.peak
    if (peak !== undefined) assert.ok(peak < 256, `${peak} MiB`)
    await kafka.restart()
    const ids = new Set<string>()
    const next = new Map<number, number>()
    await eventually(async () => {
      const [topic] = await transport.topics(LOGS_TOPIC)
      for (const { partition } of topic?.partitions ?? []) {
        for (;;) {
          const from = next.get(partition) ?? 0
          const records = await transport.read(LOGS_TOPIC, partition, from, 10_000)
          for (const { key, headers, offset } of records) {
            next.set(partition, offset + 1)
            if (Buffer.from(key ?? []).toString() === log) ids.add(headers['id'] ?? '')
          }
          if (records.length === 0) break
        }
      }
      assert.equal(ids.size, lines)
    }, 120_000)
  })
})
