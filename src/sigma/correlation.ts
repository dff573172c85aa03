import { parseCondition } from './condition.ts'
import { type Findings, type Place, RuleError } from './finding.ts'
import { requireTexts, textOf } from './header.ts'
import {
  CORRELATION_TYPES,
  type Condition,
  type CorrelationCondition,
  type CorrelationRule,
  type RuleHeader,
} from './rule.ts'
import type { YamlEntry, YamlMapping } from './yaml-node.ts'

/** Reads correlation documents (Sigma Correlation Rules Specification). */

const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** Longer ones could not be kept: a window's signals live as long as it does. */
const TIMESPAN_MAX_MS = 366 * UNITS_MS.d
const TIMESPAN_FORM = 'write a whole number and s, m, h or d, such as 90m'
/** What a window keeps doubles with each rule in an order: more are refused where correlations are decided, too. */
const ORDERED_RULES_MAX = 10
const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const

export function parseCorrelation(
  entry: YamlEntry,
  header: RuleHeader,
  findings: Findings,
): CorrelationRule | undefined {
  const errors_before = findings.errors
  const rule = findings.attempt((): CorrelationRule => {
    const body = entry.value
    if (body.kind !== 'mapping') throw new RuleError(entry, "'correlation' must be a map")
    const at = (name: string) => body.entries.get(name)
    const type = parseType(at('type'), entry)
    const expression = textualCondition(at('condition'))
    const rules =
      expression !== null && !at('rules')
        ? namesIn(expression)
        : requireTexts(at('rules'), "'rules' of the correlation", entry)
    if (type === 'temporal_ordered' && rules.length > ORDERED_RULES_MAX)
      throw new RuleError(
        at('rules') ?? entry,
        `the correlation has ${rules.length} rules in an order: at most ${ORDERED_RULES_MAX} can be told apart`,
      )
    return {
      ...header,
      kind: 'correlation',
      type,
      rules,
      group_by: requireTexts(at('group-by'), "'group-by' of the correlation", entry),
      timespan_ms: parseTimespan(at('timespan'), entry),
      condition: parseOutcome(at('condition'), type, rules, entry, findings),
      aliases: parseAliases(at('aliases')),
      generate: parseGenerate(at('generate')),
    }
  }, 'invalid-correlation')
  return findings.errors === errors_before ? rule : undefined
}

function parseType(entry: YamlEntry | undefined, place: Place): CorrelationRule['type'] {
  const text = textOf(entry?.value)
  const type = CORRELATION_TYPES.find(known => known === text)
  if (!type)
    throw new RuleError(
      entry ?? place,
      `the correlation's type is '${text ?? ''}': use one of ${CORRELATION_TYPES.join(', ')}`,
    )
  return type
}

function parseTimespan(entry: YamlEntry | undefined, place: Place): number {
  const text = textOf(entry?.value)
  const found = text === null ? 'a list or a map' : `'${text}'`
  const wrong = (expected: string) => new RuleError(entry ?? place, `the timespan is ${found}: ${expected}`)
  if (!entry) throw new RuleError(place, `the timespan is missing: ${TIMESPAN_FORM}`)
  const [, amount, unit] = /^(-?\d+)([smhd])$/.exec(text ?? '') ?? []
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') throw wrong(TIMESPAN_FORM)
  const timespan_ms = Number(amount) * UNITS_MS[unit]
  if (timespan_ms <= 0) throw wrong('it must be longer than nothing, such as 90m')
  if (timespan_ms > TIMESPAN_MAX_MS) throw wrong('at most 366d can be watched')
  return timespan_ms
}

/** The text of a condition over rules, such as `rule_a and not rule_b`. */
function textualCondition(entry: YamlEntry | undefined): string | null {
  return entry?.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : null
}

/** The rules that a condition names, in the order in which it first does. */
function namesIn(expression: string): string[] {
  const words = expression.split(/[\s()]+/).filter(word => word !== '')
  return [...new Set(words.filter(word => !/^(?:and|or|not)$/i.test(word)))]
}

