import type { Random } from '../random.ts'
import { applicationTime, isoTime } from '../timestamp.ts'
import { insideAddress, PEOPLE } from '../world.ts'

const SERVICES = ['checkout', 'catalog', 'billing', 'identity', 'search'] as const

const FRAMES = [
  'at com.example.shop.cart.CartService.checkout(CartService.java:214)',
  'at com.example.shop.web.CheckoutController.post(CheckoutController.java:88)',
  'at org.eclipse.jetty.server.handler.HandlerWrapper.handle(HandlerWrapper.java:127)',
  'at java.base/java.lang.Thread.run(Thread.java:1583)',
] as const

/** A stack trace of one to four hundred frames: the long line that every log has now and then. */
const longTrace = (random: Random): string =>
  Array.from({ length: random.between(100, 400) }, () => random.pick(FRAMES)).join('\n\t')

function jsonLine(random: Random, time_ms: number): string {
  const common = {
    time: isoTime(time_ms),
    service: random.pick(SERVICES),
    trace_id: random.hex(32),
  }
  if (random.oneIn(200)) {
    return JSON.stringify({
      ...common,
      level: 'error',
      msg: 'request failed',
      error: 'java.net.SocketTimeoutException: Read timed out',
      stack: longTrace(random),
    })
  }
  const person = random.pick(PEOPLE)
  const details = random.pick([
    { level: 'info', msg: 'order placed', customer: person.name, amount_cents: random.between(199, 49_900) },
    { level: 'info', msg: 'request completed', status: 200, duration_ms: random.between(2, 900) },
    { level: 'debug', msg: 'cache refreshed', entries: random.between(10, 9000) },
    { level: 'warn', msg: 'slow query', duration_ms: random.between(900, 9000), table: 'order_items' },
    { level: 'info', msg: 'user signed in', user: person.user, client: insideAddress(random) },
  ])
  return JSON.stringify({ ...common, ...details })
}

function plainLine(random: Random, time_ms: number): string {
  const person = random.pick(PEOPLE)
  const [level, message] = random.pick([
    ['INFO ', `[orders] Order ${random.between(100_000, 999_999)} of ${person.name} shipped`],
    ['INFO ', `[login] User ${person.user} signed in from ${insideAddress(random)}`],
    ['WARN ', `[payments] Gateway answered in ${random.between(1000, 9000)} ms, retrying`],
    ['DEBUG', `[pool] ${random.between(1, 40)} of 40 connections in use`],
    ['ERROR', `[mailer] Could not deliver message ${random.hex(12)}: mailbox full`],
  ] as const)
  return `${applicationTime(time_ms)} ${level} ${message}`
}

/** An application's own log, as JSON or as plain text. */
export const applicationLine = (random: Random, time_ms: number): string =>
  random.oneIn(3) ? plainLine(random, time_ms) : jsonLine(random, time_ms)
