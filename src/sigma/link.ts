import type { CheckName } from './checks.ts'
import type { Logsource } from './event.ts'
import { type Finding, Findings } from './finding.ts'
import type { Condition, CorrelationRule, DetectionRule, FilterRule, SigmaRule } from './rule.ts'

export interface LinkedRules {
  readonly rules: readonly DetectionRule[]
  readonly filters: readonly FilterRule[]
  readonly correlations: readonly CorrelationRule[]
  readonly findings: readonly Finding[]
  /** How many documents are left out here. */
  readonly broken: number
}

/**
 * Joins documents that may come from several texts: of two with the same id the first stays, filters are added to
 * the rules they name, and correlations must find the rules they refer to.
 */
export function linkRules(parsed: readonly SigmaRule[]): LinkedRules {
  const findings: Finding[] = []
  const report: Report = (rule, check, reason) => {
    const own = new Findings(rule.file)
    own.add(check, { line: rule.line, column: 1 }, reason)
    findings.push(...own.list)
  }
  const unique = firstOfEachId(parsed, report)
  const filters = unique.filter(rule => rule.kind === 'filter')
  const rules = addFilters(
    unique.filter(rule => rule.kind === 'rule'),
    filters,
    report,
  )
  const correlations = resolvable(
    unique.filter(rule => rule.kind === 'correlation'),
    rules,
    report,
  )
  const broken = parsed.length - rules.length - filters.length - correlations.length
  return { rules, filters, correlations, findings, broken }
}

type Report = (rule: SigmaRule, check: CheckName, reason: string) => void

function firstOfEachId(parsed: readonly SigmaRule[], report: Report): SigmaRule[] {
  const by_id = new Map<string, SigmaRule>()
  for (const rule of parsed) {
    const first = by_id.get(rule.id)
    if (first)
      report(rule, 'duplicate-id', `the id ${rule.id} is taken by '${first.title}' ${placeOf(first)}`)
    else by_id.set(rule.id, rule)
  }
  return [...by_id.values()]
}

function placeOf(rule: SigmaRule): string {
  return rule.file === undefined ? `in line ${rule.line}` : `in ${rule.file}, line ${rule.line}`
}

function addFilters(
  rules: readonly DetectionRule[],
  filters: readonly FilterRule[],
  report: Report,
): DetectionRule[] {
  const added = new Map<DetectionRule, FilterRule[]>()
  for (const filter of filters) {
    if (!hasNegation(filter.detection.condition))
      report(
        filter,
        'filter-without-not',
        "the filter's condition has no 'not': rules match only where it holds",
      )
    for (const rule of rulesNamedBy(filter, rules, report))
      if (liesWithin(rule.logsource, filter.logsource)) added.set(rule, [...(added.get(rule) ?? []), filter])
      else if (filter.rules !== 'any')
        report(
          filter,
          'filter-not-applied',
          `the filter's logsource does not hold the rule '${rule.title}': it is not applied`,
        )
  }
  return rules.map(rule => {
    const filters = added.get(rule)
    return filters ? { ...rule, filters } : rule
  })
}

function rulesNamedBy(
  filter: FilterRule,
  rules: readonly DetectionRule[],
  report: Report,
): readonly DetectionRule[] {
  if (filter.rules === 'any') return rules
  const named = new Set<DetectionRule>()
  for (const reference of filter.rules) {
    const found = rules.filter(rule => isNamed(rule, reference))
    if (found.length === 0)
      report(filter, 'filter-not-applied', `the filter names the rule '${reference}', which is not loaded`)
    for (const rule of found) named.add(rule)
  }
  return [...named]
}

/** Ids are UUIDs, in which case does not matter; names are taken as they are. */
function isNamed(rule: SigmaRule, reference: string): boolean {
  return rule.id.toLowerCase() === reference.toLowerCase() || rule.name === reference
}

/** Whether every part that the filter names is the rule's too: a filter may be wider than a rule. */
function liesWithin(rule: Logsource, filter: Logsource): boolean {
  return (['product', 'service', 'category'] as const).every(
    part => filter[part] === undefined || filter[part] === rule[part],
  )
}

function hasNegation(condition: Condition): boolean {
  if (condition.kind === 'not') return true
  return (condition.kind === 'and' || condition.kind === 'or') && condition.of.some(hasNegation)
}

/** Correlations whose references all lead to rules, also over other correlations. */
function resolvable(
  correlations: readonly CorrelationRule[],
  rules: readonly DetectionRule[],
  report: Report,
): CorrelationRule[] {
  let kept = [...correlations]
  for (let before = -1; before !== kept.length; ) {
    before = kept.length
    const known = new Set([...rules, ...kept].flatMap(rule => [rule.id.toLowerCase(), rule.name ?? rule.id]))
    kept = kept.filter(correlation => {
      const missing = correlation.rules.find(
        reference => !known.has(reference) && !known.has(reference.toLowerCase()),
      )
      if (missing !== undefined)
        report(
          correlation,
          'unknown-reference',
          `the correlation refers to the rule '${missing}', which is not loaded`,
        )
      return missing === undefined
    })
  }
  return withoutCycles(kept, report)
}

/** A correlation of which its own result would be part can never be decided. */
function withoutCycles(correlations: readonly CorrelationRule[], report: Report): CorrelationRule[] {
  const groundless = new Set(correlations)
  for (let before = -1; before !== groundless.size; ) {
    before = groundless.size
    for (const correlation of groundless)
      if (![...groundless].some(other => correlation.rules.some(reference => isNamed(other, reference))))
        groundless.delete(correlation)
  }
  for (const correlation of groundless)
    report(correlation, 'invalid-correlation', 'the correlation refers, over others or directly, to itself')
  return correlations.filter(correlation => !groundless.has(correlation))
}
