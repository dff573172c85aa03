import type { Network } from './cidr.ts'
import type { DatePart } from './date-part.ts'
import type { Logsource } from './event.ts'
import type { Anchor, Pattern } from './pattern.ts'
import type { Regex } from './regex/regex.ts'

/**
 * Rules as trees: what the parser makes of a text, and what every matcher starts from. All modifiers are applied,
 * all values ready to be compared: nothing in here has to be read a second time.
 */
export type SigmaRule = DetectionRule | FilterRule | CorrelationRule

/** From the mildest on (specification, "Level"). */
export const RULE_LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type RuleLevel = (typeof RULE_LEVELS)[number]

/** What all kinds of documents say of themselves. */
export interface RuleHeader {
  /** The document's `id`; its title where it has none, since the specification asks for none. */
  readonly id: string
  readonly title: string
  readonly name: string | null
  readonly description: string | null
  readonly status: string | null
  readonly author: string | null
  readonly license: string | null
  readonly date: string | null
  readonly modified: string | null
  readonly taxonomy: string
  /** `medium` where the document tells none. */
  readonly level: RuleLevel
  readonly tags: readonly string[]
  readonly references: readonly string[]
  readonly falsepositives: readonly string[]
  readonly fields: readonly string[]
  readonly scope: readonly string[]
  readonly related: readonly { readonly id: string; readonly type: string }[]
  /** The text that it was read from, as the caller named it, and its first line there, counted from 1. */
  readonly file: string | undefined
  readonly line: number
}

export interface DetectionRule extends RuleHeader {
  readonly kind: 'rule'
  readonly logsource: Logsource
  readonly detection: Detection
  /** The filters that name this rule: each must hold as well. */
  readonly filters: readonly FilterRule[]
}

/** A condition that is added to rules (Sigma Filters Specification). */
export interface FilterRule extends RuleHeader {
  readonly kind: 'filter'
  readonly logsource: Logsource
  /** Ids or names of rules; `any` for all whose logsource lies within the filter's. */
  readonly rules: readonly string[] | 'any'
  readonly detection: Detection
}

export interface Detection {
  /** By search identifier. */
  readonly searches: ReadonlyMap<string, NamedSearch>
  readonly condition: Condition
}

/** What must hold for a rule to match: its own detection and those of its filters. */
export function detectionsOf({ detection, filters }: DetectionRule): readonly Detection[] {
  return [detection, ...filters.map(filter => filter.detection)]
}

export interface NamedSearch {
  readonly line: number
  readonly search: Search
}

/** A condition over searches, with every pattern resolved to names. */
export type Condition =
  | { readonly kind: 'search'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  /** `1 of x*`, `2 of x*`, `all of x*`: at least so many of these hold. */
  | { readonly kind: 'at_least'; readonly count: number; readonly of: readonly string[] }

/** What stands under a search identifier: a map is `all` of its fields, a list is `any` of its items. */
export type Search = { readonly kind: 'all' | 'any'; readonly of: readonly Search[] } | FieldTest

/** One line of a map: a field, and what its values must be; or keywords. */
export interface FieldTest {
  readonly kind: 'field'
  /** Null for keywords, which are looked for in the whole event. */
  readonly field: string | null
  /** Whether one of the values must be found, or all (modifier `all`). */
  readonly quantifier: 'any' | 'all'
  /** Turns the result round (modifier `neq`). */
  readonly negated: boolean
  readonly values: readonly RuleValue[]
  /** The fields that a value names (modifier `fieldref`). */
  readonly references: readonly string[]
  readonly line: number
}

/** One value as it stands in the rule. */
export interface RuleValue {
  /** With its modifiers, for people: `endswith: \cmd.exe`. */
  readonly written: string
  /** What it comes to: several where modifiers made alternatives of it, of which one must hold. */
  readonly tests: readonly ValueTest[]
  readonly line: number
}

export type ValueTest =
  | StringTest
  /** A number or a boolean: the field's value as text is this text. */
  | { readonly kind: 'literal'; readonly text: string }
  /** The field is missing or null. */
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly expected: boolean }
  | { readonly kind: 'regex'; readonly regex: Regex }
  | { readonly kind: 'cidr'; readonly network: Network }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly value: number }
  | {
      readonly kind: 'date'
      readonly part: DatePart
      readonly operator: Comparison | 'eq'
      readonly value: number
    }
  | { readonly kind: 'fieldref'; readonly field: string; readonly anchor: Anchor; readonly cased: boolean }

export interface StringTest {
  readonly kind: 'string'
  /** Fits the whole text. Its literals are folded unless `cased`, and their dashes too if `windash`. */
  readonly pattern: Pattern
  readonly cased: boolean
  /** Whether all characters that start an option on Windows are taken for the same. */
  readonly windash: boolean
}

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte'

/** Parsed and checked (Sigma Correlation Rules Specification); running it is up to the caller. */
export interface CorrelationRule extends RuleHeader {
  readonly kind: 'correlation'
  readonly type: CorrelationType
  /** Ids or names of rules and correlations. */
  readonly rules: readonly string[]
  readonly group_by: readonly string[]
  readonly timespan_ms: number
  readonly condition: CorrelationCondition
  /** By alias, then by rule: the field that the alias stands for in events of that rule. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Whether the rules that it refers to also raise alerts by themselves. */
  readonly generate: boolean
}

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const
export type CorrelationType = (typeof CORRELATION_TYPES)[number]

export interface CorrelationCondition {
  /** All must hold. */
  readonly limits: readonly { readonly operator: Comparison | 'eq' | 'neq'; readonly value: number }[]
  /** The fields whose values are counted, summed ...; empty where events or rules are counted. */
  readonly fields: readonly string[]
  /** Which percentile of the values is compared, above 0 up to 100; null where the rule names none. */
  readonly percentile: number | null
  /** What must have matched, over the references in `rules`; null where limits decide. Never both. */
  readonly expression: Condition | null
}
