import type { Correlation, NamedRule } from './correlation.ts'

/** Finds the rules that correlations refer to, by id or by name, and the order in which correlations build on each other. */

/** A rule, and how the correlation refers to it: by its id or its name. */
export type Reference = NamedRule & { readonly written: string }

export interface ResolvedCorrelation {
  readonly correlation: Correlation
  readonly references: readonly Reference[]
  readonly level: number
}

export interface ResolvedCorrelations {
  /** Inner ones before outer ones. */
  readonly resolved: readonly ResolvedCorrelation[]
  readonly problems: readonly { readonly id: string; readonly reason: string }[]
}

export function resolveReferences(
  correlations: readonly Correlation[],
  rules: readonly NamedRule[],
): ResolvedCorrelations {
  const known = new Map<string, NamedRule>()
  for (const rule of [...correlations, ...rules].reverse()) {
    if (rule.name !== null) known.set(rule.name, rule)
    known.set(rule.id.toLowerCase(), rule)
  }
  const find = (reference: string) => known.get(reference) ?? known.get(reference.toLowerCase())
  const levels = new Map(rules.map(({ id }) => [id, -1]))
  const resolved: ResolvedCorrelation[] = []
  const problems: { id: string; reason: string }[] = []
  let waiting = correlations.filter(correlation => {
    const unknown = correlation.rules.find(reference => !find(reference))
    if (unknown !== undefined)
      problems.push({ id: correlation.id, reason: `refers to the rule '${unknown}', which is not loaded` })
    const twice = correlation.rules.find(
      (name, at) => correlation.rules.findIndex(other => find(other) === find(name)) < at,
    )
    if (unknown === undefined && twice !== undefined)
      problems.push({ id: correlation.id, reason: `refers twice to one rule, the second time as '${twice}'` })
    return unknown === undefined && twice === undefined
  })
  // Round by round those whose references all have a level: what never gets one refers to itself, or to such a one.
  for (let level = 0; ; level++) {
    const ready = waiting.filter(({ rules: names }) => names.every(name => levels.has(find(name)?.id ?? '')))
    if (ready.length === 0) break
    for (const correlation of ready) {
      resolved.push({ correlation, references: referencesOf(correlation, find), level })
      levels.set(correlation.id, level)
    }
    waiting = waiting.filter(correlation => !ready.includes(correlation))
  }
  for (const { id } of waiting)
    problems.push({ id, reason: 'refers to itself, over others or directly, or to one that can not run' })
  return { resolved, problems }
}

function referencesOf(
  correlation: Correlation,
  find: (reference: string) => NamedRule | undefined,
): Reference[] {
  return correlation.rules.flatMap(written => {
    const rule = find(written)
    return rule ? [{ id: rule.id, name: rule.name, written }] : []
  })
}
