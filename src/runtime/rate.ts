import type { Clock } from './clock.ts'

/** Things a second, averaged over the last few seconds. */
export interface RateMeter {
  add(count: number): void
  perSecond(): number
}

const SLOTS = 5
const SLOT_MS = 1000

export function createRateMeter(clock: Pick<Clock, 'now'>): RateMeter {
  const counts = new Array<number>(SLOTS).fill(0)
  let slot = Math.floor(clock.now() / SLOT_MS)
  const advance = () => {
    const now = Math.floor(clock.now() / SLOT_MS)
    for (let steps = Math.min(now - slot, SLOTS); steps > 0; steps--) {
      counts[(now - steps + 1) % SLOTS] = 0
    }
    slot = Math.max(slot, now)
  }
  return {
    add(count) {
      advance()
      counts[slot % SLOTS] = (counts[slot % SLOTS] ?? 0) + count
    },
    perSecond() {
      advance()
      return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (SLOTS * SLOT_MS)
    },
  }
}
