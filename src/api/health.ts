import { healthSchema, readinessSchema } from '../schema/http.ts'
import type { Problem } from '../schema/status.ts'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'
import type { Outages } from './outages.ts'

/** What a service depends on; a collector has no store. */
export interface HealthDependencies {
  store?: { ping(): Promise<void> }
  transport?: { ping(): Promise<void> }
  /** Problems besides the store and the transport not answering. */
  ready(): Promise<readonly Problem[]>
}

/** `/healthz` and `/readyz`, for whatever starts, restarts and routes to the process. */
export function healthEndpoints(parts: HealthDependencies, outages: Outages, version: string): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/healthz',
      summary: 'Whether the process lives',
      path: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      access: 'open',
      answers: { 200: { description: 'It does', schema: healthSchema } },
      errors: [],
      handle: async () => ({ status: 'alive', version }),
    }),
    endpoint({
      method: 'GET',
      url: '/readyz',
      summary: 'Whether the process can do its work',
      path: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      access: 'open',
      answers: {
        200: { description: 'It can', schema: readinessSchema },
        503: { description: 'It can not, for these problems', schema: readinessSchema },
      },
      errors: [],
      handle: async (_input, _request, reply) => {
        const [store, transport, others] = await Promise.all([
          outages.ask('database', async () => parts.store?.ping()),
          outages.ask('kafka', async () => parts.transport?.ping()),
          parts.ready(),
        ])
        const problems = [store.problem, transport.problem, ...others].filter(problem => problem !== null)
        return reply
          .status(problems.length === 0 ? 200 : 503)
          .send({ ready: problems.length === 0, problems })
      },
    }),
  ]
}
