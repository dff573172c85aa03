import { type Plans, planCorrelations } from '../correlate/plan.ts'
import { createRouter, type Router, silencedRules } from '../correlate/router.ts'
import { createSpread } from '../correlate/spread.ts'
import type { Level } from '../schema/level.ts'
import type { RuleProblem } from '../schema/status.ts'
import type { CorrelationRule, RuleHeader } from '../sigma/index.ts'

/** The correlations of one set of rules, ready to run. */
export interface Correlations {
  readonly plans: Plans
  readonly router: Router
  /** The key under which signals that must meet in one place travel. */
  readonly spread: ReturnType<typeof createSpread>
  /** Rules and correlations that raise no alerts of their own. */
  readonly silenced: ReadonlySet<string>
  /** What alerts tell of a correlation, and timelines of what it refers to. By id. */
  readonly headers: ReadonlyMap<string, CorrelationHeader>
  /** Why correlations can not run. */
  readonly problems: readonly RuleProblem[]
}

export interface CorrelationHeader {
  readonly title: string
  readonly level: Level
  readonly tags: readonly string[]
  /** The condition in words; null for a rule that is no correlation. */
  readonly condition: string | null
}

/** What is asked of a rule: less than it is, so that one thread can send it to another. */
export type CorrelatedRule = Pick<RuleHeader, 'id' | 'name' | 'title' | 'level' | 'tags'>

export interface CorrelatedRules {
  readonly rules: readonly CorrelatedRule[]
  readonly correlations: readonly CorrelationRule[]
}

export function planRules({ rules, correlations }: CorrelatedRules): Correlations {
  const plans = planCorrelations(correlations, rules)
  const sources = new Map(correlations.map(rule => [rule.id, rule]))
  return {
    plans,
    router: createRouter(plans),
    spread: createSpread(plans),
    silenced: silencedRules(correlations, plans),
    headers: new Map([
      ...rules.map(rule => [rule.id, headerOf(rule, null)] as const),
      ...correlations.map(rule => [rule.id, headerOf(rule, conditionOf(rule))] as const),
    ]),
    problems: plans.problems.map(({ id, reason }) => {
      const rule = sources.get(id)
      return { file: rule?.file ?? id, line: rule?.line ?? null, reason: `the correlation ${reason}` }
    }),
  }
}

function headerOf({ title, level, tags }: CorrelatedRule, condition: string | null): CorrelationHeader {
  return { title, level, tags, condition }
}

/** What has to be so for the correlation to hold, as its rule puts it. */
function conditionOf({ type, condition, timespan_ms }: CorrelationRule): string {
  const limits = condition.limits.map(({ operator, value }) => `${operator} ${value}`).join(', ')
  const of = condition.percentile === null ? '' : ` ${condition.percentile}`
  return `${type}${of} ${limits || 'of rules'} within ${spanOf(timespan_ms)}`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const

/** A timespan as rules write it. */
function spanOf(span_ms: number): string {
  for (const [unit, unit_ms] of UNITS)
    if (span_ms > 0 && span_ms % unit_ms === 0) return `${span_ms / unit_ms}${unit}`
  return `${Math.round(span_ms / 1000)}s`
}
