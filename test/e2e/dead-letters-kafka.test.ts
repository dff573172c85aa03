import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka'
import { deadLetter } from '../../src/pipeline/dead-letter.ts'
import { silentLogger } from '../../src/runtime/logger.ts'
import { configSchema } from '../../src/schema/config.ts'
import { DEADLETTERS_TOPIC, LOGS_TOPIC } from '../../src/schema/topics.ts'
import { topicSpecs } from '../../src/services/topics.ts'
import { createEmbeddedTransport } from '../../src/transport/embedded.ts'
import { createKafkaTransport } from '../../src/transport/kafka.ts'
import type { IncomingRecord, Transport } from '../../src/transport/transport.ts'
import { eventually } from '../helpers/eventually.ts'
import { startKafka, type TestKafka } from '../helpers/kafka.ts'
import { runProgram, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

async function recordsOf(transport: Transport, topic: string): Promise<IncomingRecord[]> {
  const [info] = await transport.topics(topic)
  const all = (info?.partitions ?? []).map(({ partition }) => transport.read(topic, partition, 0, 1000))
  return (await Promise.all(all)).flat()
}

describe('dead letters of the embedded log', () => {
  const folder = temporaryFolder({ after })
  const settings = ['--data-dir', folder]
  const open = () => createEmbeddedTransport({ folder: join(folder, 'log'), logger: silentLogger })

  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runProgram(['deadletters', ...args, ...settings])
    return { code, text: stdout + stderr }
  }

  before(async () => {
    const transport = open()
    await transport.ensureTopics(topicSpecs(configSchema.parse({})))
    const record = {
      key: '/var/log/app.log',
      value: Buffer.from('\u001b[31mred'),
      headers: { id: 'f:0', host: 'web1' },
    }
    const large = { key: 'app', value: Buffer.alloc(600_000, 'x'), headers: { id: 'f:9' } }
    const foreign = { key: null, value: Buffer.from('of another shipper'), headers: {} }
    await transport.publish(DEADLETTERS_TOPIC, [
      deadLetter(record, { stage: 'detect', reason: 'a defect' }),
      deadLetter(large, { stage: 'collect', reason: 'too large' }),
      deadLetter(foreign, { stage: 'detect', reason: 'a defect' }),
    ])
    await transport.close()
  })

  test('are listed and shown, without their escapes', async () => {
    const list = await run('list')
    assert.match(list.text, /^0\/0 .* detect {2}kept {2}8 bytes {2}\/var\/log\/app\.log {2}a defect$/m)
    assert.match(list.text, /^0\/1 .* collect {2}kept {2}600000 bytes {2}app {2}too large$/m)
    const { text } = await run('show', '0/0')
    assert.match(text, /^id: f:0$/m)
    assert.match(text, /\\u001b\[31mred/)
    assert.doesNotMatch(text, /\u001b/)
    assert.match((await run('show', '0/77')).text, /no dead letter of that name/)
  })

  test('are sent again under their ids; one of which only the beginning was kept is not', async () => {
    const retried = await run('retry', '--all')
    assert.equal(retried.code, 1)
    assert.match(retried.text, /0\/1 {2}not sent: only the first 524288 of its 600000 bytes were kept/)
    assert.match(retried.text, /2 of 3 sent again/)
    assert.match((await run('list')).text, /^0\/1 /, 'only that one is left')
    assert.equal((await run('retry', '0/0', '0/2')).code, 0)
    const transport = open()
    const records = await recordsOf(transport, LOGS_TOPIC)
    await transport.close()
    assert.deepEqual(
      records.map(({ headers, value }) => [headers, Buffer.from(value).toString()]).sort(),
      [
        [{ id: 'f:0', host: 'web1' }, '\u001b[31mred'],
        [{ id: 'f:0', host: 'web1' }, '\u001b[31mred'],
        [{ id: 'sentinel.deadletters/0/2' }, 'of another shipper'],
        [{ id: 'sentinel.deadletters/0/2' }, 'of another shipper'],
      ].sort(),
    )
  })

  test('while `up` holds the log it is said what to do', async () => {
    const up = startProgram(['up', '--port', '0', '--sql-port', '0', ...settings])
    try {
      await up.waitFor(/Log Sentinel is on/)
      const { code, text } = await run('list')
      assert.equal(code, 1)
      assert.match(text, /open in another process.*End `log-sentinel up` for as long as this takes/s)
    } finally {
      await up.stop()
    }
  })
})

describe('dead letters on Kafka', () => {
  let kafka: TestKafka
  let transport: Transport
  const folder = temporaryFolder({ after })
  before(async () => {
    kafka = await startKafka()
    transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
  })
  after(async () => {
    await transport?.close()
    await kafka?.stop()
  })

  const limit = async (bytes: number) => {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.bootstrap] })
    const value = { name: 'max.message.bytes', value: String(bytes) }
    const configs = [{ ...value, configOperation: IncrementalAlterConfigOperationTypes.SET }]
    const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: LOGS_TOPIC, configs }
    await admin.incrementalAlterConfigs({ resources: [resource] })
    await admin.close()
  }

  test('case 37: what the broker refuses is counted, kept, and goes its way once the limit is raised', async () => {
    await transport.ensureTopics(topicSpecs(configSchema.parse({})))
    await limit(10_000)
    const log = join(folder, 'app.log')
    const long = 'x'.repeat(50_000)
    writeFileSync(log, `one\n${long}\ntwo\n`)
    const collector = startProgram([
      ...['collector', '--kafka', kafka.bootstrap, '--data-dir', join(folder, 'data'), log],
    ])
    const letters = async () => await runProgram(['deadletters', 'list', '--kafka', kafka.bootstrap])
    try {
      await eventually(async () => {
        assert.equal((await recordsOf(transport, DEADLETTERS_TOPIC)).length, 1)
      }, 60_000)
      assert.match(
        (await letters()).stdout,
        /0\/0 .* collect {2}kept {2}50000 bytes .*app\.log {2}50000 bytes; topic/,
      )
      // The next line is on its way, and so is the word of the trouble.
      await eventually(async () => {
        const values = (await recordsOf(transport, LOGS_TOPIC)).map(({ value }) =>
          Buffer.from(value).toString(),
        )
        assert.deepEqual(values.filter(value => value.length < 10).sort(), ['one', 'two'])
        assert.ok(values.some(value => value.includes('"trouble":"record_refused"')))
      })
      await limit(1_000_000)
      const { code, stdout } = await runProgram(['deadletters', 'retry', '--all', '--kafka', kafka.bootstrap])
      assert.equal(code, 0, stdout)
      const records = await recordsOf(transport, LOGS_TOPIC)
      const ids = new Map(records.map(({ value, headers }) => [Buffer.from(value).toString(), headers['id']]))
      // Its id is that of its place in the file, between the lines around it.
      assert.equal(ids.get(long), ids.get('one')?.replace(/:0$/, ':4'))
      assert.equal((await letters()).stdout, 'no dead letters\n')
    } finally {
      await collector.kill()
    }
  })
})
