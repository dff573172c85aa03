import { fileURLToPath } from 'node:url'
import type { Random } from '../../src/simulate/random.ts'

/** Lines from which the correlations of `story-rules.yml` make stories: some that go on for long, some that hardly begin. */

export const STORY_RULES = fileURLToPath(new URL('story-rules.yml', import.meta.url))

/** Lines of a user are told of for so long, in milliseconds; then there are others. */
const USERS_CHANGE_MS = 10_000
const USERS = 8

/** A line that is its own by `name`, in which no other line may have the same. */
export function storyLine(random: Random, name: string, time_ms: number): string {
  // Some users are busy, others have gaps that are longer than a timespan.
  const nth = Math.min(random.below(USERS), random.below(USERS))
  const kind = random.pick(['failed', 'failed', 'failed', 'failed', 'succeeded', 'succeeded', 'left'])
  return JSON.stringify({
    '@timestamp': new Date(time_ms).toISOString(),
    product: 'story',
    kind,
    user: `user ${Math.floor(time_ms / USERS_CHANGE_MS)}-${nth}`,
    source_host: `host ${random.below(5)}`,
    // Numbers may be negative, so that sums are decided late.
    bytes: random.between(-30, 70),
    message: `${kind} ${name}`,
  })
}

/** A line that only tells the time. */
export const timeLine = (name: string, time_ms: number): string =>
  JSON.stringify({ '@timestamp': new Date(time_ms).toISOString(), product: 'story', message: `time ${name}` })
