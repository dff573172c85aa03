import { appliesTo, inLowerCase, type LogsourceOptions } from './applies-to.ts'
import { compileRule, type MatchedField } from './evaluate.ts'
import type { SigmaEvent } from './event.ts'
import { EventView } from './event-view.ts'
import { Quarantine } from './quarantine.ts'
import type { DetectionRule } from './rule.ts'

export interface Matcher {
  /** The rules that match, in the order in which they were given. */
  match(event: SigmaEvent): Match[]
  /**
   * Rules that are not tried any more, because one of their regular expressions came to its bound on an event: for
   * each of them one event was not decided, and none after it. In the order in which it happened.
   */
  readonly quarantined: readonly DetectionRule[]
}

export interface Match {
  readonly rule: DetectionRule
  /** What held in the event for the rule to match: at most 64 lines. What must not hold is not listed. */
  readonly matched: readonly MatchedField[]
}

export type MatcherOptions = LogsourceOptions

/**
 * The plain matcher: every rule is tried on every event of its logsource, line by line as it is written. It is kept
 * simple enough to be seen to be right, and a faster one is right if it says the same.
 */
export function createPlainMatcher(rules: readonly DetectionRule[], options: MatcherOptions = {}): Matcher {
  const compiled = rules.map(rule => ({ rule, holds: compileRule(rule) }))
  const quarantine = new Quarantine(rules.length)
  return {
    quarantined: quarantine.rules,
    match(event) {
      const view = new EventView(event)
      const logsource = inLowerCase(event.logsource)
      const matches: Match[] = []
      for (const [number, { rule, holds }] of compiled.entries()) {
        if (quarantine.has(number) || !appliesTo(rule.logsource, logsource, options)) continue
        const matched: MatchedField[] = []
        const held = holds(view, matched)
        if (held) matches.push({ rule, matched })
        else if (held === undefined) quarantine.add(number, rule)
      }
      return matches
    },
  }
}
