import { createMatcher } from './engine/matcher.ts'
import type { SigmaEvent } from './event.ts'
import type { Finding } from './finding.ts'
import { linkRules } from './link.ts'
import type { Match, MatcherOptions } from './matcher.ts'
import { parseText } from './parse.ts'
import type { Placeholders } from './placeholders.ts'
import type { CorrelationRule, DetectionRule, FilterRule } from './rule.ts'

/** Sigma rules as a library: reads them, says what is wrong with them, and matches events. Pure: no input, no output. */
export { CHECKS, type CheckName, type Severity } from './checks.ts'
export { ENGINE_LIMITS, type EngineLimits } from './engine/limits.ts'
export { createMatcher, type IndexedMatcher } from './engine/matcher.ts'
export type { MatchedField } from './evaluate.ts'
export type { Logsource, SigmaEvent } from './event.ts'
export { fieldValue } from './event-view.ts'
export { type ExplainedPart, type Explanation, explainRule } from './explain.ts'
export type { Finding } from './finding.ts'
export {
  type ByteMatcher,
  createByteMatcher,
  LEFT_TO_OTHERS,
  TO_BE_TAKEN,
} from './kernel/byte-matcher.ts'
export type { ByteLines, KernelParts } from './kernel/kernel.ts'
export { UNTOLD } from './kernel/line-fields.ts'
export type { TemplateOf, TemplatePart, WrittenBatch } from './kernel/match-writer.ts'
export type { RecordReader } from './kernel/record-reader.ts'
export { type CheckedRules, checkRules } from './lint/check-rules.ts'
export { TACTICS } from './lint/tags.ts'
export { createPlainMatcher, type Match, type Matcher, type MatcherOptions } from './matcher.ts'
export type { Placeholders } from './placeholders.ts'
export type * from './rule.ts'

/** A text of one or more YAML documents. */
export interface RuleText {
  readonly text: string
  /** A name for findings, usually the path. */
  readonly file?: string
}

export interface CompileOptions extends MatcherOptions {
  /** Values for `%name%` in values with the modifier `expand`. */
  readonly placeholders?: Placeholders | undefined
}

export interface RuleSet {
  /** The rules that `match` tries, filters added. */
  readonly rules: readonly DetectionRule[]
  readonly filters: readonly FilterRule[]
  /** Parsed and checked; `match` does not run them. */
  readonly correlations: readonly CorrelationRule[]
  /** Every error is the reason why a document was left out, or one of the reasons. */
  readonly findings: readonly Finding[]
  /** How many documents were left out. */
  readonly broken: number
  /** The rules that match the event, each with what made it match. */
  match(event: SigmaEvent): Match[]
  /** Rules that `match` does not try any more; see `Matcher`. */
  readonly quarantined: readonly DetectionRule[]
  /** What the indexes of `match` take now; they are made when the first event comes that needs them. */
  tableBytes(): number
}

/**
 * Compiles rules, filters and correlations. A document with an error is left out and reported; the others are not
 * affected.
 *
 * ```ts
 * const rules = compileRules([{
 *   file: 'whoami.yml',
 *   text: `
 * title: Whoami
 * logsource:
 *     product: windows
 *     category: process_creation
 * detection:
 *     selection:
 *         Image|endswith: '\\whoami.exe'
 *     condition: selection
 * `,
 * }])
 * const [match] = rules.match({
 *   logsource: { product: 'windows', category: 'process_creation' },
 *   fields: { Image: 'C:\\Windows\\System32\\WHOAMI.EXE' },
 *   raw: '',
 * })
 * match?.rule.title // 'Whoami'
 * match?.matched // [{ selection: 'selection', field: 'Image', pattern: 'endswith: \\whoami.exe', value: 'C:\\...' }]
 * ```
 */
export function compileRules(texts: readonly RuleText[], options: CompileOptions = {}): RuleSet {
  const context = { placeholders: options.placeholders ?? {} }
  const parsed = texts.map(({ text, file }) => parseText(text, file, context))
  const linked = linkRules(parsed.flatMap(({ rules }) => rules))
  const matcher = createMatcher(linked.rules, options)
  return {
    rules: linked.rules,
    filters: linked.filters,
    correlations: linked.correlations,
    findings: [...parsed.flatMap(({ findings }) => findings), ...linked.findings],
    broken: parsed.reduce((sum, { broken }) => sum + broken, linked.broken),
    match: event => matcher.match(event),
    quarantined: matcher.quarantined,
    tableBytes: () => matcher.tableBytes(),
  }
}