/** Where a temporal correlation has no condition, all its rules must have matched. */
function parseOutcome(
  entry: YamlEntry | undefined,
  type: CorrelationRule['type'],
  rules: readonly string[],
  place: Place,
  findings: Findings,
): CorrelationCondition {
  const is_temporal = type === 'temporal' || type === 'temporal_ordered'
  const none = { fields: [], percentile: null, expression: null }
  if (!entry && is_temporal) return { ...none, limits: [{ operator: 'gte', value: rules.length }] }
  if (!entry) throw new RuleError(place, `a correlation of type ${type} needs a condition`)
  if (textualCondition(entry) === null) return parseLimits(entry, type)
  if (!is_temporal)
    throw new RuleError(entry, `a correlation of type ${type} needs limits, not a condition over rules`)
  const expression = parseCondition(entry, new Map(rules.map(rule => [rule, place])), findings)
  if (holdsForNothing(expression))
    throw new RuleError(entry, 'the condition would hold where nothing has matched: name a rule without not')
  return { ...none, limits: [], expression }
}

/** Whether the condition holds where no rule has matched. */
function holdsForNothing(condition: Condition): boolean {
  switch (condition.kind) {
    case 'search':
    case 'at_least':
      return false
    case 'not':
      return !holdsForNothing(condition.of)
    case 'and':
      return condition.of.every(holdsForNothing)
    case 'or':
      return condition.of.some(holdsForNothing)
  }
}

function parseLimits(entry: YamlEntry, type: CorrelationRule['type']): CorrelationCondition {
  if (entry.value.kind !== 'mapping')
    throw new RuleError(entry, 'the condition of a correlation must be a map such as `gte: 10`')
  const body = entry.value
  const needs_field = type.startsWith('value_')
  if (!needs_field && body.entries.has('field'))
    throw new RuleError(entry, `a correlation of type ${type} counts no values: remove 'field'`)
  const fields = needs_field
    ? requireTexts(body.entries.get('field'), "'field' in the correlation's condition", entry)
    : []
  const percentile = parsePercentile(body.entries.get('percentile'), type)
  const calculates =
    needs_field && type !== 'value_count' && (type !== 'value_percentile' || percentile !== null)
  if (calculates && fields.length > 1)
    throw new RuleError(
      body.entries.get('field') ?? entry,
      `a correlation of type ${type} calculates with the numbers of one field, and this one names ${fields.length}`,
    )
  const limits = [...body.entries.values()]
    .filter(({ key }) => key !== 'field' && key !== 'percentile')
    .map(parseLimit)
  if (limits.length === 0)
    throw new RuleError(entry, `the condition names no limit: use one of ${OPERATORS.join(', ')}`)
  return { limits, fields, percentile, expression: null }
}

function parsePercentile(entry: YamlEntry | undefined, type: CorrelationRule['type']): number | null {
  if (!entry) return null
  if (type !== 'value_percentile')
    throw new RuleError(entry, `a correlation of type ${type} has no percentile: remove 'percentile'`)
  const value = entry.value.kind === 'scalar' ? entry.value.value : undefined
  if (typeof value !== 'number' || !(value > 0 && value <= 100))
    throw new RuleError(entry, "'percentile' of the condition must be a number above 0, up to 100")
  return value
}

function parseLimit(entry: YamlEntry): CorrelationCondition['limits'][number] {
  const operator = OPERATORS.find(known => known === entry.key)
  if (!operator)
    throw new RuleError(entry, `the condition has '${entry.key}': use one of ${OPERATORS.join(', ')}`)
  const value = entry.value.kind === 'scalar' ? entry.value.value : undefined
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new RuleError(entry, `'${entry.key}' of the condition must be a number`)
  return { operator, value }
}

function parseAliases(entry: YamlEntry | undefined): CorrelationRule['aliases'] {
  if (!entry) return new Map()
  const inner = (alias: YamlEntry, body: YamlMapping) =>
    new Map(
      [...body.entries.values()].map(({ key, value }) => {
        const field = textOf(value)
        if (field === null)
          throw new RuleError(alias, `the alias '${alias.key}' must name a field for '${key}'`)
        return [key, field]
      }),
    )
  if (entry.value.kind !== 'mapping')
    throw new RuleError(entry, "'aliases' must be a map of maps from rule to field")
  return new Map(
    [...entry.value.entries.values()].map(alias => {
      if (alias.value.kind !== 'mapping')
        throw new RuleError(alias, `the alias '${alias.key}' must be a map from rule to field`)
      return [alias.key, inner(alias, alias.value)]
    }),
  )
}

function parseGenerate(entry: YamlEntry | undefined): boolean {
  if (!entry) return false
  if (entry.value.kind === 'scalar' && typeof entry.value.value === 'boolean') return entry.value.value
  throw new RuleError(entry, "'generate' must be true or false")
}
