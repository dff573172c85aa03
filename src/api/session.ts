import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SentinelError } from '../errors.ts'
import { loginSchema, type Session, sessionSchema } from '../schema/http.ts'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'
import type { Login } from './login.ts'
import { invalid } from './validation.ts'

/** Attempts to log in that are taken in a minute. */
const ATTEMPTS = { address: 30, user: 10 }
const WINDOW_MS = 60_000

/** Who is logged in, logging in and logging out. Needs the plugin `@fastify/rate-limit` on `app`. */
export function sessionEndpoints(app: FastifyInstance, login: Login, version: string): Endpoint[] {
  const session = (user: string | null): Session => ({ login_required: login.required, user, version })
  const answers = { 200: { description: 'The session', schema: sessionSchema } }
  const limitAttempts = attemptLimit(app)
  return [
    endpoint({
      method: 'GET',
      url: '/api/session',
      summary: 'Whether a login is needed, and who is logged in',
      path: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      access: 'open',
      answers,
      errors: [],
      handle: async (_input, request) => session(login.userOf(request) ?? null),
    }),
    endpoint({
      method: 'POST',
      url: '/api/session',
      summary: 'Log in: sets the session cookie',
      path: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: loginSchema,
      access: 'open',
      answers,
      errors: ['UNAUTHENTICATED', 'RATE_LIMITED'],
      handle: async ({ body }, request, reply) => {
        if (!login.required) throw invalid('body.user', 'a login where no user is configured', 'no login')
        await limitAttempts(request, reply)
        return session(await login.begin(body.user, body.password, request, reply))
      },
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/session',
      summary: 'Log out',
      path: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      access: 'open',
      answers,
      errors: [],
      handle: async (_input, request, reply) => {
        login.end(request, reply)
        return session(null)
      },
    }),
  ]
}

/** Counts attempts by address, and by user: guesses for one user from many addresses are as slow. */
function attemptLimit(app: FastifyInstance) {
  const limits = [
    app.createRateLimit({ max: ATTEMPTS.address, timeWindow: WINDOW_MS }),
    app.createRateLimit({
      max: ATTEMPTS.user,
      timeWindow: WINDOW_MS,
      keyGenerator: request => loginSchema.parse(request.body).user,
    }),
  ]
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    for (const limit of limits) {
      const state = await limit(request)
      if (state.isAllowed || !state.isExceeded) continue
      reply.header('retry-after', state.ttlInSeconds)
      throw new SentinelError('RATE_LIMITED', {
        where: 'POST /api/session',
        found: `more than ${state.max} attempts within a minute`,
        expected: 'fewer',
        remedy: `try again in ${state.ttlInSeconds} s`,
      })
    }
  }
}
