import { randomBytes } from 'node:crypto'
import type { Clock } from '../runtime/clock.ts'

const SESSIONS_MAX = 10_000

/** Who is logged in: in memory, so that a restart ends every session and no file ever holds one. */
export class SessionStore {
  readonly #clock: Clock
  readonly #ttl_ms: number
  /** By token, oldest first. */
  readonly #sessions = new Map<string, { user: string; ends_ms: number }>()

  constructor(clock: Clock, ttl_ms: number) {
    this.#clock = clock
    this.#ttl_ms = ttl_ms
  }

  /** Begins a session and returns its token: 256 random bits. */
  begin(user: string): string {
    for (const [token, session] of this.#sessions) {
      if (session.ends_ms > this.#clock.now() && this.#sessions.size < SESSIONS_MAX) break
      this.#sessions.delete(token)
    }
    const token = randomBytes(32).toString('base64url')
    this.#sessions.set(token, { user, ends_ms: this.#clock.now() + this.#ttl_ms })
    return token
  }

  user(token: string): string | undefined {
    const session = this.#sessions.get(token)
    return session && session.ends_ms > this.#clock.now() ? session.user : undefined
  }

  end(token: string): void {
    this.#sessions.delete(token)
  }
}
