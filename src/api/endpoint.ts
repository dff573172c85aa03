/**
 * One description of a route serves for everything: it is registered, its request is validated, its access is
 * checked and the OpenAPI document is made from the same object, so that they can not drift apart.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { z } from 'zod'
import type { ErrorCode } from '../errors.ts'
import { parseRequest } from './validation.ts'

/** For routes without path parameters, or without query parameters. */
export const NO_PARAMETERS = z.strictObject({})
export const NO_BODY = z.undefined()

/** What a route answers with when all is well. */
export interface Answer {
  description: string
  /** `application/json` unless told otherwise. */
  media_type?: string
  /** Absent for a body that is text. */
  schema?: z.ZodType
}

export interface Input<Path, Query, Body> {
  path: Path
  query: Query
  body: Body
}

export interface EndpointSpec<Path, Query, Body> {
  method: 'GET' | 'POST' | 'DELETE'
  /** In Fastify's notation: `/api/alerts/:id`. */
  url: string
  summary: string
  description?: string
  path: z.ZodType<Path>
  query: z.ZodType<Query>
  body: z.ZodType<Body>
  /** Header fields that the route takes notice of: name to description. */
  headers?: Readonly<Record<string, string>>
  answers: Readonly<Record<number, Answer>>
  /** Errors besides those that every route can have. */
  errors: readonly ErrorCode[]
  /** `session`: only with a login, where users are configured. */
  access: 'open' | 'session'
  /** Refuses requests that another site's page makes, also for reading. */
  same_site?: boolean
  handle(input: Input<Path, Query, Body>, request: FastifyRequest, reply: FastifyReply): Promise<unknown>
}

/** An endpoint whose types are settled: it takes the raw request and validates it. */
export interface Endpoint {
  spec: Omit<EndpointSpec<unknown, unknown, unknown>, 'handle'>
  answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown>
}

export function endpoint<Path, Query, Body>(spec: EndpointSpec<Path, Query, Body>): Endpoint {
  const { handle, ...rest } = spec
  return {
    spec: rest,
    answer: (request, reply) =>
      handle(
        {
          path: parseRequest(spec.path, request.params, 'path'),
          query: parseRequest(spec.query, request.query, 'query'),
          body: parseRequest(spec.body, request.body, 'body'),
        },
        request,
        reply,
      ),
  }
}

export interface Guards {
  requireSession: onRequestAsyncHookHandler
  refuseOtherSites: onRequestAsyncHookHandler
}

/** Puts endpoints on the server, each behind the guards that it asks for. */
export function register(app: FastifyInstance, endpoints: readonly Endpoint[], guards: Guards): void {
  for (const { spec, answer } of endpoints) {
    const onRequest: onRequestAsyncHookHandler[] = []
    if (spec.same_site || spec.method !== 'GET') onRequest.push(guards.refuseOtherSites)
    if (spec.access === 'session') onRequest.push(guards.requireSession)
    const endless = Object.values(spec.answers).some(({ media_type }) => media_type === 'text/event-stream')
    app.route({ method: spec.method, url: spec.url, exposeHeadRoute: !endless, onRequest, handler: answer })
  }
}
