import pg from 'pg'
import { silentLogger } from '../../src/runtime/logger.ts'
import { configSchema } from '../../src/schema/config.ts'
import { topicSpecs } from '../../src/services/topics.ts'
import { createKafkaTransport } from '../../src/transport/kafka.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { startKafka } from './kafka.ts'
import { sharedPostgres } from './postgres.ts'

/** What detectors and correlators work on, as processes of a test: a Kafka of its own, and a database. */
export interface DetectionServers {
  /** The address of the broker. */
  readonly kafka: string
  /** The address of the database. */
  readonly database: string
  readonly sql: pg.Client
  readonly transport: Transport
  close(): Promise<void>
}

/** With the topics made, and sessions as short as the broker lets them be. */
export async function startDetectionServers(partitions: number): Promise<DetectionServers> {
  const closing = new AsyncDisposableStack()
  try {
    const kafka = await startKafka({ properties: { 'group.min.session.timeout.ms': '1000' } })
    closing.defer(() => kafka.stop())
    const postgres = await sharedPostgres()
    closing.defer(() => postgres.stop())
    const database = await postgres.createDatabase()
    const sql = new pg.Client({ connectionString: database })
    await sql.connect()
    closing.defer(() => sql.end())
    const transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
    closing.defer(() => transport.close())
    await transport.ensureTopics(topicSpecs(configSchema.parse({ topics: { partitions } })))
    return { kafka: kafka.bootstrap, database, sql, transport, close: () => closing.disposeAsync() }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}
