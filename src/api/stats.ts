import { statsQuerySchema, statsSchema } from '../schema/http.ts'
import { withinTime } from './alerts.ts'
import type { ApiStore } from './dependencies.ts'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'

/** Counts over the alerts that a filter takes, and their histogram over time. */
export function statsEndpoint(store: Pick<ApiStore, 'stats'>): Endpoint {
  return endpoint({
    method: 'GET',
    url: '/api/stats',
    summary: 'Counts by level, rule, host, source and entity, and a histogram over time',
    path: NO_PARAMETERS,
    query: statsQuerySchema,
    body: NO_BODY,
    access: 'session',
    answers: { 200: { description: 'The counts', schema: statsSchema } },
    errors: ['DATABASE_UNAVAILABLE'],
    handle: async ({ query }) => store.stats(withinTime(query)),
  })
}
