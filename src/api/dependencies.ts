import type { FastifyBaseLogger } from 'fastify'
import type { Registry } from 'prom-client'
import type { Clock } from '../runtime/clock.ts'
import type { Problem, ServiceStatus } from '../schema/status.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'

/** What the API reads of the database. */
export type ApiStore = Pick<
  Store,
  'kind' | 'listAlerts' | 'alert' | 'stats' | 'alertsAfter' | 'lastSeq' | 'onAlerts' | 'progress' | 'ping'
>

/** What the API reads of the transport. */
export type ApiTransport = Pick<Transport, 'kind' | 'topics' | 'read' | 'offsetAt' | 'ping'>

/** What the services last said of themselves. */
export interface PipelineView {
  /** The newest status of every instance that was heard of; who is long silent may have been dropped. */
  latest(): readonly ServiceStatus[]
}

export interface ApiDependencies {
  store: ApiStore
  transport: ApiTransport
  pipelineView: PipelineView
  /** `/metrics` answers with all of it; the API adds its own metrics. */
  registry: Registry
  clock: Clock
  /** Null is silent. */
  logger: FastifyBaseLogger | null
  /** Problems that keep the process from its work, besides the store and the transport not answering. */
  ready(): Promise<readonly Problem[]>
}

export interface ApiUser {
  name: string
  /** As `hashPassword` makes it. */
  password_hash: string
}

export interface ApiOptions {
  /** Folder of the built page; null where there is none. */
  web_dir: string | null
  /** Who may log in; without any, everybody who reaches the address is let in. */
  users: readonly ApiUser[]
  session_ttl_ms: number
  /** The address that the caller listens on. */
  host: string
  /** Host names, without a port, under which the page is reached besides loopback and `host`. */
  allowed_hosts: readonly string[]
  version: string
  /** Alert streams served at once; the next one is answered with 503. */
  streams_max?: number
  /** Between two heartbeats of a stream. */
  heartbeat_ms?: number
}
