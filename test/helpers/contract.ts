/** Calls the API and holds every answer against the OpenAPI document that the same server gives. */
import assert from 'node:assert/strict'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { z } from 'zod'
import { errorSchema } from '../../src/schema/http.ts'
import { startApiFixture } from './api-fixture.ts'

const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        responses: z.record(
          z.string(),
          z.looseObject({
            content: z.record(z.string(), z.looseObject({ schema: z.record(z.string(), z.json()) })),
          }),
        ),
      }),
    ),
  ),
})
export type OpenapiDocument = z.infer<typeof documentSchema>

export interface Called {
  status: number
  headers: Record<string, string>
  cookies: string[]
  text: string
  body: unknown
}

let document: Promise<OpenapiDocument> | null = null

/** The document, which is the same for every server: with a login it would need a session. */
export function openapi(): Promise<OpenapiDocument> {
  document ??= (async () => {
    const fixture = await startApiFixture({ alerts: 0 })
    try {
      return documentSchema.parse((await fixture.api.inject('/api/openapi.json')).json())
    } finally {
      await fixture.close()
    }
  })()
  return document
}

/** Injects a request; fails if the answer is not one that the document tells of. */
export async function call(api: FastifyInstance, request: InjectOptions | string): Promise<Called> {
  const options = typeof request === 'string' ? { url: request } : request
  const response = await api.inject(options)
  const [media_type = ''] = String(response.headers['content-type'] ?? '').split(';')
  const body: unknown = media_type === 'application/json' ? response.json() : response.body
  const called: Called = {
    status: response.statusCode,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
    ),
    cookies: [response.headers['set-cookie'] ?? []].flat(),
    text: response.body,
    body,
  }
  if (
    called.status >= 400 &&
    media_type === 'application/json' &&
    !String(options.url).startsWith('/readyz')
  ) {
    errorSchema.parse(body)
    assert.doesNotMatch(called.text, /\bat .*\.(ts|js):\d+|node_modules/, 'an answer holds a stack trace')
  }
  await checkAgainstDocument(options, called, media_type)
  return called
}

async function checkAgainstDocument(
  options: InjectOptions,
  called: Called,
  media_type: string,
): Promise<void> {
  const { pathname } = new URL(String(options.url), 'http://localhost')
  const { paths } = await openapi()
  const path = Object.keys(paths).find(candidate => matches(candidate, pathname))
  const operation = path && paths[path]?.[(options.method ?? 'GET').toLowerCase()]
  if (!operation) return
  const response = operation.responses[String(called.status)]
  assert.ok(response, `${path} answers ${called.status}, which its document does not tell of`)
  const schema = response.content[media_type]?.schema
  assert.ok(schema, `${path} answers ${media_type}, which its document does not tell of`)
  if (!('$ref' in schema)) z.fromJSONSchema(schema).parse(called.body)
}

function matches(template: string, pathname: string): boolean {
  const parts = template.split('/')
  const given = pathname.split('/')
  return parts.length === given.length && parts.every((part, n) => part.startsWith('{') || part === given[n])
}

/** The error of an answer that has one. */
export function errorOf(called: Called): z.infer<typeof errorSchema>['error'] {
  return errorSchema.parse(called.body).error
}
