import { LEVELS } from '../../schema/level.ts'
import type { CorrelationRule, DetectionRule, Logsource, RuleSet } from '../../sigma/index.ts'

/** A rule or a correlation, as lists show it. */
export interface ListedRule {
  readonly id: string
  readonly title: string
  readonly kind: 'rule' | 'correlation'
  readonly level: (typeof LEVELS)[number]
  readonly status: string | null
  readonly product: string | null
  readonly service: string | null
  readonly category: string | null
  readonly tags: readonly string[]
  readonly file: string | null
  /** For searches only. */
  readonly description: string | null
}

/** Worst first, then by title. */
export function listedRules(set: RuleSet): ListedRule[] {
  return [...set.rules, ...set.correlations]
    .map(listed)
    .sort(
      (a, b) =>
        LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) ||
        (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
    )
}

function listed(rule: DetectionRule | CorrelationRule): ListedRule {
  const { product, service, category }: Logsource = rule.kind === 'rule' ? rule.logsource : {}
  const { id, title, kind, level, status, tags, file, description } = rule
  return {
    id,
    title,
    kind,
    level,
    status,
    product: product ?? null,
    service: service ?? null,
    category: category ?? null,
    tags,
    file: file ?? null,
    description,
  }
}

/** What a list is limited to; each part that is given must fit. Texts are compared without case. */
export interface RuleFilter {
  readonly least_level?: number | undefined
  readonly status?: readonly string[]
  readonly tags?: readonly string[]
  /** Of ATT&CK, `T1059` or `t1059.001`; one with sub-techniques stands for all of them. */
  readonly techniques?: readonly string[]
  readonly product?: readonly string[]
  readonly service?: readonly string[]
  readonly category?: readonly string[]
  /** Each is found in the title, the description, the id or a tag. */
  readonly texts?: readonly string[]
}

export function fitsFilter(rule: ListedRule, filter: RuleFilter): boolean {
  const oneOf = (wanted: readonly string[] | undefined, value: string | null) =>
    wanted === undefined || wanted.some(name => name.toLowerCase() === value?.toLowerCase())
  const has = (wanted: readonly string[] | undefined, fits: (tag: string, name: string) => boolean) =>
    wanted === undefined ||
    wanted.some(name => rule.tags.some(tag => fits(tag.toLowerCase(), name.toLowerCase())))
  const text = [rule.title, rule.description ?? '', rule.id, ...rule.tags].join('\n').toLowerCase()
  return (
    LEVELS.indexOf(rule.level) >= (filter.least_level ?? 0) &&
    oneOf(filter.status, rule.status) &&
    oneOf(filter.product, rule.product) &&
    oneOf(filter.service, rule.service) &&
    oneOf(filter.category, rule.category) &&
    has(filter.tags, (tag, name) => tag === name) &&
    has(filter.techniques, (tag, name) => tag === `attack.${name}` || tag.startsWith(`attack.${name}.`)) &&
    (filter.texts ?? []).every(searched => text.includes(searched.toLowerCase()))
  )
}
