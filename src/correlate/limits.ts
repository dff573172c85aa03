import type { Expression, Limit } from './correlation.ts'

/** Limits of conditions: all must hold of a number. */

export function withinLimits(limits: readonly Limit[], value: number): boolean {
  // Asked at every event: by places, for which nothing has to be made.
  for (let at = 0; at < limits.length; at++) {
    const limit = limits[at]
    if (limit && !isWithin(limit, value)) return false
  }
  return true
}

function isWithin({ operator, value: bound }: Limit, value: number): boolean {
  switch (operator) {
    case 'lt':
      return value < bound
    case 'lte':
      return value <= bound
    case 'gt':
      return value > bound
    case 'gte':
      return value >= bound
    case 'eq':
      return value === bound
    case 'neq':
      return value !== bound
  }
}

/** Whether a value that only grows, once within these limits, stays there. */
export function onlyAskForMore(limits: readonly Limit[]): boolean {
  return limits.every(({ operator }) => operator === 'gt' || operator === 'gte')
}

/** The count from which on the limits hold or not whatever is added: no exact count is needed beyond. */
export function saturationOf(limits: readonly Limit[]): number {
  let saturation = 1
  for (const { operator, value } of limits)
    saturation = Math.max(saturation, operator === 'gte' ? Math.ceil(value) : Math.floor(value) + 1)
  return saturation
}

/** A count below this is never within these limits. */
export function leastOf(limits: readonly Limit[]): number {
  let least = 0
  for (const { operator, value } of limits) {
    if (operator === 'gte' || operator === 'eq') least = Math.max(least, Math.ceil(value))
    else if (operator === 'gt') least = Math.max(least, Math.floor(value) + 1)
  }
  return least
}

/** How many of its rules must at least have matched where a condition over rules holds. */
export function leastRulesOf(expression: Expression): number {
  switch (expression.kind) {
    case 'search':
      return 1
    case 'not':
      return 0
    case 'at_least':
      return expression.count
    case 'or':
      return Math.min(...expression.of.map(leastRulesOf))
    case 'and': {
      const named = new Set(expression.of.flatMap(part => (part.kind === 'search' ? part.name : [])))
      return Math.max(named.size, ...expression.of.map(leastRulesOf))
    }
  }
}

/** Rules that a correlation may put in order: with so many a group keeps at most 1023 sets of them. */
export const ORDERED_RULES_MAX = 10
