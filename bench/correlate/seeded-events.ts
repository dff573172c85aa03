import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

/** Of so many events one is part of an attack. */
const ATTACK_EVERY = 20
const SEED = 20261122
const BEGIN_MS = Date.UTC(2026, 0, 1)

export interface SeededEvents {
  readonly events: number
  readonly groups: number
  /** Time between two of them. */
  readonly every_ms: number
}

/** Writes events of many users at rest, and of some that are attacked, in the order of their times, to a file. */
export async function writeSeeded(file: string, { events, groups, every_ms }: SeededEvents): Promise<string> {
  const output = createWriteStream(file)
  let state = SEED
  const pick = (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  let text = ''
  for (let n = 0; n < events; n++) {
    const is_attack = n % ATTACK_EVERY === 0
    const user = is_attack ? Math.floor(n / 2000) % groups : n % groups
    text += `${JSON.stringify({
      '@timestamp': new Date(BEGIN_MS + n * every_ms).toISOString(),
      EventType: is_attack || pick(3) === 0 ? 'authentication_failure' : 'authentication_success',
      User: `user-${user}`,
      SourceIP: `198.51.${pick(200)}.${pick(200)}`,
      Computer: `host-${user % 1000}`,
      BytesOut: pick(5000),
      product: 'windows',
      category: 'authentication',
    })}\n`
    if (text.length < 1 << 20) continue
    if (!output.write(text)) await new Promise(resolve => output.once('drain', resolve))
    text = ''
  }
  output.end(text)
  await finished(output)
  return file
}

/** Writes one event for each of so many groups, spread over an hour, to a file or a pipe. */
export async function writeLoneGroups(file: string, groups: number): Promise<void> {
  const output = createWriteStream(file)
  const every_ms = 3_600_000 / groups
  let text = ''
  for (let n = 0; n < groups; n++) {
    const time = new Date(BEGIN_MS + Math.floor(n * every_ms)).toISOString()
    text += `{"@timestamp":"${time}","EventType":"authentication_failure","SourceIP":"${addressOf(n)}","product":"windows","category":"authentication"}\n`
    if (text.length < 1 << 20) continue
    if (!output.write(text)) await new Promise(resolve => output.once('drain', resolve))
    text = ''
  }
  output.end(text)
  await finished(output)
}

const addressOf = (n: number) => `${10 + (n >>> 24)}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`
