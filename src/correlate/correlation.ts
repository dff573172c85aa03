/**
 * What this folder asks of a correlation: the slice of a parsed Sigma correlation that decides when it holds. Rules
 * as the folder `sigma` parses them fit this shape.
 */
export interface Correlation {
  readonly id: string
  readonly name: string | null
  readonly type: CorrelationType
  /** Ids or names of rules and correlations. */
  readonly rules: readonly string[]
  readonly group_by: readonly string[]
  readonly timespan_ms: number
  readonly condition: CorrelationOutcome
  /** By alias, then by rule: the field that the alias stands for in events of that rule. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Whether the rules that it refers to also raise alerts by themselves. */
  readonly generate: boolean
}

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile'
  | 'value_median'

export interface CorrelationOutcome {
  /** All must hold. */
  readonly limits: readonly Limit[]
  readonly fields: readonly string[]
  readonly percentile: number | null
  readonly expression: Expression | null
}

export interface Limit {
  readonly operator: 'lt' | 'lte' | 'gt' | 'gte' | 'eq' | 'neq'
  readonly value: number
}

/** A condition over the references in `rules`. */
export type Expression =
  | { readonly kind: 'search'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'at_least'; readonly count: number; readonly of: readonly string[] }

/** A rule that correlations may refer to. */
export interface NamedRule {
  readonly id: string
  readonly name: string | null
}
