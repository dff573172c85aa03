import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { startKafka, type TestKafka } from '../helpers/kafka.ts'
import { runProgram, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** `up` with a Kafka that asks for TLS and a login, and its own database: either part can be given alone. */
describe('log-sentinel up on a secured Kafka', () => {
  let kafka: TestKafka
  before(async () => {
    kafka = await startKafka({ secure: true })
  })
  after(() => kafka.stop())

  /** Flags for everything but the password, which is no thing to have on a command line. */
  function connection(folder: string): { args: string[]; password: string } {
    assert.ok(kafka.secure)
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, kafka.secure.ca)
    const tls = ['--kafka-tls-enabled', '--kafka-tls-ca', ca]
    const sasl = ['--kafka-sasl-mechanism', 'SCRAM-SHA-512', '--kafka-sasl-username', kafka.secure.username]
    return {
      args: ['--port', '0', '--kafka', kafka.secure.bootstrap, ...tls, ...sasl],
      password: kafka.secure.password,
    }
  }

  test('moves lines through it', async context => {
    const folder = temporaryFolder(context)
    const { args, password } = connection(folder)
    const log = join(folder, 'app.log')
    writeFileSync(log, 'ALERT: Failed login attempt from IP 203.0.113.7\n')
    const program = startProgram(['up', ...args, '--data-dir', join(folder, 'data'), log], {
      environment: { LOG_SENTINEL_KAFKA_SASL_PASSWORD: password },
    })
    context.after(() => program.kill())
    const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
    const api = apiClient(address)
    await eventually(async () => assert.equal((await api.alerts()).items.length, 1))
    const pipeline = await api.pipeline()
    assert.deepEqual([pipeline.transport, pipeline.store], ['kafka', 'embedded'])
    assert.equal(await program.stop(), 0)
    assert.ok(!`${program.stdout()}${program.stderr()}`.includes(password))
  })

  test('is refused with a wrong password, in one message that does not show it', async context => {
    const folder = temporaryFolder(context)
    const { args } = connection(folder)
    const { code, stderr } = await runProgram(
      ['up', ...args, '--data-dir', join(folder, 'data'), join(folder, 'app.log')],
      {
        environment: { LOG_SENTINEL_KAFKA_SASL_PASSWORD: 'not-the-password' },
      },
    )
    assert.equal(code, 1)
    assert.match(stderr, /log-sentinel: .*\n {2}found .*\n {2}expected /)
    assert.doesNotMatch(stderr, /not-the-password|\n\s+at /)
  })
})
