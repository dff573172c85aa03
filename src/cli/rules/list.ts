import { loadRuleFiles } from '../../rulebase/load-rules.ts'
import { printable } from '../../runtime/printable.ts'
import { LEVELS } from '../../schema/level.ts'
import { rulePaths } from '../../services/rule-paths.ts'
import type { Command } from '../command.ts'

/** `log-sentinel rules list`: which rules there are, worst first. */
export const rulesList: Command = {
  name: 'rules list',
  summary: 'List rules',
  usage: '[PATH...]',
  options: {},
  takesSettings: true,
  positionals: 'PATH',
  async run({ positionals, config, stdout }) {
    const { set } = await loadRuleFiles(positionals.length > 0 ? positionals : rulePaths(config().rules))
    const sorted = [...set.rules].sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level))
    for (const { id, level, title } of sorted)
      stdout.write(`${printable(`${level.padEnd(13)}  ${id}  ${title}`)}\n`)
    return 0
  },
}
