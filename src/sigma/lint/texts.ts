import type { Findings } from '../finding.ts'
import type { YamlScalar } from '../yaml-node.ts'
import type { WrittenLine } from './lines.ts'

/** Looks at values as they are written: wildcards that are there already, backslashes that are not. */
export function checkTexts({ field, modifiers, values }: WrittenLine, findings: Findings): void {
  // What is encoded, or no pattern, has no wildcards.
  const anchor = ANCHORS.find(name => modifiers.includes(name)) ?? (field === null ? 'contains' : undefined)
  const is_pattern = modifiers.every(name => PATTERN_MODIFIERS.has(name))
  if (!is_pattern) return
  for (const value of values) {
    if (typeof value.value !== 'string') continue
    if (anchor) checkWildcards(value, anchor, field === null, findings)
    checkBackslash(value, findings)
  }
}

const ANCHORS = ['contains', 'startswith', 'endswith'] as const
const PATTERN_MODIFIERS = new Set(['contains', 'startswith', 'endswith', 'cased', 'all', 'neq', 'windash'])

function checkWildcards(
  value: YamlScalar,
  anchor: (typeof ANCHORS)[number],
  is_keyword: boolean,
  findings: Findings,
): void {
  const { text } = value
  if (/^\*+$/.test(text)) return
  const starts = text.startsWith('*')
  // An even number of backslashes leaves the asterisk its meaning.
  const ends = /(?:^|[^\\])(?:\\\\)*\*$/.test(text)
  const what = is_keyword ? 'keywords are found anywhere' : `'${anchor}' has one there`
  if ((starts && anchor !== 'startswith') || (ends && anchor !== 'endswith'))
    findings.add('redundant-wildcard', value, `the wildcard at the end of '${text}' changes nothing: ${what}`)
  else if (starts || ends)
    findings.add(
      'redundant-wildcard',
      value,
      `with the wildcard at its ${starts ? 'start' : 'end'} '${text}' is found anywhere: say 'contains'`,
    )
}

/**
 * A path in which `\*` follows a name: the backslash takes the asterisk's meaning and is gone itself, so that neither a
 * wildcard nor the path is left.
 */
function checkBackslash(value: YamlScalar, findings: Findings): void {
  const { text } = value
  const is_path = /(?:^|[^\\])\\[a-z0-9_$%]/i.test(text)
  if (!is_path || !/\w\\\*/.test(text)) return
  findings.add(
    'swallowed-backslash',
    value,
    `in '${text}' the asterisk is plain and has no backslash before it: write \\\\* for a backslash and a wildcard, \\\\\\* for a backslash and an asterisk`,
  )
}
