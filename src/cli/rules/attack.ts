import { TACTICS } from '../../sigma/index.ts'
import type { ListedRule } from './listed-rule.ts'

/** What rules cover of MITRE ATT&CK, by their tags. */
export interface Coverage {
  readonly kind: 'tactic' | 'technique'
  /** `initial-access`, `T1059.001`. */
  readonly name: string
  readonly rules: number
}

/** All tactics in the order of the matrix, those without a rule too; then the techniques that rules name. */
export function coverageOf(rules: readonly ListedRule[]): Coverage[] {
  const tactics = TACTICS.map(
    (name): Coverage => ({ kind: 'tactic', name, rules: rulesWith(rules, `attack.${name}`).length }),
  )
  const techniques = [...rulesByTechnique(rules)].map(
    ([name, having]): Coverage => ({ kind: 'technique', name, rules: having.length }),
  )
  return [...tactics, ...techniques]
}

function rulesWith(rules: readonly ListedRule[], tag: string): ListedRule[] {
  return rules.filter(({ tags }) => tags.some(own => own.toLowerCase().replaceAll('_', '-') === tag))
}

const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/i

function rulesByTechnique(rules: readonly ListedRule[]): [technique: string, rules: readonly ListedRule[]][] {
  const by_technique = new Map<string, ListedRule[]>()
  for (const rule of rules)
    for (const technique of new Set(
      rule.tags.flatMap(tag => TECHNIQUE.exec(tag)?.[1]?.toUpperCase() ?? []),
    )) {
      const list = by_technique.get(technique)
      if (list) list.push(rule)
      else by_technique.set(technique, [rule])
    }
  return [...by_technique].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A comment of a technique names so many rules. */
const TITLES_MAX = 20

/**
 * A layer for the ATT&CK Navigator (layer format 4.5): the score of a technique is how many rules name it. No tactic is
 * told, so that a technique is marked under each that it serves.
 */
export function navigatorLayer(rules: readonly ListedRule[]) {
  const by_technique = rulesByTechnique(rules)
  const scored = by_technique.map(([techniqueID, having]) => ({
    techniqueID,
    score: having.length,
    comment: [
      ...having.slice(0, TITLES_MAX).map(({ level, title }) => `${level}: ${title}`),
      ...(having.length > TITLES_MAX ? [`and ${having.length - TITLES_MAX} more`] : []),
    ].join('\n'),
    showSubtechniques: true,
  }))
  // What is below a technique is folded away unless the technique itself says otherwise.
  const parents = new Set(by_technique.map(([id]) => id.split('.', 1)[0] ?? id))
  for (const [id] of by_technique) parents.delete(id)
  const unfolded = [...parents].map(techniqueID => ({ techniqueID, showSubtechniques: true }))
  const techniques = [...scored, ...unfolded]
  return {
    name: 'Log Sentinel',
    versions: { navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: `Techniques that ${rules.length} rules name`,
    sorting: 3,
    hideDisabled: false,
    techniques,
    gradient: {
      colors: ['#d3e5f7', '#1864ab'],
      minValue: 0,
      maxValue: Math.max(1, ...by_technique.map(([, having]) => having.length)),
    },
    legendItems: [],
    metadata: [],
  }
}
