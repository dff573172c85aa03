import { loadRuleFiles } from '../../rulebase/load-rules.ts'
import { printable } from '../../runtime/printable.ts'
import { rulePaths } from '../../services/rule-paths.ts'
import type { Command } from '../command.ts'

/** `log-sentinel rules check`: every finding with its place; ends with 1 if one of them is an error. */
export const rulesCheck: Command = {
  name: 'rules check',
  summary: 'Tell what is wrong with rules, or looks wrong',
  usage: '[PATH...]',
  options: {},
  takesSettings: true,
  positionals: 'PATH',
  async run({ positionals, config, stdout, stderr }) {
    const paths = positionals.length > 0 ? positionals : rulePaths(config().rules)
    const { set, loaded, problems } = await loadRuleFiles(paths)
    for (const { file, line, reason } of problems) {
      stdout.write(`${printable(`${file}${line === null ? '' : `:${line}`}: error: ${reason}`)}\n`)
    }
    const warnings = set.findings.filter(finding => finding.severity === 'warning')
    for (const { file = '', line, reason } of warnings)
      stdout.write(`${printable(`${file}:${line}: warning: ${reason}`)}\n`)
    stderr.write(`${loaded} rules, ${problems.length} errors, ${warnings.length} warnings\n`)
    return problems.length > 0 ? 1 : 0
  },
}
