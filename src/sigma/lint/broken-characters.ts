import { type Finding, Findings } from '../finding.ts'
import type { RuleText } from '../index.ts'

/** Where whoever read the file has put U+FFFD for bytes that are no UTF-8: the first such place of each line. */
export function brokenCharacters({ text, file }: RuleText): readonly Finding[] {
  const findings = new Findings(file)
  if (!text.includes(REPLACEMENT)) return findings.list
  for (const [index, line] of text.split('\n').entries()) {
    const at = line.indexOf(REPLACEMENT)
    if (at >= 0)
      findings.add(
        'broken-character',
        { line: index + 1, column: at + 1 },
        'here are bytes that are no UTF-8, so that no event will have what they mean: save the file as UTF-8',
      )
  }
  return findings.list
}

const REPLACEMENT = '\ufffd'
