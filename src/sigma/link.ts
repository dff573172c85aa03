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

/** Correlations whose references all lead to different rules, also over other correlations. */
function resolvable(
  correlations: readonly CorrelationRule[],
  rules: readonly DetectionRule[],
  report: Report,
): CorrelationRule[] {
  const find = finder([...correlations, ...rules])
  let kept = correlations.filter(correlation => {
    const found = correlation.rules.map(find)
    const twice = correlation.rules.find((_, at) => found[at] !== undefined && found.indexOf(found[at]) < at)
    if (twice !== undefined)
      report(
        correlation,
        'invalid-correlation',
        `the correlation names one rule twice, the second time as '${twice}': name each once`,
      )
    return twice === undefined
  })
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
          find(missing)
            ? `the correlation refers to '${missing}', which is left out: mend that one first`
            : `the correlation refers to the rule '${missing}', which is not loaded: give the id or the name of one that is`,
        )
      return missing === undefined
    })
  }
  return withoutCycles(kept, report)
}

/** Finds a rule by its id or its name; of several the first. */
function finder<Rule extends SigmaRule>(rules: readonly Rule[]): (reference: string) => Rule | undefined {
  const known = new Map<string, Rule>()
  for (const rule of rules.toReversed()) {
    if (rule.name !== null) known.set(rule.name, rule)
    known.set(rule.id.toLowerCase(), rule)
  }
  return reference => known.get(reference) ?? known.get(reference.toLowerCase())
}

/** A correlation of which its own result would be part can never be decided, nor one that is built on such a one. */
function withoutCycles(correlations: readonly CorrelationRule[], report: Report): CorrelationRule[] {
  const find = finder(correlations)
  const groundless = new Set(correlations)
  const nextOf = (correlation: CorrelationRule) =>
    correlation.rules.flatMap(written => {
      const rule = find(written)
      return rule && groundless.has(rule) ? [{ rule, written }] : []
    })
  for (let before = -1; before !== groundless.size; ) {
    before = groundless.size
    for (const correlation of groundless) if (nextOf(correlation).length === 0) groundless.delete(correlation)
  }
  for (const correlation of groundless) {
    const way = wayBack(correlation, nextOf)
    const [first] = nextOf(correlation)
    report(
      correlation,
      'invalid-correlation',
      way
        ? `the correlation refers to itself (${way.join(' -> ')}): take one of these out of 'rules'`
        : `the correlation refers to '${first?.written}', which leads to one that refers to itself: mend that one first`,
    )
  }
  return correlations.filter(correlation => !groundless.has(correlation))
}

/** Looking for the shortest way ends after so many: nobody mends a longer one by reading it. */
const WAY_LOOKED_AT_MAX = 1000

/** The references over which a correlation comes back to itself; null where it does not. */
function wayBack(
  correlation: CorrelationRule,
  nextOf: (correlation: CorrelationRule) => readonly { rule: CorrelationRule; written: string }[],
): readonly string[] | null {
  const ways = new Map<CorrelationRule, readonly string[]>([[correlation, []]])
  for (const [rule, way] of ways) {
    if (ways.size > WAY_LOOKED_AT_MAX) break
    for (const next of nextOf(rule)) {
      if (next.rule === correlation) return [...way, next.written]
      if (!ways.has(next.rule)) ways.set(next.rule, [...way, next.written])
    }
  }
  return null
}
