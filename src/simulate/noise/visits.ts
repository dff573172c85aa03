import { accessLogLine } from '../access-log.ts'
import type { Random } from '../random.ts'
import { BROWSERS, PEOPLE, visitorAddress } from '../world.ts'

const SITE = 'https://shop.corp.example'

const PAGES = [
  '/',
  '/about',
  '/products',
  '/cart',
  '/login',
  '/account/orders',
  '/blog/2026/spring-sale',
] as const
const ASSETS = [
  '/static/app.4f1c2d.js',
  '/static/app.9a77e0.css',
  '/images/logo.svg',
  '/images/caf%C3%A9-terrace.webp',
  '/favicon.ico',
  '/fonts/inter.woff2',
] as const
/** Words that a careless rule takes for an attack are among them on purpose. */
const SEARCHES = [
  'running+shoes',
  'select+socks',
  'men%27s+jacket',
  'trade+union+history+books',
  'drop+shoulder+sweater',
  'caf%C3%A9+table',
  'script+font+poster',
  'order+by+phone',
  '%E9%9B%A8%E4%BC%9E',
] as const
const ROBOTS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Prometheus/3.5.0',
  'kube-probe/1.33',
] as const

/** People reading a shop's pages, its own API calls, and well-behaved robots. */
export function visitLine(random: Random, time_ms: number): string {
  const visitor = { client: visitorAddress(random), agent: random.pick(BROWSERS) }
  switch (random.below(8)) {
    case 0:
      return accessLogLine(time_ms, {
        client: visitorAddress(random),
        method: 'GET',
        target: random.pick(['/robots.txt', '/sitemap.xml', '/healthz', '/products?page=3']),
        status: 200,
        bytes: random.between(60, 9000),
        agent: random.pick(ROBOTS),
      })
    case 1:
      return accessLogLine(time_ms, {
        ...visitor,
        method: 'GET',
        target: `/search?q=${random.pick(SEARCHES)}&page=${random.between(1, 9)}`,
        status: 200,
        bytes: random.between(4000, 40_000),
        referer: `${SITE}/`,
      })
    case 2:
      return accessLogLine(time_ms, {
        ...visitor,
        user: random.oneIn(2) ? random.pick(PEOPLE).user : '-',
        method: 'POST',
        target: random.pick(['/api/cart/items', '/login', '/api/reviews', '/account/avatar']),
        status: random.pick([200, 201, 204, 302, 401, 422]),
        bytes: random.between(0, 900),
        referer: `${SITE}${random.pick(PAGES)}`,
      })
    case 3:
      return accessLogLine(time_ms, {
        ...visitor,
        method: 'GET',
        target: `/products/${random.between(1000, 9999)}`,
        status: random.pick([200, 200, 200, 304, 404, 500]),
        bytes: random.between(300, 30_000),
        referer: `${SITE}/products`,
      })
    case 4:
      return accessLogLine(time_ms, {
        ...visitor,
        method: 'GET',
        target: random.pick(PAGES),
        status: 200,
        bytes: random.between(2000, 30_000),
        referer: random.pick(['-', `${SITE}/`, 'https://search.example/?q=corp+shop']),
      })
    default:
      return accessLogLine(time_ms, {
        ...visitor,
        method: 'GET',
        target: random.pick(ASSETS),
        status: random.oneIn(3) ? 304 : 200,
        bytes: random.between(200, 90_000),
        referer: `${SITE}${random.pick(PAGES)}`,
      })
  }
}
