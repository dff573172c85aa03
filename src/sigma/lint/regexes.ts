import type { Findings } from '../finding.ts'
import type { YamlScalar } from '../yaml-node.ts'
import type { WrittenLine } from './lines.ts'

/** Looks at regular expressions that say more than they need to. */
export function checkRegexes({ field, modifiers, values }: WrittenLine, findings: Findings): void {
  if (!modifiers.includes('re')) return
  for (const value of values) {
    const [before, rest, after] = trimmed(value.text)
    if (rest === '') continue
    if (before || after)
      findings.add(
        'redundant-regex-wildcard',
        value,
        `.* at the ${before ? 'start' : 'end'} of a regular expression changes nothing: it is found anywhere in the value`,
      )
    checkPlain(field, modifiers, value, rest, findings)
  }
}

/** What is left of an expression without `.*` at its ends, and whether there was one. */
function trimmed(source: string): [before: boolean, rest: string, after: boolean] {
  // Behind `.*` a question mark or a plus says how it repeats.
  const start = /^\.\*\??/.exec(source)?.[0].length ?? 0
  const rest = source.slice(start)
  const end = /^((?:[^\\]|\\.)*?)\.\*\??$/s.exec(rest)?.[1]
  return [start > 0, end ?? rest, end !== undefined]
}

const META = /[.*+?()[\]{}|^$]/

function checkPlain(
  field: string | null,
  modifiers: readonly string[],
  value: YamlScalar,
  source: string,
  findings: Findings,
): void {
  const starts = source.startsWith('^')
  const ends = /(?:^|[^\\])(?:\\\\)*\$$/.test(source)
  const inner = source.slice(starts ? 1 : 0, ends ? -1 : undefined)
  const text = literalText(inner)
  // `^` and `$` stand at lines where the modifier `m` says so.
  if (text === undefined || text === '' || modifiers.includes('m')) return
  const anchor = starts ? (ends ? [] : ['startswith']) : ends ? ['endswith'] : ['contains']
  const cased = modifiers.includes('i') || !/\p{L}/u.test(text) ? [] : ['cased']
  const key = [field ?? '', ...(field === null ? [] : anchor), ...cased].join('|')
  findings.add(
    'plain-regex',
    value,
    `the regular expression is plain text: '${key}' says the same of '${text}'`,
  )
}

/** The text that an expression without any syntax stands for. */
function literalText(source: string): string | undefined {
  let text = ''
  for (const [part] of source.matchAll(/\\.|[\s\S]/gu)) {
    if (part.length > 1 && part.startsWith('\\')) {
      if (/\w/.test(part.charAt(1))) return undefined
      text += part.slice(1)
    } else if (META.test(part)) return undefined
    else text += part
  }
  return text
}
