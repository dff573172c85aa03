import { loadRuleFiles } from '../../rulebase/load-rules.ts'
import { LEVELS } from '../../schema/level.ts'
import { type Command, hasOption, type Invocation } from '../command.ts'
import { choice, levelOption, usage } from '../options.ts'
import { coverageOf, navigatorLayer } from './attack.ts'
import { formatCoverage, formatRules, LIST_FORMATS } from './list-output.ts'
import { fitsFilter, listedRules, type RuleFilter } from './listed-rule.ts'
import { pathsOf } from './paths.ts'

const filterOption = (value: string, description: string) => ({
  type: 'string' as const,
  multiple: true,
  value,
  description,
})

/** `log-sentinel rules list`: which rules there are, worst first, or what they cover of ATT&CK. */
export const rulesList: Command = {
  name: 'rules list',
  summary: 'List rules, or what they cover of ATT&CK',
  usage: `[FILTER]... [--coverage | --navigator] [--format ${LIST_FORMATS.join('|')}] [PATH...]`,
  options: {
    level: {
      type: 'string',
      value: 'LEVEL',
      description: `Only rules of this level or above: ${LEVELS.join(', ')}.`,
    },
    status: filterOption('STATUS', 'Only rules of this status. Given again: or of that one.'),
    product: filterOption('NAME', 'Only rules for this product. Given again: or for that one.'),
    service: filterOption('NAME', 'Only rules for this service. Given again: or for that one.'),
    category: filterOption('NAME', 'Only rules for this category. Given again: or for that one.'),
    tag: filterOption(
      'TAG',
      'Only rules with this tag, such as attack.persistence. Given again: or with that one.',
    ),
    technique: filterOption(
      'ID',
      'Only rules for this technique of ATT&CK and those below it, such as T1059. Given again: or for that one.',
    ),
    search: filterOption(
      'TEXT',
      'Only rules with this text in title, description, id or tags. Given again: and that one.',
    ),
    coverage: {
      type: 'boolean',
      description: 'Tactics and techniques of ATT&CK with how many of the rules name them.',
    },
    navigator: { type: 'boolean', description: 'A layer for the ATT&CK Navigator (format 4.5).' },
    format: {
      type: 'string',
      value: LIST_FORMATS.join('|'),
      description: 'A table, a JSON object a line, or CSV. Default: table.',
    },
  },
  takesSettings: true,
  positionals: 'PATH',
  async run(invocation) {
    const { stdout, stderr } = invocation
    const format = choice(invocation, 'format', LIST_FORMATS)
    const [coverage, navigator] = [hasOption(invocation, 'coverage'), hasOption(invocation, 'navigator')]
    if (navigator && (coverage || format !== undefined))
      throw usage(
        '--navigator',
        coverage ? '--coverage' : '--format',
        'one of them: a layer is JSON of its own',
      )
    const filter = filterOf(invocation)
    const { set, problems } = await loadRuleFiles(pathsOf(invocation))
    const rules = listedRules(set).filter(rule => fitsFilter(rule, filter))
    if (navigator) stdout.write(`${JSON.stringify(navigatorLayer(rules), null, 2)}\n`)
    else if (coverage) stdout.write(formatCoverage(coverageOf(rules), format ?? 'table'))
    else stdout.write(formatRules(rules, format ?? 'table'))
    const left_out = new Set(problems.map(({ file }) => file)).size
    if (left_out > 0)
      stderr.write(`${left_out} files with errors are not listed: \`log-sentinel rules check\` tells more\n`)
    return 0
  },
}

function filterOf(invocation: Invocation): RuleFilter {
  const { options } = invocation
  const given = (name: string, as: keyof RuleFilter): RuleFilter => {
    const values = options.get(name)
    return values ? { [as]: values } : {}
  }
  return {
    least_level: levelOption(invocation, 'level'),
    ...given('status', 'status'),
    ...given('product', 'product'),
    ...given('service', 'service'),
    ...given('category', 'category'),
    ...given('tag', 'tags'),
    ...given('technique', 'techniques'),
    ...given('search', 'texts'),
  }
}
