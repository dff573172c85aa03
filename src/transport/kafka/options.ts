/** What a Kafka transport is told, and how the client library hears it. */
import { isIP } from 'node:net'
import type { BaseOptions, SASLOptions } from '@platformatic/kafka'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { readText } from '../../runtime/read-text.ts'

export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Compression = (typeof COMPRESSIONS)[number]

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const
export type SaslMechanism = (typeof SASL_MECHANISMS)[number]

export interface KafkaTransportOptions {
  /** `host:port` of some brokers; the others are learned from them. */
  brokers: readonly string[]
  logger: Logger
  clock?: Clock
  /** Shown in the brokers' logs and quotas. */
  client_id?: string
  compression?: Compression
  /** Of topics that `ensureTopics` creates; without it the brokers' default. */
  replication_factor?: number
  /** A member of a group that the brokers have not heard of for this long loses its partitions. */
  session_timeout_ms?: number
  /** An empty object means TLS with the system's certificate authorities. */
  tls?: TlsOptions
  sasl?: { mechanism: SaslMechanism; username: string; password: string }
}

/** Each of `ca`, `cert` and `key` is PEM text, or the path of a file that holds it. */
export interface TlsOptions {
  ca?: string
  cert?: string
  key?: string
  /** `false` takes any certificate, which lets anybody in between read and write. */
  reject_unauthorized?: boolean
}

export type ClientOptions = BaseOptions & { clientId: string; bootstrapBrokers: string[]; sasl?: SASLOptions }

/** Answers come within this, or the connection is given up. Longer than a group takes to rebalance. */
const REQUEST_TIMEOUT_MS = 30_000

/** The options that every client of the library shares. Throws FILE_UNREADABLE for a PEM file that can not be read. */
export function clientOptions({
  brokers,
  client_id = 'log-sentinel',
  tls,
  sasl,
}: KafkaTransportOptions): ClientOptions {
  return {
    clientId: client_id,
    bootstrapBrokers: [...brokers],
    connectTimeout: 5_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retries: 3,
    retryDelay: 300,
    ...(tls && {
      // Names the host in the handshake, which an address must not be (RFC 6066); certificates are checked anyway.
      tlsServerName: !brokers.some(broker => isIP(broker.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'))),
      tls: {
        ...(tls.ca !== undefined && { ca: pem('tls.ca', tls.ca) }),
        ...(tls.cert !== undefined && { cert: pem('tls.cert', tls.cert) }),
        ...(tls.key !== undefined && { key: pem('tls.key', tls.key) }),
        rejectUnauthorized: tls.reject_unauthorized ?? true,
      },
    }),
    ...(sasl && { sasl: { ...sasl } }),
  }
}

const pem = (setting: string, value: string): string =>
  value.includes('-----BEGIN ') ? value : readText(value, setting, 'PEM text, or the path of a PEM file')
