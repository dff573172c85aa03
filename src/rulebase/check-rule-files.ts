import { CHECKS, type CheckedRules, checkRules, type Finding } from '../sigma/index.ts'
import { readRuleTexts } from './load-rules.ts'
import { findRuleFiles } from './rule-files.ts'

/**
 * Looks for mistakes in all rules at `paths`, files and folders, also in the files themselves.
 * @throws SentinelError FILE_UNREADABLE if one of the paths does not exist
 */
export function checkRuleFiles(paths: readonly string[]): CheckedRules {
  const { texts, problems } = readRuleTexts(findRuleFiles(paths))
  const { sound, findings } = checkRules(texts)
  const unreadable = problems.map(
    ({ file, reason }): Finding => ({
      file,
      line: 1,
      severity: CHECKS['unreadable-file'].severity,
      check: 'unreadable-file',
      reason,
    }),
  )
  return { sound, findings: [...unreadable, ...findings] }
}
