import type { z } from 'zod'
import { type AlertPage, alertPageSchema, pipelineSchema } from '../../src/schema/http.ts'

/** Reads the API of a running dashboard. Answers are checked against the contract. */
export interface ApiClient {
  get<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>>
  /** The HTTP status of a path. */
  status(path: string): Promise<number>
  alerts(query?: string): Promise<AlertPage>
  /** All alerts, page by page. */
  allAlerts(): Promise<AlertPage['items']>
  pipeline(): Promise<z.infer<typeof pipelineSchema>>
}

export function apiClient(address: string): ApiClient {
  const client: ApiClient = {
    async get(path, schema) {
      const answer = await fetch(new URL(path, address))
      const body: unknown = await answer.json()
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`)
      return schema.parse(body)
    },
    async status(path) {
      const answer = await fetch(new URL(path, address))
      await answer.text()
      return answer.status
    },
    alerts: (query = '') => client.get(`/api/alerts${query}`, alertPageSchema),
    async allAlerts() {
      const items: AlertPage['items'] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: AlertPage = await client.alerts(
          `?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        )
        items.push(...page.items)
        cursor = page.next
      }
      return items
    },
    pipeline: () => client.get('/api/pipeline', pipelineSchema),
  }
  return client
}
