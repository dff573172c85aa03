import Fastify, { type FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Clock } from '../runtime/clock.ts'
import { register } from './endpoint.ts'
import { answerErrors, badAddress, badConnection, notFound } from './errors.ts'
import { type HealthDependencies, healthEndpoints } from './health.ts'
import { metricsEndpoint } from './metrics.ts'
import { Outages } from './outages.ts'
import { addSecurityHeaders } from './security.ts'

export interface ProbesDependencies extends HealthDependencies {
  registry: Registry
  clock: Clock
  version: string
}

/**
 * The server of a service that has no page: `/healthz`, `/readyz` and `/metrics`, which hold counts and states but
 * nothing of any log, and so need no login. The caller listens and closes.
 */
export function createProbes(dependencies: ProbesDependencies): FastifyInstance {
  const { registry, clock, version } = dependencies
  const app = Fastify({
    bodyLimit: 1024,
    connectionTimeout: 60_000,
    requestTimeout: 15_000,
    frameworkErrors: badAddress,
    clientErrorHandler: badConnection,
  })
  answerErrors(app)
  addSecurityHeaders(app)
  app.setNotFoundHandler(notFound)
  const endpoints = [
    ...healthEndpoints(dependencies, new Outages(clock), version),
    metricsEndpoint(registry, 'open'),
  ]
  register(app, endpoints, { requireSession: letIn, refuseOtherSites: letIn })
  return app
}

async function letIn(): Promise<void> {}
