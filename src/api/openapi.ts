/**
 * The OpenAPI 3.1 document, made from the endpoints and the schemas that the server itself validates with, so that
 * it says what the server does.
 */
import { z } from 'zod'
import { ERROR_CODES, type ErrorCode } from '../errors.ts'
import { errorSchema } from '../schema/http.ts'
import { type Answer, type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'
import { STATUS_OF } from './errors.ts'
import { SESSION_COOKIE } from './login.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema
type Spec = Endpoint['spec']

/** Besides their own errors, all can have these. */
const COMMON_ERRORS: readonly ErrorCode[] = ['REQUEST_INVALID', 'FORBIDDEN']
const ERROR_REF = { $ref: '#/components/schemas/Error' }

export function openapiDocument(endpoints: readonly Endpoint[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const { spec } of endpoints) {
    const path = spec.url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operation(spec) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Log Sentinel',
      version,
      description: 'Alerts, statistics, the state of the pipeline and raw records.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      schemas: { Error: jsonSchema(errorSchema, 'output') },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: 'Set by POST /api/session. Not needed where no user is configured.',
        },
      },
    },
  }
}

export function openapiEndpoint(document: () => object): Endpoint {
  return endpoint({
    method: 'GET',
    url: '/api/openapi.json',
    summary: 'This document',
    path: NO_PARAMETERS,
    query: NO_PARAMETERS,
    body: NO_BODY,
    access: 'session',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.literal('3.1.0') }) } },
    errors: [],
    handle: async () => document(),
  })
}

function operation(spec: Spec): object {
  const parameters = [
    ...parametersOf(spec.path, 'path'),
    ...parametersOf(spec.query, 'query'),
    ...Object.entries(spec.headers ?? {}).map(([name, description]) => ({
      name,
      in: 'header',
      description,
      required: false,
      schema: { type: 'string' },
    })),
  ]
  return {
    operationId: `${spec.method.toLowerCase()}${spec.url.replace(/[^a-z]+([a-z]?)/gi, (_, next) => next.toUpperCase())}`,
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    security: spec.access === 'session' ? [{ session: [] }] : [],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(spec.body === NO_BODY
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(spec.body, 'input') } },
          },
        }),
    responses: responsesOf(spec),
  }
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(typeof property === 'object' && property.description !== undefined
      ? { description: property.description }
      : {}),
    schema: property,
  }))
}

function responsesOf(spec: Spec): Record<string, object> {
  const responses: Record<string, object> = {}
  for (const [status, answer] of Object.entries(spec.answers)) responses[status] = responseOf(answer)
  const codes = [
    ...COMMON_ERRORS,
    ...(spec.access === 'session' ? (['UNAUTHENTICATED'] as const) : []),
    ...spec.errors,
  ]
  for (const [status, same] of Map.groupBy(new Set(codes), code => STATUS_OF[code])) {
    responses[status] = {
      description: same.map(code => `\`${code}\`: ${ERROR_CODES[code]}`).join('; '),
      content: { 'application/json': { schema: ERROR_REF } },
    }
  }
  responses['500'] = {
    description: '`INTERNAL`: a fault in the server',
    content: { 'application/json': { schema: ERROR_REF } },
  }
  return responses
}

function responseOf({ description, media_type = 'application/json', schema }: Answer): object {
  return {
    description,
    content: { [media_type]: { schema: schema ? jsonSchema(schema, 'output') : { type: 'string' } } },
  }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io })
  return rest
}
