import { realpathSync, statSync } from 'node:fs'
import { SentinelError } from '../../errors.ts'
import { type LoadedRules, loadRuleFiles } from '../../rulebase/load-rules.ts'
import { rulePaths } from '../../services/rule-paths.ts'
import type { DetectionRule } from '../../sigma/index.ts'
import { nearest } from '../../sigma/nearest.ts'
import type { Invocation } from '../command.ts'

/**
 * The rules that `wanted` names: those of the file of that name, or the one with that id or title among the configured
 * rules. Filters among the configured rules are added either way.
 * @throws SentinelError RULES_INVALID, NOT_FOUND
 */
export async function findRules(wanted: string, { config }: Invocation): Promise<readonly DetectionRule[]> {
  const configured = rulePaths(config().rules)
  if (statSync(wanted, { throwIfNoEntry: false })?.isFile()) {
    const loaded = await loadRuleFiles([wanted, ...configured])
    const file = realpathSync(wanted)
    const found = loaded.set.rules.filter(rule => rule.file !== undefined && realpathSync(rule.file) === file)
    return found.length > 0 ? found : refuseFile(wanted, loaded)
  }
  const { set } = await loadRuleFiles(configured)
  const lower = wanted.toLowerCase()
  const found = set.rules.filter(
    ({ id, title }) => id.toLowerCase() === lower || title.toLowerCase() === lower,
  )
  if (found.length > 0) return found
  const meant = nearest(
    wanted,
    set.rules.flatMap(({ id, title }) => [id, title]),
  )
  throw new SentinelError('NOT_FOUND', {
    where: `rule ${wanted}`,
    found: `neither a file nor one of ${set.rules.length} rules in ${configured.join(', ')}`,
    expected: 'a file with a rule, or the id or the title of one',
    remedy: meant === undefined ? '`log-sentinel rules list` shows them' : `Did you mean '${meant}'?`,
  })
}

function refuseFile(file: string, { problems }: LoadedRules): never {
  const problem = problems.find(candidate => candidate.file === file)
  throw new SentinelError('RULES_INVALID', {
    where: problem?.line ? `${file}:${problem.line}` : file,
    found: problem?.reason ?? 'no rule',
    expected: 'a Sigma rule',
    remedy: `\`log-sentinel rules check ${file}\` tells more`,
  })
}
