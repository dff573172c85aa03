import { parseCorrelation } from './correlation.ts'
import { parseDetection } from './detection.ts'
import { type Finding, Findings, RuleError } from './finding.ts'
import { mergeGlobals } from './global-documents.ts'
import { parseHeader, parseLogsource, requireTexts, textOf } from './header.ts'
import type { ModifierContext } from './modifiers.ts'
import type { DetectionRule, FilterRule, RuleHeader, SigmaRule } from './rule.ts'
import { parseDocuments } from './yaml.ts'
import type { YamlEntry, YamlMapping } from './yaml-node.ts'

export interface ParsedText {
  /** The documents without an error, in their order. */
  readonly rules: readonly SigmaRule[]
  readonly findings: readonly Finding[]
  /** How many documents have an error and are left out. */
  readonly broken: number
}

/** Looks at a document as it is written and, unless it has an error, as it was read. */
export type Inspect = (document: YamlMapping, rule: SigmaRule | undefined, findings: Findings) => void

/** Reads a text of one or more YAML documents: rules, filters, correlations. What `inspect` finds leaves nothing out. */
export function parseText(
  text: string,
  file: string | undefined,
  context: ModifierContext,
  inspect?: Inspect,
): ParsedText {
  const findings = new Findings(file)
  const documents = parseDocuments(text, findings)
  const merged = mergeGlobals(documents, findings)
  let broken = findings.errors
  const rules: SigmaRule[] = []
  for (const document of merged) {
    const errors_before = findings.errors
    const rule = parseDocument(document, file, context, findings)
    const is_sound = rule !== undefined && findings.errors === errors_before
    if (is_sound) rules.push(rule)
    else broken++
    inspect?.(document, is_sound ? rule : undefined, findings)
  }
  return { rules, findings: findings.list, broken }
}

function parseDocument(
  document: YamlMapping,
  file: string | undefined,
  context: ModifierContext,
  findings: Findings,
): SigmaRule | undefined {
  const header = parseHeader(document, file, findings)
  const [detection, filter, correlation] = ['detection', 'filter', 'correlation'].map(key =>
    document.entries.get(key),
  )
  if ([detection, filter, correlation].filter(Boolean).length > 1) {
    findings.error(document, "a document has one of 'detection', 'filter' and 'correlation', not several")
    return undefined
  }
  if (correlation) return parseCorrelation(correlation, header, findings)
  if (filter) return parseFilter(document, filter, header, context, findings)
  if (detection) return parseRule(document, detection, header, context, findings)
  findings.error(document, "the document has no 'detection', 'filter' or 'correlation': it is no Sigma rule")
  return undefined
}

function parseRule(
  document: YamlMapping,
  section: YamlEntry,
  header: RuleHeader,
  context: ModifierContext,
  findings: Findings,
): DetectionRule | undefined {
  const logsource = findings.attempt(() => parseLogsource(document))
  const detection = parseDetection(section, [], context, findings)
  return logsource && detection && { ...header, kind: 'rule', logsource, detection, filters: [] }
}

function parseFilter(
  document: YamlMapping,
  section: YamlEntry,
  header: RuleHeader,
  context: ModifierContext,
  findings: Findings,
): FilterRule | undefined {
  const logsource = findings.attempt(() => parseLogsource(document))
  const detection = parseDetection(section, ['rules'], context, findings)
  const rules = findings.attempt(() => parseFilterRules(section))
  return logsource && detection && rules && { ...header, kind: 'filter', logsource, rules, detection }
}

function parseFilterRules(section: YamlEntry): FilterRule['rules'] {
  if (section.value.kind !== 'mapping') throw new RuleError(section, "'filter' must be a map")
  const rules = section.value.entries.get('rules')
  if (rules?.value.kind === 'scalar' && textOf(rules.value) === 'any') return 'any'
  return requireTexts(rules, "'rules' of the filter", section)
}
