/**
 * Consumer groups within one process. Members of a group share the partitions evenly, in the order in which they
 * joined. When one comes or goes, all stop first, and only then the partitions are dealt anew: two members never
 * handle the same partition at the same time.
 */
import type { Assignment } from '../consumption.ts'

export interface GroupMember {
  /** The assignment that holds, waiting for it; null once `signal` is aborted. */
  assignment(signal: AbortSignal): Promise<Assignment | null>
  /** Says that nothing of the revoked assignment runs any more. Implied by asking for the next one. */
  leave(): void
}

interface Seat {
  /** What the member works on at the moment. */
  working: { assignment: Assignment; revoke: AbortController } | null
  /** Set while the member waits for its share. */
  waiting: ((assignment: Assignment) => void) | null
}

export type Group = ReturnType<typeof createGroup>

export function createGroup(partitions: number) {
  const seats: Seat[] = []

  function rebalance(): void {
    for (const { working } of seats) working?.revoke.abort()
    deal()
  }

  /** Deals once everybody has put down what was revoked. */
  function deal(): void {
    if (seats.some(seat => seat.working?.revoke.signal.aborted)) return
    for (const [index, seat] of seats.entries()) {
      if (seat.waiting === null) continue
      const revoke = new AbortController()
      const share = Array.from({ length: partitions }, (_, partition) => partition).filter(
        partition => partition % seats.length === index,
      )
      seat.working = { assignment: { partitions: share, revoked: revoke.signal }, revoke }
      seat.waiting(seat.working.assignment)
      seat.waiting = null
    }
  }

  function join(): GroupMember {
    const seat: Seat = { working: null, waiting: null }
    seats.push(seat)
    rebalance()
    return {
      async assignment(signal) {
        if (signal.aborted) return null
        if (seat.working?.revoke.signal.aborted) seat.working = null
        if (seat.working) return seat.working.assignment
        const { promise, resolve } = Promise.withResolvers<Assignment | null>()
        const onAbort = () => resolve(null)
        signal.addEventListener('abort', onAbort, { once: true })
        seat.waiting = resolve
        deal()
        const assignment = await promise
        signal.removeEventListener('abort', onAbort)
        return assignment
      },
      leave() {
        const index = seats.indexOf(seat)
        if (index >= 0) seats.splice(index, 1)
        rebalance()
      },
    }
  }

  return { join, isEmpty: () => seats.length === 0 }
}
