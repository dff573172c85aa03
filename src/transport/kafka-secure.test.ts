/** TLS and logins, against a broker that asks for both. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startKafka, type TestKafka } from '../../test/helpers/kafka.ts'
import type { SecureListener } from '../../test/helpers/kafka-secure.ts'
import { isSentinelError } from '../errors.ts'
import { silentLogger } from '../runtime/logger.ts'
import { freshName, record } from './contract-helpers.ts'
import { COMPRESSIONS, type KafkaTransportOptions, SASL_MECHANISMS } from './kafka/options.ts'
import { createKafkaTransport } from './kafka.ts'
import type { Transport } from './transport.ts'

let kafka: TestKafka
let secure: SecureListener
before(async () => {
  kafka = await startKafka({ secure: true })
  assert.ok(kafka.secure)
  secure = kafka.secure
})
after(() => kafka.stop())

async function withTransport(
  options: Partial<KafkaTransportOptions>,
  action: (transport: Transport) => Promise<void>,
): Promise<void> {
  const transport = createKafkaTransport({ brokers: [secure.bootstrap], logger: silentLogger, ...options })
  try {
    await action(transport)
  } finally {
    await transport.close()
  }
}

const login = () => ({ username: secure.username, password: secure.password })

async function roundTrip(transport: Transport): Promise<void> {
  const topic = freshName()
  await transport.ensureTopics([
    { name: topic, partitions: 1, retention_ms: 60_000, record_bytes_max: 100_000 },
  ])
  await transport.publish(topic, [record('x'), record('y'.repeat(5_000))])
  const read = await transport.read(topic, 0, 0, 10)
  assert.deepEqual(
    read.map(({ value }) => value.length),
    [1, 5_000],
  )
}

for (const mechanism of SASL_MECHANISMS)
  test(`${mechanism} over TLS lets in who knows the password`, async () => {
    // Once as text, and as a file for the others: both ways to give a certificate.
    const file = join(kafka.dataDir, 'ca.pem')
    await writeFile(file, secure.ca)
    const ca = mechanism === 'PLAIN' ? secure.ca : file
    await withTransport({ tls: { ca }, sasl: { mechanism, ...login() } }, roundTrip)
  })

for (const mechanism of SASL_MECHANISMS)
  test(`${mechanism} with a wrong password is refused, and the message does not tell it`, () =>
    withTransport(
      { tls: { ca: secure.ca }, sasl: { mechanism, ...login(), password: 'wrong-secret' } },
      transport =>
        assert.rejects(transport.ping(), error => {
          assert.ok(isSentinelError(error, 'KAFKA_REFUSED'), String(error))
          assert.match(error.message, /sasl/)
          assert.doesNotMatch(error.message, /wrong-secret/)
          return true
        }),
    ))

test('a certificate that nobody vouches for is not trusted, unless told so', async () => {
  const sasl = { mechanism: 'PLAIN' as const, ...login() }
  await withTransport({ tls: {}, sasl }, transport =>
    assert.rejects(transport.ping(), error => {
      assert.ok(isSentinelError(error, 'KAFKA_UNAVAILABLE', 'KAFKA_REFUSED'))
      assert.match(error.message, /certificate/)
      return true
    }),
  )
  await withTransport({ tls: { reject_unauthorized: false }, sasl }, transport => transport.ping())
})

test('a client without TLS gets a clear message', () =>
  withTransport({}, transport =>
    assert.rejects(transport.ping(), error => isSentinelError(error, 'KAFKA_UNAVAILABLE')),
  ))

test('a certificate file that is missing is told by its setting', () => {
  assert.throws(
    () =>
      createKafkaTransport({ brokers: ['127.0.0.1:1'], logger: silentLogger, tls: { ca: '/no/such.pem' } }),
    error => isSentinelError(error, 'FILE_UNREADABLE') && error.details.where === 'tls.ca',
  )
})

for (const compression of COMPRESSIONS)
  test(`records travel with compression ${compression}`, () =>
    withTransport({ brokers: [kafka.bootstrap], compression }, roundTrip))
