import type { Finding, Findings } from '../finding.ts'
import type { RuleText } from '../index.ts'
import { linkRules } from '../link.ts'
import { parseText } from '../parse.ts'
import type { Placeholders } from '../placeholders.ts'
import type { SigmaRule } from '../rule.ts'
import type { YamlMapping } from '../yaml-node.ts'
import { brokenCharacters } from './broken-characters.ts'
import { checkCondition, checkNothingFound } from './conditions.ts'
import { checkDoubtfulValues } from './doubtful-values.ts'
import { checkFields, hasOneValue } from './fields.ts'
import { checkHeader } from './header.ts'
import { writtenLines } from './lines.ts'
import { checkLists } from './lists.ts'
import { checkLogsource } from './logsources.ts'
import { checkRegexes } from './regexes.ts'
import { checkTags } from './tags.ts'
import { checkTexts } from './texts.ts'

export interface CheckedRules {
  /** How many documents could be used. */
  readonly sound: number
  /** In the order of the texts and their lines; each once. */
  readonly findings: readonly Finding[]
}

/**
 * Looks at rules as their author's reviewer would: tells all that `compileRules` reports, and what is most likely a
 * mistake, or could be said more simply. Nothing is matched.
 */
export function checkRules(
  texts: readonly RuleText[],
  { placeholders = {} }: { placeholders?: Placeholders } = {},
): CheckedRules {
  const context = { placeholders }
  const parsed = texts.map(({ text, file }) => parseText(text, file, context, inspect))
  const broken = texts.flatMap(brokenCharacters)
  const linked = linkRules(parsed.flatMap(({ rules }) => rules))
  const findings = [...broken, ...parsed.flatMap(text => text.findings), ...linked.findings]
  const order = new Map(texts.map(({ file }, index) => [file, index]))
  const orderOf = ({ file }: Finding) => order.get(file) ?? 0
  // What stands in a document that others take over is found again with each of them.
  const once = new Map(findings.map(finding => [JSON.stringify(finding), finding]))
  return {
    sound: linked.rules.length + linked.filters.length + linked.correlations.length,
    findings: [...once.values()].sort((a, b) => orderOf(a) - orderOf(b) || a.line - b.line),
  }
}

function inspect(document: YamlMapping, rule: SigmaRule | undefined, findings: Findings): void {
  checkHeader(document, findings)
  checkTags(document, findings)
  const lines = writtenLines(document)
  for (const line of lines) {
    checkTexts(line, findings)
    checkRegexes(line, findings)
    checkDoubtfulValues(line, findings)
  }
  if (!rule || rule.kind === 'correlation') return
  const { detection, logsource } = rule
  const condition = (document.entries.get('detection') ?? document.entries.get('filter'))?.value
  const at = condition?.kind === 'mapping' ? condition.entries.get('condition') : undefined
  // Names of another taxonomy mean other things.
  const is_sigma = rule.taxonomy === 'sigma'
  const has_one_value = is_sigma ? hasOneValue(logsource) : () => false
  if (is_sigma) {
    checkLogsource(document, logsource, findings)
    checkFields(lines, logsource, findings)
  }
  checkLists(detection, has_one_value, findings)
  checkCondition(detection, at?.line ?? rule.line, has_one_value, findings)
  if (rule.kind === 'rule') checkNothingFound(detection, at?.line ?? rule.line, findings)
}
