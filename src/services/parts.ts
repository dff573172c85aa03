import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, SentinelError } from '../errors.ts'
import { patiently } from '../pipeline/patiently.ts'
import { readText } from '../runtime/read-text.ts'
import type { Config } from '../schema/config.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'
import type { ServiceContext } from './context.ts'
import { DATABASE_TEMPLATE } from './database-template.ts'
import { topicSpecs } from './topics.ts'

/**
 * The only place that knows which adapters there are: Kafka and PostgreSQL where the configuration names them, what
 * is built in where it does not. An adapter is loaded when it is chosen: each brings a library that takes its time.
 */

export async function openTransport({ config, clock, logger, run }: ServiceContext): Promise<Transport> {
  if (config.kafka.length === 0) {
    const { createEmbeddedTransport } = await import('../transport/embedded.ts')
    return createEmbeddedTransport({ folder: dataFolder(config, 'log'), clock, logger })
  }
  const { createKafkaTransport } = await import('../transport/kafka.ts')
  const { kafka_tls: tls, kafka_sasl: sasl, topics } = config
  return createKafkaTransport({
    brokers: config.kafka,
    client_id: `log-sentinel-${run}`,
    compression: topics.compression,
    replication_factor: topics.replication_factor,
    session_timeout_ms: config.kafka_session_timeout_ms,
    ...(tls.enabled && {
      tls: {
        ...(tls.ca !== null && { ca: readPem(tls.ca, '--kafka-tls-ca') }),
        ...(tls.cert !== null && { cert: readPem(tls.cert, '--kafka-tls-cert') }),
        ...(tls.key !== null && { key: readPem(tls.key, '--kafka-tls-key') }),
      },
    }),
    ...(sasl.mechanism !== 'none' && {
      sasl: { mechanism: sasl.mechanism, username: sasl.username, password: sasl.password },
    }),
    clock,
    logger,
  })
}

export async function openStore({ config, clock, logger }: ServiceContext): Promise<Store> {
  if (config.database === null) {
    const { createPgliteStore } = await import('../store/pglite.ts')
    return createPgliteStore({ folder: dataFolder(config, 'store'), template: DATABASE_TEMPLATE, clock })
  }
  const { createPostgresStore } = await import('../store/postgres.ts')
  return createPostgresStore({ url: config.database, clock, logger })
}

/** Creates the topics, waiting for the transport as long as it takes. */
export async function prepareTransport(
  context: ServiceContext,
  transport: Transport,
  signal: AbortSignal,
): Promise<void> {
  await patiently('kafka', () => transport.ensureTopics(topicSpecs(context.config)), context, signal)
}

/** Brings the schema up to date, waiting for the database as long as it takes. */
export async function prepareStore(
  context: ServiceContext,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  await patiently('database', () => store.migrate(), context, signal)
}

function dataFolder({ data_dir }: Config, name: string): string {
  const folder = join(data_dir, name)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new SentinelError('FILE_UNREADABLE', {
      where: `--data-dir ${data_dir}`,
      found: messageOf(error),
      expected: 'a folder that can be written',
      cause: error,
    })
  }
  return folder
}

/** @throws SentinelError FILE_UNREADABLE */
export const readPem = (file: string, where: string): string => readText(file, where, 'a readable PEM file')
