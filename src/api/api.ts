/**
 * Builds the HTTP server of the dashboard and returns it. The caller listens, closes and owns the signals; closing
 * ends the alert streams, too.
 */
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { AlertFeed } from './alert-feed.ts'
import { alertStreamEndpoint } from './alert-stream.ts'
import { alertEndpoints } from './alerts.ts'
import type { ApiDependencies, ApiOptions } from './dependencies.ts'
import { type Endpoint, register } from './endpoint.ts'
import { answerErrors, badAddress, badConnection } from './errors.ts'
import { healthEndpoints } from './health.ts'
import { Login } from './login.ts'
import { createMetrics, measureRequests, metricsEndpoint } from './metrics.ts'
import { openapiDocument, openapiEndpoint } from './openapi.ts'
import { Outages } from './outages.ts'
import { servePage } from './page.ts'
import { pipelineEndpoint } from './pipeline.ts'
import { addSecurityHeaders, checkHost, refuseOtherSites } from './security.ts'
import { sessionEndpoints } from './session.ts'
import { statsEndpoint } from './stats.ts'
import { topicEndpoints } from './topics.ts'

const STREAMS_MAX = 100
const HEARTBEAT_MS = 5_000

/** Bounds of a request: no body but the login's is expected, and no header but a browser's. */
const BODY_BYTES_MAX = 16 * 1024
const HEADER_BYTES_MAX = 16 * 1024
const PARAMETER_CHARS_MAX = 300
const RECEIVE_MS = 15_000
/** A connection on which nothing moves is closed. An open stream moves at every heartbeat, if its client reads. */
const IDLE_MS = 60_000

/** @throws SentinelError CONFIG_INVALID for a user whose password hash is none. */
export async function createApi(
  dependencies: ApiDependencies,
  options: ApiOptions,
): Promise<FastifyInstance> {
  const { store, transport, registry, clock, logger } = dependencies
  const { heartbeat_ms = HEARTBEAT_MS, streams_max = STREAMS_MAX } = options
  const login = new Login({ users: options.users, session_ttl_ms: options.session_ttl_ms, clock })
  const app = Fastify({
    ...(logger === null ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    connectionTimeout: IDLE_MS,
    requestTimeout: RECEIVE_MS,
    frameworkErrors: badAddress,
    clientErrorHandler: badConnection,
    routerOptions: { maxParamLength: PARAMETER_CHARS_MAX },
    http: { maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: RECEIVE_MS },
  })
  app.removeContentTypeParser('text/plain')
  answerErrors(app)
  addSecurityHeaders(app)
  checkHost(app, options)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })

  const metrics = createMetrics(registry)
  measureRequests(app, metrics)
  const outages = new Outages(clock)
  const feed = new AlertFeed({ store, clock, heartbeat_ms, streams_max })
  app.addHook('preClose', () => feed.close())

  const endpoints: Endpoint[] = [
    alertStreamEndpoint(feed, login, metrics),
    ...alertEndpoints(store),
    statsEndpoint(store),
    pipelineEndpoint(dependencies, outages),
    ...topicEndpoints(transport),
    ...sessionEndpoints(app, login, options.version),
    ...healthEndpoints(dependencies, outages, options.version),
    metricsEndpoint(registry, 'session'),
    openapiEndpoint(() => document),
  ]
  const document = openapiDocument(endpoints, options.version)
  register(app, endpoints, { requireSession: login.requireSession, refuseOtherSites })
  servePage(app, options.web_dir)
  return app
}
