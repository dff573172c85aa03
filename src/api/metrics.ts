import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'

/** The dashboard's own metrics, on the registry that it is given. */
export interface ApiMetrics {
  streams: Gauge
  streamed: Counter
  request_seconds: Histogram
}

export function createMetrics(registry: Registry): ApiMetrics {
  const registers = [registry]
  return {
    streams: new Gauge({ name: 'sentinel_alert_streams', help: 'Alert streams that are open.', registers }),
    streamed: new Counter({
      name: 'sentinel_streamed_alerts_total',
      help: 'Alerts pushed to browsers, over all streams.',
      registers,
    }),
    request_seconds: new Histogram({
      name: 'sentinel_http_request_duration_seconds',
      help: 'Time to answer a request, by route; a stream counts until its end.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
  }
}

/** Measures every answer under its route's pattern: addresses that hold ids would make a series each. */
export function measureRequests(app: FastifyInstance, metrics: ApiMetrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const labels = { method: request.method, route, status: String(reply.statusCode) }
    metrics.request_seconds.observe(labels, reply.elapsedTime / 1000)
    request.log.debug({ ...labels, ms: reply.elapsedTime }, 'answered')
  })
}

export function metricsEndpoint(registry: Registry, access: 'open' | 'session'): Endpoint {
  return endpoint({
    method: 'GET',
    url: '/metrics',
    summary: 'Metrics in the text format of Prometheus',
    path: NO_PARAMETERS,
    query: NO_PARAMETERS,
    body: NO_BODY,
    access,
    answers: { 200: { description: 'The metrics', media_type: 'text/plain' } },
    errors: [],
    handle: async (_input, _request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
  })
}
