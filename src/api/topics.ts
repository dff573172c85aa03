import { z } from 'zod'
import { messagesQuerySchema, topicMessagesSchema, topicsSchema } from '../schema/http.ts'
import type { ApiTransport } from './dependencies.ts'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'
import { readMessages } from './messages.ts'

const nameSchema = z.strictObject({ name: z.string().max(249).describe('The name of a topic.') })

/** The topics with their partitions, and their raw records. */
export function topicEndpoints(transport: Pick<ApiTransport, 'topics' | 'read' | 'offsetAt'>): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/topics',
      summary: 'Topics of Log Sentinel with their partitions',
      path: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      access: 'session',
      answers: { 200: { description: 'All of them; `next` is always null', schema: topicsSchema } },
      errors: ['KAFKA_UNAVAILABLE'],
      handle: async () => ({ items: await transport.topics(), next: null }),
    }),
    endpoint({
      method: 'GET',
      url: '/api/topics/:name/messages',
      summary: 'Raw records of one partition, in order',
      description:
        'From `offset`, from `time`, or the last `limit` records; `next` goes on from there as `cursor`, null at the ' +
        'end of the partition. A page is shorter than `limit` where its records are large.',
      path: nameSchema,
      query: messagesQuerySchema,
      body: NO_BODY,
      access: 'session',
      answers: { 200: { description: 'A page of records', schema: topicMessagesSchema } },
      errors: ['NOT_FOUND', 'KAFKA_UNAVAILABLE'],
      handle: async ({ path, query }) => readMessages(transport, path.name, query),
    }),
  ]
}
