import type { RuleProblem } from '../schema/status.ts'
import type { DetectionRule } from '../sigma/index.ts'

/** What people are told of a rule that is not tried any more. */
export function quarantineProblem({
  file = '',
  line,
  title,
}: Pick<DetectionRule, 'file' | 'line' | 'title'>): RuleProblem {
  const reason =
    `quarantined: a regular expression of '${title}' took more work on an event than is allowed; ` +
    'the rule is not tried again until the rules are loaded anew'
  return { file, line, reason }
}
