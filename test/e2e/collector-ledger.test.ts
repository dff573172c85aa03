import assert from 'node:assert/strict'
import { once } from 'node:events'
import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { silentLogger } from '../../src/runtime/logger.ts'
import { configSchema } from '../../src/schema/config.ts'
import { DEADLETTERS_TOPIC, LOGS_TOPIC } from '../../src/schema/topics.ts'
import { topicSpecs } from '../../src/services/topics.ts'
import { savedLedgerSchema } from '../../src/sources/listener/listener-ledger.ts'
import { loadState } from '../../src/sources/saved-state.ts'
import { createKafkaTransport } from '../../src/transport/kafka.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePorts } from '../helpers/free-ports.ts'
import { startKafka, type TestKafka } from '../helpers/kafka.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/**
 * The loss ledger of a collector with a real broker, held against what was written and what is in the topics: it must
 * be true whenever somebody looks.
 */

interface Amount {
  records: number
  bytes: number
}
const NOTHING: Amount = { records: 0, bytes: 0 }
const plus = (a: Amount, records: number, bytes: number): Amount => ({
  records: a.records + records,
  bytes: a.bytes + bytes,
})
const METRIC = /^sentinel_source_(records|bytes)\{source="([^"]*)",state="(\w+)"\} (\d+)$/gm
/** More than the topic takes, and less than the collector does. */
const LARGE_BYTES = 300_000

