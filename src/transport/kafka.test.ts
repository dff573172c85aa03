import { after, before } from 'node:test'
import { sharedKafka } from '../../test/helpers/kafka.ts'
import { silentLogger } from '../runtime/logger.ts'
import { createKafkaTransport } from './kafka.ts'
import { transportContract } from './transport.contract.ts'
import type { Transport } from './transport.ts'

let release: () => Promise<void>
let transport: Transport
before(async () => {
  const kafka = await sharedKafka()
  release = kafka.release
  transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
})
after(async () => {
  await transport.close()
  await release()
})

transportContract('Kafka', () => transport)
