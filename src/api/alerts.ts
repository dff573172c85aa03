import { z } from 'zod'
import { SentinelError } from '../errors.ts'
import { type Alert, storedAlertSchema } from '../schema/alert.ts'
import { type AlertFilter, alertListQuerySchema, alertPageSchema } from '../schema/http.ts'
import type { ApiStore } from './dependencies.ts'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'
import { describe, invalid } from './validation.ts'

const idSchema = z.strictObject({ id: z.string().max(100).describe('The `id` of an alert.') })

/** The alerts: a page of them, newest first, and one whole by its id. */
export function alertEndpoints(store: Pick<ApiStore, 'listAlerts' | 'alert'>): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/alerts',
      summary: 'Alerts, newest first',
      description:
        'Pages follow `next` as `cursor`, with the same filter. Long texts are cut; see `truncated`.',
      path: NO_PARAMETERS,
      query: alertListQuerySchema,
      body: NO_BODY,
      access: 'session',
      answers: { 200: { description: 'A page of alerts', schema: alertPageSchema } },
      errors: ['DATABASE_UNAVAILABLE'],
      handle: async ({ query }) => store.listAlerts(withinTime(query)),
    }),
    endpoint({
      method: 'GET',
      url: '/api/alerts/:id',
      summary: 'One alert with its whole evidence',
      path: idSchema,
      query: NO_PARAMETERS,
      body: NO_BODY,
      access: 'session',
      answers: { 200: { description: 'The alert', schema: storedAlertSchema } },
      errors: ['NOT_FOUND', 'DATABASE_UNAVAILABLE'],
      handle: async ({ path }): Promise<Alert> => {
        const alert = await store.alert(path.id)
        if (alert) return alert
        throw new SentinelError('NOT_FOUND', {
          where: 'path.id',
          found: describe(path.id),
          expected: 'the id of a stored alert',
          remedy: 'it may have been deleted for its age',
        })
      },
    }),
  ]
}

/** The years that a log can speak of and that every part downstream can represent. */
const EARLIEST = Date.UTC(1970)
const LATEST = Date.UTC(9999)

/** The filter with its range in UTC, checked: other offsets and years are beyond what PostgreSQL takes. */
export function withinTime<T extends AlertFilter>(filter: T): T {
  const from = timeOf(filter.from, 'query.from')
  const to = timeOf(filter.to, 'query.to')
  if (from !== undefined && to !== undefined && from >= to) {
    throw invalid('query.to', describe(filter.to), `a time after query.from, ${filter.from}`)
  }
  return {
    ...filter,
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
  }
}

function timeOf(text: string | undefined, where: string): number | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (time >= EARLIEST && time < LATEST) return time
  throw invalid(where, describe(text), 'a time from 1970 to 9998')
}
