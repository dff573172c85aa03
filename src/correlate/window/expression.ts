import type { Expression } from '../correlation.ts'
import type { Entries } from '../entries.ts'
import type { Plan } from '../plan.ts'

/**
 * Conditions over rules. Where a rule is asked for, `occurs` says whether it matched in the window; behind a `not`,
 * `occurs_around` says whether it matched within the timespan before or after: otherwise "a and not b" would hold
 * whenever b is a moment later than a.
 */
export function expressionHolds(
  expression: Expression,
  occurs: (id: string) => boolean,
  occurs_around: (id: string) => boolean,
): boolean {
  switch (expression.kind) {
    case 'search':
      return occurs(expression.name)
    case 'not':
      return !expressionHolds(expression.of, occurs_around, occurs)
    case 'and':
      return expression.of.every(part => expressionHolds(part, occurs, occurs_around))
    case 'or':
      return expression.of.some(part => expressionHolds(part, occurs, occurs_around))
    case 'at_least':
      return expression.of.filter(occurs).length >= expression.count
  }
}

export function occursAround(plan: Plan, id: string, time_ms: number, entries: Entries): boolean {
  const slot = plan.slots.get(id)
  const until = time_ms + plan.timespan_ms
  for (let at = entries.firstAt(time_ms - plan.timespan_ms); at < entries.length; at++) {
    if (entries.timeAt(at) > until) return false
    if (entries.slotAt(at) === slot) return true
  }
  return false
}
