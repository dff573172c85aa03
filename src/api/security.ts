/**
 * Who may talk to the server: the page's own origin under a name that is known. The Host check stops DNS rebinding
 * (a hostile name that resolves to this address), the origin check stops other sites' pages that the same browser
 * shows, and the headers stop whatever text of a log might still reach the page from running there.
 */
import { isIP } from 'node:net'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { SentinelError } from '../errors.ts'
import { isLoopback } from './exposure.ts'
import { describe } from './validation.ts'

/** Everything from here, nothing inline; `style-src` may gain the nonce of one answer. */
export const CONTENT_SECURITY_POLICY: Readonly<Record<string, string[]>> = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
  'form-action': ["'self'"],
}

/** Adds the security headers to every answer. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // Whether the name is only ever served over TLS is for the proxy that ends it to say.
    hsts: false,
  })
  app.addHook('onSend', async (request, reply) => {
    // Alerts hold what logs hold: no cache on the way keeps a copy. Assets of the page say otherwise themselves.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    reply.header('x-request-id', request.id)
  })
}

export interface HostRules {
  /** The address that the server listens on. */
  host: string
  allowed_hosts: readonly string[]
}

/**
 * Refuses requests whose Host header names neither loopback, nor the address listened on, nor a configured name.
 * A server on all addresses also takes every address as such: a rebound request carries a name, never an address.
 */
export function checkHost(app: FastifyInstance, rules: HostRules): void {
  const names = new Set([rules.host, ...rules.allowed_hosts].map(name => bare(name.toLowerCase())))
  const everywhere = isWildcard(rules.host)
  app.addHook('onRequest', async request => {
    const name = hostName(request.headers.host)
    if (name !== null && (isLoopback(name) || names.has(name) || (everywhere && isIP(name) !== 0))) return
    throw new SentinelError('FORBIDDEN', {
      where: 'header.host',
      found: describe(request.headers.host),
      expected: 'localhost, a loopback address, the address listened on or a configured name',
      remedy: 'name it in the setting allowed_hosts',
    })
  })
}

/** Refuses what a page of another origin asked the browser to send. Programs other than browsers send no Origin. */
export async function refuseOtherSites(request: FastifyRequest): Promise<void> {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  const fromHere = site === undefined || site === 'same-origin' || site === 'none'
  if (fromHere && (origin === undefined || originHost(origin) === host?.toLowerCase())) return
  throw new SentinelError('FORBIDDEN', {
    where: fromHere ? 'header.origin' : 'header.sec-fetch-site',
    found: describe(fromHere ? origin : site),
    expected: 'a request of the page itself',
  })
}

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

/** The name or address in a Host header, in lower case, without port and brackets; null if it is none. */
function hostName(header: string | undefined): string | null {
  const parts = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/i.exec(header ?? '')
  return parts?.[1] === undefined ? null : bare(parts[1].toLowerCase())
}

function bare(name: string): string {
  return name.replace(/^\[|\]$/g, '')
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || bare(host) === '::'
}