describe('the ledger of a collector', () => {
  let kafka: TestKafka
  let transport: Transport
  before(async () => {
    kafka = await startKafka()
    transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
    await transport.ensureTopics(topicSpecs(configSchema.parse({ line_bytes_max: 1024 })))
  })
  after(async () => {
    await transport?.close()
    await kafka?.stop()
  })

  /** A collector that is started again and again, and asked how a source is. */
  async function collectorOf(context: TestContext) {
    const [port = 0] = await freePorts(1)
    let program: Program | null = null
    context.after(() => program?.kill())
    return {
      start(...args: string[]) {
        program = startProgram(['collector', '--kafka', kafka.bootstrap, '--port', String(port), ...args])
      },
      stop: async () => assert.equal(await program?.stop(), 0),
      kill: async () => void (await program?.kill()),
      /** Waits until the source has a row; its ledger has to add up, whenever it is asked for. */
      ledger: (source: string) =>
        eventually(async () => {
          const response = await fetch(`http://127.0.0.1:${port}/metrics`)
          const values = new Map<string, number>()
          for (const [, unit, name, state, value] of (await response.text()).matchAll(METRIC))
            if (name === source) values.set(`${state} ${unit}`, Number(value))
          assert.equal(values.size, 8, source)
          const amount = (state: string): Amount => ({
            records: values.get(`${state} records`) ?? 0,
            bytes: values.get(`${state} bytes`) ?? 0,
          })
          return {
            read: amount('read'),
            published: amount('published'),
            refused: amount('refused'),
            waiting: amount('waiting'),
          }
        }),
    }
  }
  type Ledger = Awaited<ReturnType<Awaited<ReturnType<typeof collectorOf>>['ledger']>>

  function assertAddsUp({ read, published, refused, waiting }: Ledger): void {
    assert.equal(read.records, published.records + refused.records + waiting.records)
    assert.equal(read.bytes, published.bytes + refused.bytes + waiting.bytes)
  }
  function assertAtMost(less: Amount, more: Amount, what: string): void {
    assert.ok(
      less.records <= more.records && less.bytes <= more.bytes,
      `${what}: ${less.records} of ${more.records}`,
    )
  }

  /** What a topic has of a source, each record once. */
  function contentOf(topic: string, source: string) {
    const next = new Map<number, number>()
    const bytes = new Map<string, number>()
    return async (): Promise<Amount> => {
      const [info] = await transport.topics(topic)
      for (const { partition } of info?.partitions ?? []) {
        for (const { key, headers, value, offset } of await transport.read(
          topic,
          partition,
          next.get(partition) ?? 0,
          10_000,
        )) {
          next.set(partition, offset + 1)
          if (Buffer.from(key ?? []).toString() === source) bytes.set(headers['id'] ?? '', value.length)
        }
      }
      return { records: bytes.size, bytes: [...bytes.values()].reduce((sum, more) => sum + more, 0) }
    }
  }

  test('of a file is true whenever it is read: while it grows, is rotated, is refused, and over restarts', async context => {
    const collector = await collectorOf(context)
    const folder = temporaryFolder(context)
    const log = join(folder, 'app.log')
    const start = () => collector.start('--data-dir', join(folder, 'data'), log)
    const published = contentOf(LOGS_TOPIC, log)
    const refused = contentOf(DEADLETTERS_TOPIC, log)
    let good = NOTHING
    let large = NOTHING
    let turns = 0
    const write = () => {
      const line = `line ${turns++} ${'x'.repeat(turns % 90)}`
      appendFileSync(log, `${line}\n`.repeat(100))
      good = plus(good, 100, 100 * line.length)
      if (turns % 10 === 0) {
        appendFileSync(log, `${'x'.repeat(LARGE_BYTES)}\n`)
        large = plus(large, 1, LARGE_BYTES)
      }
      if (turns % 13 === 0) rotate()
    }
    const rotate = () => {
      renameSync(log, `${log}.${turns}`)
      writeFileSync(log, '')
    }
    const written = () => plus(good, large.records, large.bytes)
    /** Looks while lines are read, until the ledger was seen in many states. */
    const watch = async (least: Ledger | null) => {
      const seen = new Set<number>()
      for (let look = 0; look < 1000 && seen.size < 12; look++) {
        write()
        const ledger = await collector.ledger(log)
        assertAddsUp(ledger)
        assertAtMost(ledger.read, written(), 'read of what was written')
        assertAtMost(ledger.published, await published(), 'published of what is in the topic')
        assertAtMost(ledger.refused, await refused(), 'refused of what is a dead letter')
        if (least) {
          assertAtMost(least.published, ledger.published, 'published before')
          assertAtMost(least.refused, ledger.refused, 'refused before')
        }
        seen.add(ledger.read.records)
      }
      assert.ok(seen.size >= 12, `${seen.size} states`)
    }
    writeFileSync(log, '')
    start()
    await watch(null)
    const before = await collector.ledger(log)
    write()
    await collector.stop()
    write()
    rotate()
    start()
    await watch(before)
    kafka.pause()
    await eventually(async () => {
      write()
      const ledger = await collector.ledger(log)
      assertAddsUp(ledger)
      assert.ok(ledger.waiting.records > 0)
    })
    await collector.kill()
    rotate()
    write()
    kafka.resume()
    start()
    await watch(before)
    await eventually(async () => {
      const ledger = await collector.ledger(log)
      assert.deepEqual(ledger, { read: written(), published: good, refused: large, waiting: NOTHING })
    })
    assert.deepEqual([await published(), await refused()], [good, large])
  })

  test('of a syslog listener goes on over a restart, and counts what went down with it', async context => {
    const collector = await collectorOf(context)
    const data = temporaryFolder(context)
    const [port = 0] = await freePorts(1)
    const address = `tcp://127.0.0.1:${port}`
    const start = () => collector.start('--data-dir', data, '--syslog-listen', address)
    const send = async (lines: number) => {
      const socket = await eventually(async () => {
        const socket = connect(port, '127.0.0.1')
        await once(socket, 'connect')
        return socket
      })
      socket.on('error', () => undefined) // It is killed at the other end.
      socket.end('<13>12345\n'.repeat(lines))
    }
    const records = async () => {
      const ledger = await collector.ledger(address)
      assertAddsUp(ledger)
      const { read, published, refused, waiting } = ledger
      return [read.records, published.records, refused.records, waiting.records]
    }
    start()
    await send(300)
    await eventually(async () => assert.deepEqual(await records(), [300, 300, 0, 0]))
    await collector.stop()
    start()
    assert.deepEqual(await records(), [300, 300, 0, 0])
    kafka.pause()
    await send(20)
    await eventually(async () => assert.deepEqual(await records(), [320, 300, 0, 20]))
    const file = join(data, 'positions', 'listeners', `${encodeURIComponent(address)}.json`)
    await eventually(async () => {
      const saved = await loadState(file, savedLedgerSchema)
      assert.ok(typeof saved === 'object' && saved.read === 320)
    })
    await collector.kill()
    kafka.resume()
    start()
    assert.deepEqual(await records(), [320, 300, 20, 0])
    await send(5)
    await eventually(async () => assert.deepEqual(await records(), [325, 305, 20, 0]))
    assertAtMost(
      (await collector.ledger(address)).published,
      await contentOf(LOGS_TOPIC, 'tcp://127.0.0.1')(),
      'published',
    )
  })
})
