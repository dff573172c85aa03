/**
 * Serves the built page. The page routes by itself, so every address that a person can open answers with its
 * index.html; each answer carries a fresh nonce, for the styles that the page's component library injects.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorBody, notFound, pathOf } from './errors.ts'
import { CONTENT_SECURITY_POLICY } from './security.ts'

const NONCE_PLACEHOLDER = '__CSP_NONCE__'
const YEAR_MS = 365 * 24 * 3600 * 1000

export function servePage(app: FastifyInstance, web_dir: string | null): void {
  const index = (request: FastifyRequest, reply: FastifyReply) => sendIndex(web_dir, request, reply)
  app.setNotFoundHandler((request, reply) =>
    wantsPage(request) ? index(request, reply) : notFound(request, reply),
  )
  app.get('/', { exposeHeadRoute: false }, index)
  app.get('/index.html', { exposeHeadRoute: false }, index)
  if (web_dir === null) return
  const assets = join(web_dir, 'assets') + sep
  app.register(fastifyStatic, {
    root: web_dir,
    index: false,
    dotfiles: 'ignore',
    // The build puts a hash of the content into the names of assets; other files keep their names.
    cacheControl: false,
    setHeaders: (reply, path) => {
      const immutable = path.startsWith(assets)
      reply.header('cache-control', immutable ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache')
    },
  })
}

/** A person's browser opening an address of the page; not a script, an asset or the API. */
function wantsPage(request: FastifyRequest): boolean {
  const path = pathOf(request)
  if (request.method !== 'GET' || /^\/(api|assets)(\/|$)/.test(path)) return false
  return request.headers.accept?.includes('text/html') ?? false
}

async function sendIndex(
  web_dir: string | null,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const html = web_dir === null ? null : await readIndex(web_dir)
  if (html === null) {
    return reply.status(404).send(
      errorBody('NOT_FOUND', {
        where: pathOf(request),
        found: 'no built page',
        expected: 'index.html in the folder of the page',
        remedy: 'build it with `npm run build`; the API works without it',
      }),
    )
  }
  const nonce = randomBytes(16).toString('base64')
  const directives = { ...CONTENT_SECURITY_POLICY, 'style-src': ["'self'", `'nonce-${nonce}'`] }
  await reply.helmet({ contentSecurityPolicy: { useDefaults: false, directives } })
  return reply.type('text/html; charset=utf-8').send(html.replaceAll(NONCE_PLACEHOLDER, nonce))
}

async function readIndex(web_dir: string): Promise<string | null> {
  try {
    return await readFile(join(web_dir, 'index.html'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
