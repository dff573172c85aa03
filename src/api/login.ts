/**
 * Logging in, where users are configured. Without users the server stands on loopback (`exposureCheck`) and whoever
 * reaches it is let in. The cookie is of no use to scripts or to other sites; guessing is slow (scrypt) and rationed.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { parsePasswordHash, verifyPassword } from '../runtime/password.ts'
import type { ApiUser } from './dependencies.ts'
import { SessionStore } from './session-store.ts'
import { describe } from './validation.ts'

export const SESSION_COOKIE = 'log_sentinel_session'

export interface LoginOptions {
  users: readonly ApiUser[]
  session_ttl_ms: number
  clock: Clock
}

export class Login {
  readonly #users: readonly ApiUser[]
  readonly #sessions: SessionStore
  readonly #ttl_ms: number

  /** @throws SentinelError CONFIG_INVALID for a user whose hash is none. */
  constructor({ users, session_ttl_ms, clock }: LoginOptions) {
    for (const user of users) parsePasswordHash(user.password_hash)
    this.#users = users
    this.#sessions = new SessionStore(clock, session_ttl_ms)
    this.#ttl_ms = session_ttl_ms
  }

  get required(): boolean {
    return this.#users.length > 0
  }

  /** Who asks; null where nobody needs to say; undefined without a valid session. */
  userOf(request: FastifyRequest): string | null | undefined {
    if (!this.required) return null
    return this.#sessions.user(request.cookies[SESSION_COOKIE] ?? '')
  }

  /** The hook of every route that is for users only. */
  readonly requireSession = async (request: FastifyRequest): Promise<void> => {
    if (this.userOf(request) !== undefined) return
    throw new SentinelError('UNAUTHENTICATED', {
      where: `cookie.${SESSION_COOKIE}`,
      found: request.cookies[SESSION_COOKIE] === undefined ? 'no session' : 'no session that is still open',
      expected: 'the session of a user',
      remedy: 'log in: POST /api/session',
    })
  }

  /** Begins a session, or rejects with UNAUTHENTICATED without telling whether the user exists. */
  async begin(name: string, password: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const user = this.#users.find(candidate => candidate.name === name)
    // Somebody unknown costs the same time as somebody known.
    const hash = (user ?? this.#users[0])?.password_hash
    const matches = hash !== undefined && (await verifyPassword(password, hash))
    if (!user || !matches) {
      throw new SentinelError('UNAUTHENTICATED', {
        where: 'body',
        found: `user ${describe(name)} with a password that does not fit`,
        expected: 'the name and the password of a user',
      })
    }
    this.end(request, reply)
    reply.setCookie(SESSION_COOKIE, this.#sessions.begin(user.name), {
      ...cookieAttributes(request),
      maxAge: Math.floor(this.#ttl_ms / 1000),
    })
    return user.name
  }

  end(request: FastifyRequest, reply: FastifyReply): void {
    const token = request.cookies[SESSION_COOKIE]
    if (token === undefined) return
    this.#sessions.end(token)
    reply.clearCookie(SESSION_COOKIE, cookieAttributes(request))
  }
}

/** A proxy that ends TLS says so; whoever pretends to be one only keeps their own cookie off plain HTTP. */
function cookieAttributes(request: FastifyRequest) {
  const secure = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https'
  return { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
}
